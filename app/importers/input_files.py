"""The files of an input: what all formats read, and what it is known again by."""

import os
from collections.abc import Iterator
from pathlib import Path

from app.importers.records import InputError


def input_files(path: Path) -> list[Path]:
    """The file at ``path``, or all files below that folder, in the order of their names.

    What is hidden (by a name that begins with a dot) is left out, and so is what is no file, such
    as a link that leads nowhere. Links to folders are not followed. Raises InputError where there
    is nothing, or a folder cannot be looked into.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    if path.is_file():
        return [path]
    return sorted(each for each in _shown(path) if each.is_file())


def _shown(path: Path) -> Iterator[Path]:
    for folder, within, names in os.walk(path, onerror=_raise):
        within[:] = [each for each in within if not each.startswith(".")]
        yield from (Path(folder, each) for each in names if not each.startswith("."))


def _raise(error: OSError) -> None:
    raise InputError(f"{error.filename}: {error.strerror}")
