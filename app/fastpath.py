"""A short way for the most frequent request: one ready document, by its id, as it is now.

``GET /v1/people/{id}`` without parameters is one look-up of a row and the bytes that stand in it.
Middleware, routing, validation and a session cost ten times as much as that, so the application
tries this first. Whatever is not plain (parameters, another format or encoding, an id that is not
there, was merged or withdrawn, a database that does not answer) goes the long way, which answers as
documented; a test holds that both give the same answer, headers and bytes.

Nothing is cached: each request reads the database, so it sees every committed write of any process.
"""

import datetime as dt
import time
from collections.abc import Awaitable
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL, make_url
from starlette.types import Receive, Scope, Send

from app.compression import CompressionMiddleware, names_encoding
from app.conditional import CACHE_CONTROL, DESCRIBED_BY, client_has, http_date
from app.db import journal_mode, on_sqlite_connect, sqlite_module
from app.middleware import CORS_HEADERS, new_request_id
from app.profiles.citing import ready_ending, ready_etag

_KINDS: Final = {
    "people": "person",
    "organizations": "organization",
    "posts": "post",
    "events": "event",
}
_ROW: Final = """
SELECT d.since, c.at, d.name, d.digest, {body}
FROM documents AS d JOIN changes AS c ON c.number = d.since
WHERE d.id = {id} AND d.until IS NULL AND d.kind = {kind} AND d.digest IS NOT NULL
"""
_PATH_STEPS: Final = 4  # "", "v1", the kind, the id
_LONGEST_ID: Final = 128
_CONSTANT_HEADERS: Final = [
    (b"cache-control", CACHE_CONTROL.encode()),
    (b"link", DESCRIBED_BY.encode()),
    *CORS_HEADERS,
]
# Where an answer under way is kept in the scope of its request.
_FOUND: Final = "incumbent.found"
_VARY: Final = "incumbent.vary"
Headers: TypeAlias = dict[bytes, bytes]


class Ready(NamedTuple):
    """A row of the ready documents: since which change, when that was, and what is served."""

    since: int
    at: Any
    name: str
    digest: str
    body: bytes


class Reader(Protocol):
    """Reads one ready document; None where it is not there, or the database does not answer.

    Each read sees all that was committed before it.
    """

    def read(self, kind: str, entity_id: str) -> Ready | Awaitable[Ready | None] | None:
        """The row, at once or awaited."""

    async def open(self) -> None:
        """Make ready, so that the first request costs what later ones cost."""

    async def close(self) -> None:
        """Give back what is open."""


class SqliteReader:
    """Reads in the event loop: a look-up takes microseconds, a hop to a thread takes more.

    Readers never wait for writers in WAL mode, which is all that this is used with.
    """

    def __init__(self, url: URL) -> None:
        """Nothing is opened yet."""
        self._file = str(url.database)
        self._statement = _ROW.format(body="CAST(d.body AS BLOB)", id="?", kind="?")
        self._connection: Any = None
        self._error = sqlite_module().Error

    def read(self, kind: str, entity_id: str) -> Ready | None:
        """The row, read in a transaction of its own."""
        try:
            if self._connection is None:
                self._connection = self._open()
            # All of it, or the statement would go on holding its snapshot of the database.
            rows = self._connection.execute(self._statement, (entity_id, kind)).fetchall()
        except self._error:
            return None
        return Ready._make(rows[0]) if rows else None

    async def open(self) -> None:
        """Open the file and prepare the statement."""
        self.read("", "")

    async def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> Any:
        connection = sqlite_module().connect(self._file, check_same_thread=False)
        on_sqlite_connect(connection, None)
        connection.execute("PRAGMA query_only = ON")
        return connection


class PostgresReader:
    """Reads with a small pool of asynchronous connections of its own, and a prepared statement."""

    _patience: Final = 1.0  # seconds to wait for a connection; the long way then says what is wrong

    def __init__(self, url: URL) -> None:
        """Nothing is opened yet: the pool needs the running loop."""
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._statement = _ROW.format(body="convert_to(d.body, 'UTF8')", id="%s", kind="%s")
        self._pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            plain,
            kwargs={"autocommit": True, "connect_timeout": 5, "prepare_threshold": 0},
            min_size=1,
            max_size=8,
            timeout=self._patience,
            open=False,
        )

    async def open(self) -> None:
        """Open the pool; where the database does not answer yet, it goes on trying by itself."""
        await self._pool.open()
        await self.read("", "")

    async def read(self, kind: str, entity_id: str) -> Ready | None:
        """The row."""
        try:
            async with self._pool.connection() as connection:
                cursor = await connection.execute(self._statement, (entity_id, kind), binary=True)
                row = await cursor.fetchone()
        except (psycopg.Error, PoolTimeout):
            return None
        return Ready._make(row) if row else None

    async def close(self) -> None:
        """Close the pool."""
        await self._pool.close()


def make_reader(database_url: str) -> Reader | None:
    """The reader for a database; None where the short way would hold up others."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return PostgresReader(url)
    return SqliteReader(url) if journal_mode() == "WAL" else None


class ShortWay:
    """Answers plain requests for ready documents."""

    def __init__(self, reader: Reader) -> None:
        """``reader``: of the database that the application serves."""
        self._reader = reader
        self._compressed = CompressionMiddleware(_send_found)

    async def answers(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer the request, or say that it has to go the long way."""
        asked = _asked(scope)
        if asked is None:
            return False
        headers = dict(scope["headers"])
        if not _is_plain(headers):
            return False
        found = self._reader.read(*asked)
        if isinstance(found, Awaitable):
            found = await found
        if found is None:
            return False
        scope = {**scope, _FOUND: (*asked, found)}
        if b"accept-encoding" in headers or names_encoding(headers.get(b"if-none-match", b"")):
            await self._compressed({**scope, _VARY: b"Accept"}, receive, send)
        else:
            await _send_found({**scope, _VARY: b"Accept, Accept-Encoding"}, receive, send)
        return True


def _asked(scope: Scope) -> tuple[str, str] | None:
    """The kind and id of the document asked for, if it is one."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
        return None
    steps = scope["path"].split("/")
    if len(steps) != _PATH_STEPS or steps[1] != "v1":
        return None
    kind, entity_id = _KINDS.get(steps[2]), steps[3]
    usable = kind and 0 < len(entity_id) <= _LONGEST_ID and "\0" not in entity_id
    return (str(kind), entity_id) if usable else None


def _is_plain(headers: Headers) -> bool:
    """Whether the client takes plain JSON, and needs nothing that only the long way does."""
    accepted = headers.get(b"accept", b"*/*")
    if accepted.partition(b",")[0] not in (b"*/*", b"application/json") or b"q=" in accepted:
        return False
    return b"x-request-id" not in headers and b"authorization" not in headers


async def _send_found(scope: Scope, _receive: Receive, send: Send) -> None:
    kind, entity_id, found = scope[_FOUND]
    asked: Headers = dict(scope["headers"])
    day = _day(int(time.time()) // 86_400)
    etag = ready_etag(found.since, found.digest, day)
    headers = [
        (b"etag", etag.encode()),
        (b"last-modified", http_date(found.at).encode()),
        (b"x-request-id", new_request_id().encode()),
        (b"vary", scope[_VARY]),
        *_CONSTANT_HEADERS,
    ]
    if client_has(asked.get(b"if-none-match", b"").decode("latin-1"), etag):
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body = found.body[:-1] + ready_ending(kind, entity_id, found.name, found.since, day)
    headers.append((b"content-type", b"application/json"))
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@lru_cache(maxsize=2)
def _day(days: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days)).isoformat()
