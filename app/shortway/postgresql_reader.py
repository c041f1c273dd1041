"""Reading rows from PostgreSQL with nothing between."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL

from app.db import PATIENCE
from app.shortway.readers import TEXT, Rows

_LONGEST: Final = 5  # seconds for one read


class _Connection(AsyncConnection[Any]):
    @cached_property
    def reading(self) -> AsyncCursor[Any]:
        """The one cursor of this connection: making one takes a third of a look-up."""
        return self.cursor(binary=True)


async def _limit(connection: _Connection) -> None:
    await connection.execute(f"SET statement_timeout = '{_LONGEST}s'")


class PostgresReader:
    """Reads with a small pool of asynchronous connections of its own, and prepared statements."""

    is_immediate = False
    _patience: Final = 1.0  # seconds to wait for a connection; the long way then says what is wrong

    def __init__(self, url: URL) -> None:
        """Nothing is opened yet: the pool needs the running loop."""
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._pool: AsyncConnectionPool[_Connection] = AsyncConnectionPool(
            plain,
            connection_class=_Connection,
            configure=_limit,
            kwargs={"autocommit": True, "prepare_threshold": 0, **PATIENCE},
            min_size=1,
            max_size=8,
            timeout=self._patience,
            open=False,
        )

    def prepare(self, statement: str) -> str:
        """The statement for PostgreSQL."""
        return TEXT.sub(r"convert_to(\1, 'UTF8')", statement).replace("?", "%s")

    def day(self, day: dt.date) -> dt.date:
        """A day as it is."""
        return day

    async def rows(self, prepared: str, values: Sequence[Any]) -> Rows | None:
        """All rows of a statement; None where the database does not answer."""
        try:
            async with self._pool.connection() as connection:
                await connection.reading.execute(prepared, values)
                rows: Rows = await connection.reading.fetchall()
        except (psycopg.Error, PoolTimeout):
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
