"""Reading rows from PostgreSQL with nothing between."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL

from app.databases.watching import Watch, conninfo_of
from app.patience import Patience
from app.shortway.readers import LONGEST, TEXT, Rows


class _Connection(AsyncConnection[Any]):
    @cached_property
    def reading(self) -> AsyncCursor[Any]:
        """The one cursor of this connection: making one takes a third of a look-up."""
        return self.cursor(binary=True)


class PostgresReader:
    """Reads with a small pool of asynchronous connections of its own, and prepared statements."""

    is_immediate = False
    _waiting: Final = 0.5  # seconds to wait for a connection; the long way then says what is wrong

    def __init__(self, url: URL, watch: Watch, patience: Patience) -> None:
        """Nothing is opened yet: the pool needs the running loop."""
        self._watch = watch
        self._limit = min(LONGEST, patience.query or LONGEST)
        self._patience = patience
        self._pool: AsyncConnectionPool[_Connection] = AsyncConnectionPool(
            make_conninfo(**conninfo_of(url)),
            connection_class=_Connection,
            configure=self._configure,
            kwargs=self._arguments,
            min_size=1,
            max_size=8,
            timeout=self._waiting,
            # It tries again for who asks, who asks only where the database is there.
            reconnect_timeout=1,
            open=False,
        )

    @property
    def era(self) -> int:
        """Another number once it may be another database that answers."""
        return self._watch.era

    def prepare(self, statement: str) -> str:
        """The statement for PostgreSQL."""
        return TEXT.sub(r"convert_to(\1, 'UTF8')", statement).replace("?", "%s")

    def day(self, day: dt.date) -> dt.date:
        """A day as it is."""
        return day

    async def rows(self, prepared: str, values: Sequence[Any]) -> Rows | None:
        """All rows of a statement; None where the database does not answer."""
        if not self._watch.is_up:
            return None
        try:
            async with self._pool.connection() as connection:
                await connection.reading.execute(prepared, values)
                rows: Rows = await connection.reading.fetchall()
        except (psycopg.Error, PoolTimeout):
            self._watch.look()
            return None
        return rows

    def pool_stats(self) -> Mapping[str, int]:
        """How the pool is doing."""
        return self._pool.get_stats()

    async def open(self) -> None:
        """Open the pool; where the database does not answer yet, it goes on trying by itself."""
        await self._pool.open()
        await self.rows("SELECT 1", ())

    async def close(self) -> None:
        """Close the pool."""
        await self._pool.close()

    def _arguments(self) -> dict[str, Any]:
        told = self._patience.connect_arguments() | self._watch.where
        return {"autocommit": True, "prepare_threshold": 0, **told}

    async def _configure(self, connection: _Connection) -> None:
        self._watch.add(connection)
        await connection.execute(f"SET statement_timeout = {math.ceil(self._limit * 1000)}")
