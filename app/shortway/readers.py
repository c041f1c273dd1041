"""Reading rows with nothing between: one statement, its values, and the rows as they come."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import URL

from app.db import journal_mode, on_sqlite_connect, sqlite_module
from app.patience import Clock, Patience
from app.sqlite_files import NOT_THERE

Rows = Sequence[tuple[Any, ...]]
# A column of text that is read as its UTF-8.
TEXT: Final = re.compile(r"\{([a-z.]+)\}")

# Seconds for one read. What takes longer goes the long way, where it holds up nobody.
LONGEST: Final = 0.5


class Reader(Protocol):
    """Reads rows; each read is a transaction of its own and sees all that was committed before."""

    is_immediate: bool  # whether reading never waits, so that its coroutines end where they begin

    @property
    def era(self) -> int:
        """Another number once it may be another database that answers."""

    def prepare(self, statement: str) -> str:
        """The statement in the words of the database.

        ``?`` stands for a value, ``{name}`` in braces for a column of text, read as its UTF-8.
        """

    def day(self, day: dt.date) -> Any:
        """A day as a value of a statement."""

    async def rows(self, prepared: str, values: Sequence[Any]) -> Rows | None:
        """All rows of a statement; None where the database does not answer."""

    def pool_stats(self) -> Mapping[str, int]:
        """How its pool of connections is doing; empty where it has none."""

    async def open(self) -> None:
        """Make ready, so that the first request costs what later ones cost."""

    async def close(self) -> None:
        """Give back what is open."""


class SqliteReader:
    """Reads in the event loop: a look-up takes microseconds, a hop to a thread takes more.

    Readers never wait for writers in WAL mode, which is all that this is used with.
    """

    is_immediate = True
    era = 0

    def __init__(self, url: URL, patience: Patience) -> None:
        """Nothing is opened yet."""
        self._file = str(url.database)
        self._limit = min(LONGEST, patience.query or LONGEST)
        self._clock = Clock()
        self._connection: Any = None
        self._error = sqlite_module().Error

    def prepare(self, statement: str) -> str:
        """The statement for SQLite.

        Where statistics were gathered (``ANALYZE``), SQLite plans a statement anew for each other
        value that stands by itself, which takes as long as reading; behind a ``+`` it does not.
        """
        return TEXT.sub(r"CAST(\1 AS BLOB)", statement).replace("?", "+?")

    def day(self, day: dt.date) -> str:
        """A day as SQLite keeps it."""
        return day.isoformat()

    async def rows(self, prepared: str, values: Sequence[Any]) -> Rows | None:
        """All rows of a statement; None where the database does not answer."""
        try:
            if self._connection is None:
                self._connection = self._open()
            self._clock.start(self._limit)
            # All of them, or the statement would go on holding its snapshot of the database.
            rows: Rows = self._connection.execute(prepared, values).fetchall()
        except self._error:
            return None
        return rows

    def pool_stats(self) -> Mapping[str, int]:
        """Nothing: there is one connection, which nobody waits for."""
        return {}

    async def open(self) -> None:
        """Open the file."""
        await self.rows("SELECT 1", ())

    async def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> Any:
        if not Path(self._file).exists():
            raise self._error(NOT_THERE)
        connection = sqlite_module().connect(self._file, check_same_thread=False)
        on_sqlite_connect(connection, None)
        connection.execute("PRAGMA query_only = ON")
        # The inner pages of a million documents' indexes stay, with most of their leaves.
        connection.execute("PRAGMA cache_size = -24000")
        # Nobody waits in the event loop: what is locked goes the long way.
        connection.execute("PRAGMA busy_timeout = 0")
        self._clock = Clock.of(connection)
        return connection


def make_reader(url: URL, watch: Any, patience: Patience) -> Reader | None:
    """The reader for a database; None where the short way would hold up others.

    ``watch``: what is known of a PostgreSQL (``app.databases.watching``).
    """
    if url.get_backend_name() == "postgresql":
        # Its driver takes ten megabytes, which SQLite need not pay for.
        module = import_module("app.shortway.postgresql_reader")
        reader: Reader = module.PostgresReader(url, watch, patience)
        return reader
    return SqliteReader(url, patience) if journal_mode() == "WAL" else None
