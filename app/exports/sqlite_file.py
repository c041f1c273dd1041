"""All tables as one SQLite file: with keys, indexes for the likely questions, and full-text search.

It opens in Datasette as it is.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.db import sqlite_module
from app.exports.tables import Table, tables_of
from app.exports.wanted import Wanted


def write_sqlite(session: Session, wanted: Wanted, path: Path) -> Iterator[int]:
    """Write the file, which must not be there yet; tells how many rows were written meanwhile.

    Its ``user_version`` is the number of the change.
    """
    connection: sqlite3.Connection = sqlite_module().connect(path, isolation_level=None)
    try:
        # Whatever goes wrong, the file is thrown away: nothing needs to be safe meanwhile.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        tables = tables_of(wanted)
        for table in tables:
            connection.execute(_create(table))
            yield from _fill(connection, table, table.rows(session, wanted))
        for table in tables:
            _index(connection, table)
        connection.execute(f"PRAGMA user_version = {wanted.number}")
        connection.execute("COMMIT")
        connection.execute("PRAGMA optimize")
    finally:
        connection.close()


def _create(table: Table) -> str:
    columns = [
        f'"{each}" {"INTEGER" if table.is_integer(each) else "TEXT"}' for each in table.columns
    ]
    primary = ", ".join(f'"{each}"' for each in table.primary)
    keys = [
        f'FOREIGN KEY ("{column}") REFERENCES "{other}" ("id")'
        for column, other in table.keys.items()
    ]
    parts = ", ".join([*columns, f"PRIMARY KEY ({primary})", *keys])
    return f'CREATE TABLE "{table.name}" ({parts})'


def _fill(connection: sqlite3.Connection, table: Table, pages: Any) -> Iterator[int]:
    places = ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.name}" VALUES ({places})'  # noqa: S608 (our own names)
    for rows in pages:
        connection.executemany(statement, rows)
        yield len(rows)


def _index(connection: sqlite3.Connection, table: Table) -> None:
    for column in table.indexes:
        connection.execute(f'CREATE INDEX "{table.name}_{column}" ON "{table.name}" ("{column}")')
    if table.searched:
        # Beside the table and fed from it: Datasette finds such an index by itself.
        columns = ", ".join(f'"{each}"' for each in table.searched)
        name = f"{table.name}_fts"
        connection.execute(
            f'CREATE VIRTUAL TABLE "{name}" USING fts5({columns}, content="{table.name}")'
        )
        connection.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')')  # noqa: S608 (ours)
