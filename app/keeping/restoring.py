"""A database made from a backup: whole, in one transaction, or not at all."""

import datetime as dt
import gzip
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from app.alembic_run import downgrade, upgrade
from app.bulk import copy_rows
from app.db import explain
from app.keeping.backup_format import BackupError, Manifest, Reader, Row, TableLine
from app.keeping.bare_tables import without_indexes
from app.keeping.problems import Progress
from app.ledger.chain import digest_of, links
from app.migrate import current_revision, known_revisions
from app.models import Base, Change

_ROWS: Final = 5_000
_OWN: Final = {"installation", "alembic_version"}  # what an empty database has rows in


class NotEmptyError(Exception):
    """There is something in the database that a backup was to be restored into."""


def open_backup(source: BinaryIO) -> Reader:
    """A backup to be read. Raises BackupError where it is none, or one of a newer version."""
    reader = Reader(gzip.open(source, "rb"))  # noqa: SIM115 (closed with the source)
    if reader.header.revision not in known_revisions():
        raise BackupError(
            f"it is of revision {reader.header.revision}, which this version does not know:"
            f" restore it with version {reader.header.version} or a later one"
        )
    return reader


def restore(engine: Engine, reader: Reader, progress: Progress) -> Manifest:
    """Fill an empty database, at the revision that the backup is of.

    Raises NotEmptyError, or BackupError where the backup is not whole, or its chain is not that of
    the ledger in it; nothing is written then.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        refuse_filled(connection)
        if current_revision(connection) is not None:
            downgrade(connection, "base")
        upgrade(connection, reader.header.revision)
        with without_indexes(connection, progress):
            connection.execute(text("DELETE FROM installation"))
            _fill(connection, reader, progress)
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))  # or every query is planned as of empty tables
        _check_chain(connection, reader)
    return reader.manifest


def refuse_filled(connection: Connection) -> None:
    """Raise NotEmptyError unless there are no tables, or only those of a migration with no rows."""
    for name in sorted(set(inspect(connection).get_table_names()) - _OWN):
        if name not in Base.metadata.tables:
            raise NotEmptyError(f"it has a table {name!r}, which is none of Incumbent")
        table = Base.metadata.tables[name]
        if connection.execute(select(*table.primary_key.columns).limit(1)).first():
            raise NotEmptyError(f"it has rows in the table {name!r}")


def _fill(connection: Connection, reader: Reader, progress: Progress) -> None:
    inspected = inspect(connection)
    known = set(inspected.get_table_names()) & set(Base.metadata.tables)
    for table, rows in _by_table(reader):
        columns = inspected.get_columns(table.table) if table.table in known else []
        if not set(table.columns) <= {each["name"] for each in columns}:
            raise BackupError(
                f"it has a table {table.table!r}, or columns of it, that are not ours"
            )
        done = 0
        for batch in rows:
            _insert(connection, table, batch)
            done += len(batch)
            progress(table.table, done, None)


def _by_table(reader: Reader) -> Iterator[tuple[TableLine, Iterator[list[Row]]]]:
    """Each table with its rows in batches, to be taken in that order."""
    table = TableLine(table="", columns=[])
    for is_row, lines in groupby(reader.lines(), key=lambda line: isinstance(line, list)):
        if is_row:
            yield table, _batches(lines)
        else:
            table = [line for line in lines if isinstance(line, TableLine)][-1]


def _batches(lines: Iterator[Any]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert(connection: Connection, table: TableLine, rows: Sequence[Row]) -> None:
    try:
        _insert_rows(connection, table, rows)
    except (ValueError, TypeError, OverflowError) as error:
        raise BackupError(f"a row of {table.table!r} cannot be one: {error}") from None
    except (DataError, IntegrityError, ProgrammingError) as error:
        raise BackupError(f"a row of {table.table!r} cannot be one: {explain(error)}") from None


def _insert_rows(connection: Connection, table: TableLine, rows: Sequence[Row]) -> None:
    names = ", ".join(f'"{name}"' for name in table.columns)
    if connection.dialect.name == "postgresql":
        copy_rows(connection, f'COPY "{table.table}" ({names}) FROM STDIN', rows)
        return
    places = [table.columns.index(name) for name in table.moments]
    marks = ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.table}" ({names}) VALUES ({marks})'  # noqa: S608 (checked)
    connection.exec_driver_sql(statement, [_for_sqlite(row, places) for row in rows])


def _for_sqlite(row: Row, moments: Sequence[int]) -> tuple[Any, ...]:
    for place in moments:
        if row[place] is not None:
            row[place] = dt.datetime.fromisoformat(row[place]).strftime("%Y-%m-%d %H:%M:%S.%f")
    return tuple(row)


def _check_chain(connection: Connection, reader: Reader) -> None:
    """The ledger in a backup is the one whose last digest its first line has."""
    before: str | None = None
    last = connection.scalar(select(func.max(Change.number))) or 0
    for link in links(connection, 1, last):
        before = digest_of(link.parts, before)
        if before != link.digest:
            raise BackupError(f"change {link.number} in it is not the one that was recorded")
    if (last, before) != (reader.header.change, reader.header.digest):
        raise BackupError("its last change is not the one that its first line names")
