"""How long a database may take: to be reached, to answer a query, to let a writer have its turn.

Commands wait as long as it takes. Whoever sent a request does not: each of its queries has a limit,
and so has its wait for another who writes. On PostgreSQL the server keeps the time; SQLite asks a
clock of ours every so many steps of a query. What is meant to be long within a server (exports, the
delivery to webhooks) says so with ``unhurried``.
"""

import math
import time
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

_UNHURRIED: Final = "unhurried"
# Of SQLite's virtual machine: some hundred microseconds, so that asking costs nothing to speak of.
_STEPS: Final = 20_000
_MILLISECONDS: Final = 1000
_USUAL_WAIT: Final = 30.0  # seconds that a writer on SQLite waits for another where no limit is set
_OF_A_QUERY: Final = (
    0.9  # of its limit: a wait for a lock ends first, and then says that it was one
)
_CLOCK: Final = "clock"
_BUSY: Final = "busy"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a database may take; 0: any.

    ``unacknowledged``: that what was sent to PostgreSQL may go without the other side's network
    having it. ``pool``: that one waits for a connection that others use.
    """

    connect: int = 5
    unacknowledged: float = 10
    pool: float = 10
    query: float = 0

    @property
    def lock(self) -> float:
        """Seconds that a writer waits for another; 0: any, where the database knows such a wait."""
        return self.query * _OF_A_QUERY

    @property
    def busy(self) -> float:
        """The same on SQLite."""
        return self.lock or _USUAL_WAIT

    def connect_arguments(self) -> dict[str, Any]:
        """The same for libpq: a server that takes a connection and never answers hangs nobody."""
        return {
            "connect_timeout": self.connect,
            "tcp_user_timeout": round(self.unacknowledged * _MILLISECONDS),
            "keepalives_idle": 10,
        }

    def settings(self) -> str:
        """The limits as PostgreSQL is told them, for the whole of a connection."""
        query, lock = (math.ceil(each * _MILLISECONDS) for each in (self.query, self.lock))
        return f"SET statement_timeout = {query}; SET lock_timeout = {lock}"


FOR_COMMANDS: Final = Patience()


def for_requests(query: float) -> Patience:
    """The patience of who sent a request; ``query``: seconds that each query may take."""
    return Patience(connect=2, unacknowledged=2, pool=1.5, query=query)


class Clock:
    """When the query that a connection to SQLite works on has to be done."""

    __slots__ = ("until",)

    def __init__(self) -> None:
        """No query yet."""
        self.until = float("inf")

    def start(self, seconds: float) -> None:
        """A query begins; 0: it may take any time."""
        self.until = time.monotonic() + seconds if seconds else float("inf")

    def is_over(self) -> bool:
        """Whether SQLite is to break off."""
        return time.monotonic() > self.until

    @classmethod
    def of(cls, connection: Any) -> "Clock":
        """One that this connection asks from now on."""
        clock = cls()
        connection.set_progress_handler(clock.is_over, _STEPS)
        return clock


def unhurried(engine: Engine) -> Engine:
    """The same database, with queries that may take any time."""
    return engine.execution_options(**{_UNHURRIED: True})


def limit_on_postgresql(engine: Engine, patience: Patience) -> None:
    """Let the server keep the time of all that is asked by this engine."""

    def connected(connection: Any, _record: object) -> None:
        connection.autocommit = True  # what is set in a transaction goes with it, if that fails
        connection.execute(patience.settings())
        connection.autocommit = False

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", _begin_unhurried)


def _begin_unhurried(connection: Connection) -> None:
    if connection.get_execution_options().get(_UNHURRIED):
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def limit_on_sqlite(engine: Engine, patience: Patience) -> None:
    """Let queries by this engine be broken off when their time is over, and waits for writers."""

    def connected(connection: Any, record: Any) -> None:
        record.info[_BUSY] = patience.busy
        set_busy(connection, patience.busy)
        if patience.query:
            record.info[_CLOCK] = Clock.of(connection)

    def start(connection: Connection, *_: object) -> None:
        is_unhurried = connection.get_execution_options().get(_UNHURRIED)
        connection.info[_CLOCK].start(0 if is_unhurried else patience.query)

    event.listen(engine, "connect", connected)
    if patience.query:
        event.listen(engine, "before_cursor_execute", start)


def set_busy(connection: Any, seconds: float) -> None:
    """How long a connection of SQLite's driver waits for one that writes."""
    connection.execute(f"PRAGMA busy_timeout = {round(seconds * _MILLISECONDS)}").close()


def busy_of(connection: Connection) -> float:
    """How long this one waits, by its engine."""
    return float(connection.info.get(_BUSY, _USUAL_WAIT))
