"""Dumps for mirrors: every export of one change in a dated folder, with a manifest."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.db import read_session
from app.exports.catalog import ALL, Export
from app.exports.making import NothingToExportError, start
from app.models import Change, Dataset
from app.profiles.facts import Json
from app.queries.changes import changes_by_number, last_change

MANIFEST: Final = "manifest.json"
LATEST: Final = "latest"
Progress = Callable[[str, int, int | None], None]  # the stage, how much is done, and of how much


def dump(engine: Engine, folder: Path, progress: Progress) -> Path:
    """Write a dump of the newest change into a folder of its own within ``folder``.

    A dump that was begun and not ended is ended first, as of its own change; one of the newest
    change that is whole already is left as it is. ``latest`` then leads to it. Returns its folder.
    Raises NothingToExportError, and OSError.
    """
    with read_session(engine) as session:
        change = _to_dump(session, folder)
    dated = folder / _name_of(change)
    dated.mkdir(parents=True, exist_ok=True)
    if not (dated / MANIFEST).exists():
        for number, export in enumerate(ALL, 1):
            progress("Files", number, len(ALL))
            if not (dated / export.file).exists():
                write_file(engine, export, {"known_at": str(change.number)}, dated / export.file)
        with read_session(engine) as session:
            _write_whole(dated / MANIFEST, [_manifest(session, change, dated)])
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

    Raises ListError, NothingToExportError, and OSError.
    """
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        with read_session(engine) as session:
            making = start(session, export, given)
            for number, _ in enumerate(making.build(unfinished), 1):
                progress(f"Pieces of {export.file}", number, None)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return making.wanted.number


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
        "datasets": [_dataset(each) for each in session.scalars(select(Dataset))],
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
        with path.open(newline="", encoding="utf-8") as text:
            return sum(1 for _ in csv.reader(text)) - 1
    return None


def _dataset(dataset: Dataset) -> Json:
    return {
        "id": dataset.id,
        "title": dataset.title,
        "licence": dataset.licence,
        "attribution": dataset.attribution,
        "url": dataset.url,
    }


def _write_whole(path: Path, pieces: Iterator[bytes] | list[bytes]) -> None:
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(b"".join(pieces))
    unfinished.replace(path)


def _lead(link: Path, folder: Path) -> None:
    """Let the link lead to a folder beside it, with no moment in which it leads nowhere."""
    unfinished = link.with_name(f"{link.name}.part")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(folder.name, target_is_directory=True)
    unfinished.replace(link)
