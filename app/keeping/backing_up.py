"""A backup of the whole database as of one moment, while the server goes on writing."""

import datetime as dt
import fcntl
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import JSON, Connection, Date, DateTime, Engine, Table, Text, cast, select, text
from sqlalchemy.orm import Session

from app.db import engine_version, read_session
from app.keeping.backup_format import BackupError, Header, Manifest, Row, TableLine, Writer
from app.keeping.problems import Progress
from app.migrate import current_revision, head_revision
from app.models import Base, Change

_ROWS: Final = 2_000
_LEVEL: Final = 1  # of gzip: a higher one takes several times as long for a tenth less


def backup_to_file(engine: Engine, path: Path, progress: Progress) -> Manifest:
    """Write a backup, which has its name only when it is whole and on the disk.

    Raises BackupError where there is a file of this name, or another process is writing it.
    """
    unfinished = path.with_name(f".{path.name}.part")
    with _alone(unfinished) as out:
        if path.exists():
            raise BackupError(f"{path} is there already, and is not written over")
        manifest = backup(engine, out, progress)
        out.flush()
        os.fsync(out.fileno())
        unfinished.rename(path)
        sync(path.parent)
    return manifest


def backup(engine: Engine, out: BinaryIO, progress: Progress) -> Manifest:
    """Write a backup to a stream. Raises BackupError where the database is not of this version."""
    with (
        read_session(engine) as session,
        gzip.open(out, "wb", compresslevel=_LEVEL) as zipped,
    ):
        writer = Writer(zipped, _header(session))
        if engine.dialect.name == "postgresql":
            session.execute(text("SET LOCAL DateStyle = 'ISO'"))
        for table in Base.metadata.sorted_tables:
            _write_table(session.connection(), writer, table, progress)
        return writer.end()


def _header(session: Session) -> Header:
    connection = session.connection()
    revision = current_revision(connection)
    if revision != head_revision():
        raise BackupError(
            f"the database stands at revision {revision}, not {head_revision()}: make its backup"
            " with the version that it is of, or migrate it"
        )
    newest = session.execute(
        select(Change.number, Change.digest).order_by(Change.number.desc()).limit(1)
    ).first()
    return Header(
        version=version("incumbent"),
        revision=str(revision),
        made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        database=engine_version(connection),
        change=newest.number if newest else 0,
        digest=newest.digest if newest else None,
    )


def _write_table(connection: Connection, writer: Writer, table: Table, progress: Progress) -> None:
    name = str(table.name)  # SQLAlchemy's own kind of str is none to be a key of JSON
    moments = [str(column.key) for column in table.columns if _is_moment(column)]
    columns = [str(column.key) for column in table.columns]
    writer.table(TableLine(table=name, columns=columns, moments=moments))
    places = [columns.index(name) for name in moments]
    found = select(*map(_portable, table.columns)).order_by(*table.primary_key.columns)
    done = 0
    result = connection.execute(found, execution_options={"yield_per": _ROWS})
    for rows in result.partitions(_ROWS):
        writer.rows(name, [_row(row, places) for row in rows])
        done += len(rows)
        progress(name, done, None)


def _is_moment(column: Any) -> bool:
    return isinstance(getattr(column.type, "impl", column.type), DateTime)


def _portable(column: Any) -> Any:
    """A column as both databases give it: JSON as the text that is kept, days as ISO 8601."""
    as_text = isinstance(column.type, JSON | Date)
    return cast(column, Text).label(column.key) if as_text else column


def _row(row: Any, moments: list[int]) -> Row:
    values = list(row)
    for place in moments:
        if values[place] is not None:
            values[place] = values[place].isoformat()
    return values


@contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """The file, emptied, held against every other process; what a stopped one left is dropped."""
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # not for others: it has secrets
    with os.fdopen(number, "r+b") as out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError(f"another process is writing {path}") from None
        out.truncate(0)
        try:
            yield out
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
