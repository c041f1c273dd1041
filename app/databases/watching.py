"""Looking at a PostgreSQL twice a second: does it answer, and how far has its ledger come?

One that takes a question and gives no answer is away as much as one that cannot be reached. All its
connections are then broken off, so that whoever waits for it is told, and none is opened until it
answers again. The look is taken at the server alone, not at tables, which a migration may lock.
"""

import asyncio
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, LiteralString
from weakref import WeakKeyDictionary, WeakSet

import psycopg
import structlog
from psycopg import AsyncConnection
from sqlalchemy import URL, Connection, Engine, ExceptionContext, event
from sqlalchemy.dialects import registry

_PAUSE: Final = 0.5  # seconds between two looks
_LEAST_PAUSE: Final = 0.05
_CANCEL_AGAIN: Final = 0.2
# Seconds that an answer may take, in two parts: where it was this process that was held up, the
# answer is found to be there as soon as the second part begins.
_PATIENCE: Final = (1.0, 0.25)
# Seconds until a request gives up a new connection; libpq itself knows no less than two.
_OPENING: Final = 1.25
_MOST_OPENERS: Final = 8
_CONNECTING: Final = 2.5  # seconds, for each host that there is
# What every server answers, whoever has locked what; and the next statement has its limit by it.
_ALIVE: Final = "SET statement_timeout = '500ms'"
_NEWEST: Final = "SELECT number FROM changes ORDER BY number DESC LIMIT 1"
_MOST_LAG: Final = 5.0  # seconds that a standby may be behind the primary

log = structlog.get_logger(__name__)


def conninfo_of(url: URL) -> dict[str, Any]:
    """What libpq has to be told to connect to the database of a URL, which may name hosts."""
    dialect = registry.load("postgresql.psycopg")()
    return dict(dialect.create_connect_args(url)[1])


