"""A reader whose statements are told to whoever traces them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from app.shortway.readers import Reader, Rows

Span = Callable[[str], AbstractContextManager[None]]


class TracedReader:
    """Reads as another does, each statement in a span. It never answers at once: spans cost more
    than the statements that they are of.
    """

    is_immediate = False

    def __init__(self, reader: Reader, span: Span) -> None:
        """``span``: begins the span of a statement."""
        self._reader, self._span = reader, span

    @property
    def era(self) -> int:
        """Another number once it may be another database that answers."""
        return self._reader.era

    def prepare(self, statement: str) -> str:
        """The statement in the words of the database."""
        return self._reader.prepare(statement)

    def day(self, day: dt.date) -> Any:
        """A day as a value of a statement."""
        return self._reader.day(day)

    async def rows(self, prepared: str, values: Sequence[Any]) -> Rows | None:
        """All rows of a statement; None where the database does not answer."""
        with self._span(prepared):
            return await self._reader.rows(prepared, values)

    def pool_stats(self) -> Mapping[str, int]:
        """How its pool of connections is doing; empty where it has none."""
        return self._reader.pool_stats()

    async def open(self) -> None:
        """Make ready."""
        await self._reader.open()

    async def close(self) -> None:
        """Give back what is open."""
        await self._reader.close()
