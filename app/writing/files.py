"""Dossiers and their articles' texts as files, side by side."""

import os
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from app.loading.dossier import Dossier
from app.loading.reading import DOSSIERS
from app.writing.yaml_text import yaml_text


class WouldOverwriteError(Exception):
    """What is in a file, or would be, is not to be written over; the text names the file."""


def text_file(path: Path) -> Path:
    """Where the text of a dossier's article stands."""
    return path.with_suffix(".txt")


def write_dossier(
    path: Path, dossier: Dossier, text: str, *, comments: Sequence[str] = (), force: bool = False
) -> None:
    """Write a dossier, and its article's text beside it, each whole or not at all.

    Raises WouldOverwriteError before anything is written: where a file says something else, unless
    ``force`` is given, and where the dossier would take the place of the text.
    """
    if path.suffix not in DOSSIERS:
        raise WouldOverwriteError(f"{path}: a dossier's file ends in .yaml, beside its text")
    files = {path.parent / dossier.article.file: text, path: yaml_text(dossier, comments)}
    for each, content in files.items():
        if each.exists() and not force and not _holds(each, content):
            raise WouldOverwriteError(f"{each} is there already: name another, or give --force")
    path.parent.mkdir(parents=True, exist_ok=True)
    for each, content in files.items():
        if not each.exists() or not _holds(each, content):
            _replace(each, content)


def _holds(path: Path, content: str) -> bool:
    """Whether a file has this text, however its letters are composed."""
    try:
        read = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return unicodedata.normalize("NFC", read) == content


def _replace(path: Path, content: str) -> None:
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 (a handle, not a path)
            file.write(content.encode())
        Path(written).chmod(0o644)
        os.replace(written, path)  # noqa: PTH105 (whichever system it is)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
