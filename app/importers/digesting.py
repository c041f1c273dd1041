"""Digests by which an input is known again."""

import hashlib
from pathlib import Path

from app.importers.input_files import input_files
from app.importers.records import InputError


def input_digest(path: Path) -> str:
    """A sha256 over the file at ``path``, or over all files in that folder with their names.

    Hidden files are no part of it. Raises InputError where there is nothing to read.
    """
    told: list[str] = []
    for file in input_files(path):
        try:
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            raise InputError(f"{file}: {error.strerror}") from None
        told.append(f"{file.relative_to(path)} {digest}\n")
    return hashlib.sha256("".join(told).encode("utf-8", "surrogateescape")).hexdigest()
