"""Tables without their indexes and foreign keys, which are made again when they are filled.

Rows that are put into an index one by one take several times as long.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from app.keeping.problems import Progress

_SQLITE_INDEXES: Final = """
SELECT 'DROP INDEX "' || name || '"', sql FROM sqlite_master
WHERE type = 'index' AND sql IS NOT NULL ORDER BY name
"""
_INDEXES: Final = """
SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY relname
"""
_KEYS: Final = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
              pg_get_constraintdef(oid))
FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname
"""


@dataclass(frozen=True, slots=True)
class _Part:
    drop: str
    make: str


@contextmanager
def without_indexes(connection: Connection, progress: Progress) -> Iterator[None]:
    """Take away indexes and, on PostgreSQL, foreign keys, and make them again at the end."""
    parts = [part for listing in _listings(connection) for part in _parts(connection, listing)]
    for part in parts:
        connection.exec_driver_sql(part.drop)
    yield
    for done, part in enumerate(reversed(parts), start=1):
        connection.exec_driver_sql(part.make)
        progress("indexes", done, len(parts))


def _listings(connection: Connection) -> tuple[str, ...]:
    """Foreign keys first: they need no index that is dropped, but are checked by those made."""
    return (_SQLITE_INDEXES,) if connection.dialect.name == "sqlite" else (_KEYS, _INDEXES)


def _parts(connection: Connection, listing: str) -> list[_Part]:
    return [_Part(*row) for row in connection.execute(text(listing))]
