"""Dumps for mirrors: every export of one change in a dated folder, with a manifest."""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.db import read_session
from app.exports.catalog import ALL, Export
from app.exports.making import NothingToExportError, start
from app.models import Change, Dataset
from app.profiles.datasets import particulars
from app.profiles.facts import Json
from app.queries.changes import changes_by_number, last_change

MANIFEST: Final = "manifest.json"
LATEST: Final = "latest"
_UNFINISHED: Final = ".part"
Progress = Callable[[str, int, int | None], None]  # the stage, how much is done, and of how much


class DumpRunningError(Exception):
    """Another dump into the same folder is running."""


def dump(engine: Engine, folder: Path, progress: Progress) -> Path:
    """Write a dump of the newest change into a folder of its own within ``folder``.

    A dump that was begun and not ended is ended first, as of its own change; one of the newest
    change that is whole already is left as it is. ``latest`` then leads to it. Returns its folder.
    Raises DumpRunningError, NothingToExportError, and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        return _dumped(engine, folder, progress)


def _dumped(engine: Engine, folder: Path, progress: Progress) -> Path:
    with read_session(engine) as session:
        change = _to_dump(session, folder)
    dated = folder / _name_of(change)
    dated.mkdir(exist_ok=True)
    for unfinished in dated.glob(f"*{_UNFINISHED}"):  # of a run that was ended by force
        unfinished.unlink()
    if not (dated / MANIFEST).exists():
        for number, export in enumerate(ALL, 1):
            progress("Files", number, len(ALL))
            if not (dated / export.file).exists():
                write_file(engine, export, {"known_at": str(change.number)}, dated / export.file)
        with read_session(engine) as session:
            manifest = _manifest(session, change, dated)
        with _whole(dated / MANIFEST) as unfinished:
            unfinished.write_bytes(manifest)
    _lead(folder / LATEST, dated)
    return dated


def write_file(
    engine: Engine,
    export: Export,
    given: dict[str, Any],
    path: Path,
    progress: Progress = lambda *_: None,
) -> int:
    """Write one export to a file, which is there only once it is whole; returns its change.

    Raises ListError, MergedFilterError, NothingToExportError, and OSError.
    """
    with _whole(path) as unfinished, read_session(engine) as session:
        making = start(session, export, given)
        for number, _ in enumerate(making.build(unfinished), 1):
            progress(f"Pieces of {export.file}", number, None)
    return making.wanted.number


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A name of its own for a file while it is written; then it takes the place of ``path``."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
    try:
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())  # else a power cut may leave the name without the content
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The folder for one run alone; the lock goes with the process, however that ends."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        _lock(opened)
        yield
    finally:
        os.close(opened)


def _lock(opened: int) -> None:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DumpRunningError from None


def _to_dump(session: Session, folder: Path) -> Change:
    newest = last_change(session)
    if newest is None:
        raise NothingToExportError
    dated = sorted(folder.glob("*-change-*"))
    for name in (each.name for each in dated if not (each / MANIFEST).exists()):
        number = name.rpartition("-")[2]
        for change in changes_by_number(session, [int(number)] if number.isdecimal() else []):
            if _name_of(change) == name:
                return change
    return newest


def _name_of(change: Change) -> str:
    return f"{change.at:%Y-%m-%d}-change-{change.number}"


def _manifest(session: Session, change: Change, folder: Path) -> bytes:
    told: Json = {
        "change": change.number,
        "at": change.at.isoformat(),
        "files": [_described(each, folder / each.file) for each in ALL],
        "datasets": [particulars(each) for each in session.scalars(select(Dataset))],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def _described(export: Export, path: Path) -> Json:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return {
        "file": export.file,
        "media_type": export.media_type.partition(";")[0],
        "description": export.description,
        "bytes": path.stat().st_size,
        "rows": _rows(export, path),
        "sha256": digest.hexdigest(),
    }


def _rows(export: Export, path: Path) -> int | None:
    """How many items a file of lines or rows has."""
    if export.format == "jsonl":
        with path.open("rb") as lines:
            return sum(1 for _ in lines)
    if export.format == "csv":
        with path.open("rb") as lines:
            return csv_row_count(lines) - 1
    return None


def csv_row_count(lines: Iterable[bytes]) -> int:
    """How many rows end: a line does not end one within a cell, where a quote is open."""
    rows, is_open = 0, False
    for line in lines:
        is_open ^= line.count(b'"') % 2 == 1
        rows += not is_open
    return rows


def _lead(link: Path, folder: Path) -> None:
    """Let the link lead to a folder beside it, with no moment in which it leads nowhere."""
    unfinished = link.with_name(f"{link.name}.part")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(folder.name, target_is_directory=True)
    unfinished.replace(link)
