"""The files of a folder that is imported."""

from pathlib import Path


def files_below(folder: Path, *endings: str) -> list[Path]:
    """The files in a folder, and in those within it, whose names end so, in the order of names.

    What is hidden (``.git``, ``.backup``) is no part of the data.
    """
    found = (file for file in folder.rglob("*") if file.name.endswith(endings))
    return sorted(file for file in found if _is_shown(file.relative_to(folder)) and file.is_file())


def _is_shown(file: Path) -> bool:
    return not any(part.startswith(".") for part in file.parts)
