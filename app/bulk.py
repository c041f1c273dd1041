"""Many rows into a table at once: what there is to prepare is prepared once, not for each row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Prepare = Callable[[Any], Any]


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the columns of the first one."""
    if rows:
        names = tuple(rows[0])
        insert_tuples(session, table, names, [tuple(row[name] for name in names) for row in rows])


def insert_tuples(
    session: Session, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows of values in the order of these columns.

    SQLite takes them by one prepared statement, PostgreSQL by COPY.
    """
    session.flush()
    connection = session.connection()
    prepared = _prepared(connection, table, names, rows)
    columns = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "postgresql":
        copy_rows(connection, f'COPY "{table.name}" ({columns}) FROM STDIN', prepared)
        return
    marks = ", ".join("?" * len(names))
    statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 (our names)
    if rows:
        connection.exec_driver_sql(statement, list(prepared))


def copy_rows(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Send rows by COPY; raises DBAPIError, as every other statement does."""
    driver: Any = connection.connection.driver_connection
    dialect = connection.dialect
    refused: Any = dialect.loaded_dbapi.Error
    try:
        with driver.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except refused as error:
        raise DBAPIError.instance(statement, None, error, refused, dialect=dialect) from error


def _prepared(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> Iterable[tuple[Any, ...]]:
    """The rows with each value as the driver takes it."""
    dialect = connection.dialect
    prepare: dict[int, Prepare] = {}
    for place, name in enumerate(names):
        made = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if made is not None:
            # The same days stand in most rows.
            is_date = isinstance(table.c[name].type, Date)
            prepare[place] = lru_cache(maxsize=10_000)(made) if is_date else made
    if not prepare:
        return rows
    return (_prepared_row(row, prepare) for row in rows)


def _prepared_row(row: tuple[Any, ...], prepare: Mapping[int, Prepare]) -> tuple[Any, ...]:
    values = list(row)
    for place, made in prepare.items():
        if values[place] is not None:
            values[place] = made(values[place])
    return tuple(values)