class Watch:
    """What is known of one database. Nothing is, and it counts as there, until it looks."""

    def __init__(self, url: URL) -> None:
        """``url``: of the database; it may name several hosts."""
        self.is_up = True
        self.newest = 0
        # Another number once it may be another database that answers: nothing kept is of it.
        self.era = 0
        self._params = conninfo_of(url) | {"connect_timeout": 2}
        self._hosts = str(self._params.get("host", "")).count(",") + 1
        self.where: dict[str, Any] = {}  # the host that was found, of several
        self._seen: deque[tuple[float, int]] = deque()  # changes, and since when they were there
        self._away_since: float | None = None
        self._open: WeakSet[Any] = WeakSet()
        self._committing: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._longest_commit = 0.0
        self._lock = threading.Lock()
        self._openers = ThreadPoolExecutor(_MOST_OPENERS, "connecting")
        self._wake: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more; told again until it has ended, since drivers may lose a cancellation."""
        while self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=_CANCEL_AGAIN)

    def attach(self, engine: Engine, longest_commit: float) -> None:
        """Refuse connections of an engine at once while the database is away, and know them all.

        ``longest_commit``: seconds until one is given up, 0: never. The server has no such limit: a
        commit waits for a synchronous standby as long as that is gone.
        """
        self._longest_commit = longest_commit
        event.listen(engine, "commit", self._commits)
        event.listen(engine, "checkin", self._has_committed)
        event.listen(engine, "do_connect", self._direct)
        event.listen(engine, "connect", lambda connection, _: self.add(connection))
        event.listen(engine, "handle_error", self._suspect)

    def add(self, connection: Any) -> None:
        """A connection to this database, to be broken off where it does not answer."""
        with self._lock:
            self._open.add(connection)

    def look(self) -> None:
        """Look now: something seems to be wrong. May be called from any thread."""
        if self._loop is not None and self._wake is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._wake.set)

    def had(self) -> int:
        """The change that a standby has to have, which may be a little behind this one.

        It is what was there a while ago; where this one is away, a while before it went.
        """
        until = (self._away_since or time.monotonic()) - _MOST_LAG
        first = self._seen[0][1] if self._seen else 0
        return next((number for at, number in reversed(self._seen) if at <= until), first)

    async def _run(self) -> None:
        self._loop, self._wake = asyncio.get_running_loop(), asyncio.Event()
        connection: AsyncConnection[Any] | None = None
        try:
            while True:
                try:
                    connection = connection or await self._connected()
                    await self._look(connection)
                except Exception as error:  # noqa: BLE001 (whatever it is, it does not answer)
                    self._is_away(error)
                    await _closed(connection)
                    connection = None
                await self._pause()
        finally:
            self._loop = None
            self.is_up = True
            self._openers.shutdown(wait=False)
            self._openers = ThreadPoolExecutor(_MOST_OPENERS, "connecting")
            await _closed(connection)

    async def _connected(self) -> AsyncConnection[Any]:
        async with asyncio.timeout(_CONNECTING * self._hosts):
            connection = await AsyncConnection.connect(**self._params, autocommit=True)
        self.add(connection)
        if self._hosts > 1:
            self.where = {"host": connection.info.host, "port": connection.info.port}
        self.era += 1
        return connection

    async def _look(self, connection: AsyncConnection[Any]) -> None:
        await self._ask(connection, _ALIVE)
        with suppress(psycopg.errors.QueryCanceled, psycopg.errors.UndefinedTable):
            rows = await self._ask(connection, _NEWEST)
            self._has(rows[0][0] if rows else 0)
        if not self.is_up:
            log.warning("database_back", database=self._name)
        self.is_up, self._away_since = True, None
        self._give_up_commits()

    async def _ask(self, connection: AsyncConnection[Any], statement: LiteralString) -> list[Any]:
        """The rows of a statement; breaks all connections off where they do not come."""
        asked = asyncio.ensure_future(_rows(connection, statement))
        for patience in _PATIENCE:
            await asyncio.wait({asked}, timeout=patience)
        if not asked.done():
            silent = TimeoutError("it takes questions and gives no answer")
            self._is_away(silent)  # first: what is broken off is not to connect again
            with self._lock:
                there = list(self._open)
            self._break_off(there)
            await asyncio.wait({asked}, timeout=1)
            asked.cancel()
            raise silent
        return asked.result()

    def _has(self, number: int) -> None:
        self.newest = number
        now = time.monotonic()
        if self._seen and number < self._seen[-1][1]:
            self._seen.clear()  # a standby was promoted that had not got all
        if not self._seen or self._seen[-1][1] != number:
            self._seen.append((now, number))
        # One from before the lag that is allowed has to stay.
        while len(self._seen) > 1 and self._seen[1][0] < now - _MOST_LAG:
            self._seen.popleft()

    def _is_away(self, error: Exception) -> None:
        if self.is_up:
            log.error("database_away", database=self._name, reason=str(error).strip())
        self.is_up = False
        self._away_since = self._away_since or time.monotonic()

    async def _pause(self) -> None:
        if self._wake is None:
            return
        await asyncio.sleep(_LEAST_PAUSE)
        # Not wait_for, which on Python 3.11 loses a cancellation that comes with what it waits for.
        with suppress(TimeoutError):
            async with asyncio.timeout(_PAUSE):
                await self._wake.wait()
        self._wake.clear()

    def _direct(self, dialect: Any, _record: object, given: Any, told: dict[str, Any]) -> Any:
        """A new connection, to the host that was found; refused where there cannot be one soon."""
        if not self.is_up:
            raise psycopg.OperationalError(f"{self._name} is away")
        if self._loop is None:
            return None  # nobody looks: as without us
        opening = self._openers.submit(dialect.connect, *given, **(told | self.where))
        try:
            return opening.result(_OPENING)
        except TimeoutError:
            opening.add_done_callback(_close_late)
            self.look()
            raise psycopg.OperationalError(f"{self._name} takes no connection in time") from None

    def _suspect(self, error: ExceptionContext) -> None:
        if self.is_up and (error.is_disconnect or error.connection is None):
            self.look()

    def _commits(self, connection: Connection) -> None:
        with self._lock:
            self._committing[connection.connection.dbapi_connection] = time.monotonic()

    def _has_committed(self, connection: Any, _record: object) -> None:
        if connection is None:  # broken off, and forgotten with that
            return
        with self._lock:
            self._committing.pop(connection, None)

    def _give_up_commits(self) -> None:
        if not self._longest_commit:
            return
        until = time.monotonic() - self._longest_commit
        with self._lock:
            late = [each for each, since in self._committing.items() if since < until]
        self._break_off(late)

    def _break_off(self, connections: Iterable[Any]) -> None:
        for connection in connections:
            with suppress(psycopg.Error, OSError):
                # The socket is the driver's: only what goes over it is ended.
                ours = socket.socket(fileno=os.dup(connection.fileno()))
                with ours:
                    ours.shutdown(socket.SHUT_RDWR)

    @property
    def _name(self) -> str:
        host, port = (self._params.get(each, "") for each in ("host", "port"))
        return f"{host}:{port}" if port else str(host)


def _close_late(opened: Future[Any]) -> None:
    """Close a connection for which nobody waits any more."""
    if opened.exception() is None:
        opened.result().close()


async def _rows(connection: AsyncConnection[Any], statement: LiteralString) -> list[Any]:
    cursor = await connection.execute(statement)
    return await cursor.fetchall() if cursor.description else []


async def _closed(connection: AsyncConnection[Any] | None) -> None:
    if connection is not None:
        with suppress(psycopg.Error, OSError):
            await connection.close()
