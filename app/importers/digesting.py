"""Digests by which an input is known again."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from app.importers.records import InputError


def input_digest(path: Path) -> str:
    """A sha256 over the file at ``path``, or over all files in that folder with their names.

    Hidden files are no part of it. Raises InputError where there is nothing to read.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    told: list[str] = []
    for file in _files(path):
        try:
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            raise InputError(f"{file}: {error.strerror}") from None
        told.append(f"{file.relative_to(path)} {digest}\n")
    return hashlib.sha256("".join(told).encode("utf-8", "surrogateescape")).hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for each in sorted(path.iterdir()):
        if not each.name.startswith("."):
            yield from _files(each)
