"""The databases of an application, and which one a request goes to.

Whatever comes with a key or a session goes to the primary, so who writes reads what was written.
Any other read goes to a standby that answers and is not far behind: one and the same for a client's
connection, as long as that is so, since two standbys may be at different changes, and nobody is to
see a ledger that goes back. ``Incumbent-Change`` in a request names a change that has to be there.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

from sqlalchemy import Engine

from app.db import make_engine
from app.patience import Patience

# In the scope of a request: the database that it goes to.
DATABASE: Final = "incumbent.database"
# The header that tells the change of a write, and in which a reader sends it back.
CHANGE: Final = "Incumbent-Change"
_CHANGE: Final = CHANGE.lower().encode()
_NUMBER: Final = re.compile(rb"[0-9]{1,18}")
_FIRST_LOOK: Final = 2.0  # seconds that a start waits for what a first look finds


@dataclass(eq=False)
class Database:
    """One database. ``watch``: whether it is away, where it can be; ``kept``: parts of answers."""

    engine: Engine
    watch: Any = None
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def is_up(self) -> bool:
        """Whether it answers, as far as is known."""
        return self.watch is None or self.watch.is_up

    @property
    def era(self) -> int:
        """Another number once it may be another database that answers."""
        return 0 if self.watch is None else int(self.watch.era)


class Databases:
    """The primary and its standbys."""

    def __init__(self, url: str, read_urls: Iterable[str], patience: Patience) -> None:
        """``url``: of the primary, which may name several hosts; ``read_urls``: of standbys."""
        self.primary = _database(url, patience)
        self.standbys = tuple(_database(each, patience) for each in read_urls)
        for standby in self.standbys:
            standby.watch.is_up = False  # until it was seen

    @property
    def all(self) -> Sequence[Database]:
        """Each of them."""
        return (self.primary, *self.standbys)

    def usable(self) -> list[Database]:
        """The standbys that may answer: those that are there and have what the primary had."""
        had = self.primary.watch.had() if self.standbys else 0
        return [each for each in self.standbys if each.is_up and each.watch.newest >= had]

    def choose(self, scope: Mapping[str, Any]) -> Database:
        """The database for a request, by its ASGI scope."""
        if not self.standbys:
            return self.primary
        wanted = _change_wanted(scope)
        if wanted is None:
            return self.primary
        able = [each for each in self.usable() if each.watch.newest >= wanted]
        client = scope.get("client")
        # Of a text, since the hash of numbers that lie side by side is nearly the same.
        return max(able, key=lambda each: hash(f"{client} {id(each)}"), default=self.primary)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look at them meanwhile."""
        watches = [each.watch for each in self.all if each.watch is not None]
        for watch in watches:
            watch.start()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_FIRST_LOOK):
                    while watches and not all(watch.era for watch in watches):
                        await asyncio.sleep(0.01)
            yield
        finally:
            await asyncio.gather(*(watch.stop() for watch in watches))

    def dispose(self) -> None:
        """Close every connection."""
        for each in self.all:
            each.engine.dispose()


def _database(url: str, patience: Patience) -> Database:
    engine = make_engine(url, patience)
    if engine.dialect.name == "sqlite":
        return Database(engine)
    # Its driver takes ten megabytes, which SQLite need not pay for.
    watch = import_module("app.databases.watching").Watch(engine.url)
    watch.attach(engine, patience.query)
    return Database(engine, watch)


def is_change(value: bytes) -> bool:
    """Whether the value of the header can be a change."""
    return _NUMBER.fullmatch(value) is not None


def _change_wanted(scope: Mapping[str, Any]) -> int | None:
    """The change that the answer has to rest on, 0 where any will do; None: the primary is asked.

    What is no change is refused by whoever answers, which the primary can.
    """
    if f"{scope['path']}/".startswith("/review/"):
        return None
    wanted = 0
    for name, value in scope["headers"]:
        if name == b"authorization":
            return None
        if name == _CHANGE:
            if not is_change(value):
                return None
            wanted = max(wanted, int(value))
    return wanted
