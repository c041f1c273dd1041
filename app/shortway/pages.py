"""Pages for people, kept as they went out.

A page takes some hundred times as long to make as to send. So what the long way sent is kept, its
bytes compressed as the browser took them, and is sent again to whoever asks the same in the same
languages and encodings, until there is a newer change or another day: pages draw up to today.
"""

import re
from collections.abc import MutableMapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from starlette.types import Message, Send

from app.conditional import RESTS_ON
from app.middleware import new_request_id
from app.shortway.answers import Asked, HeaderList, Headers, Sent
from app.shortway.documents import today
from app.shortway.keeping import KeptAnswers
from app.shortway.readers import Reader

# The first steps of the paths whose pages are kept: functions of the ledger and the day. What a
# curator sees is none, and what is asked for with a query is too seldom the same.
_KEPT: Final = frozenset(
    {"", "articles", "embed", "events", "facts", "organizations", "people", "posts"}
)
_MOST_BYTES: Final = 32_000_000
_LARGEST: Final = 1_000_000
_LONGEST_KEY: Final = 2_000  # characters that tell requests apart
_HTML: Final = (b"text/html", b"*/*")
# What only the long way knows to heed; a key and a session make an answer somebody's own.
_NOT_PLAIN: Final = frozenset({b"authorization", b"cookie", b"incumbent-change", b"x-request-id"})
_OF_ONE: Final = b"x-request-id"  # the header that is another one in each answer
_OF_BODY: Final = frozenset({b"content-type", b"content-length", b"content-encoding"})
_ENCODING: Final = re.compile(rb'-(?:gzip|br|zstd)"')  # see compression.py
_NEWEST: Final = "SELECT number FROM changes ORDER BY number DESC LIMIT 1"


class Pages:
    """The pages asked for last."""

    def __init__(self, reader: Reader) -> None:
        """``reader``: of the database that the application serves."""
        self._reader = reader
        self._newest = reader.prepare(_NEWEST)
        self.kept: KeptAnswers[Sent] = KeptAnswers(_size, _MOST_BYTES, _LARGEST)

    async def answer(self, asked: Asked) -> Sent | None:
        """What goes out for a page that is kept; None where the long way has to answer."""
        key = _key(asked)
        rows = await self._reader.rows(self._newest, ()) if key else None
        if key is None or not rows:
            return None
        page = self.kept.get(key, (self._reader.era, rows[0][0], today()))
        return _for_client(page, asked.headers) if page else None

    def keeping(self, asked: Asked, state: MutableMapping[str, Any], send: Send) -> Send:
        """What sends an answer of the long way, and keeps it where it is a page to be kept.

        ``state``: of the request, in which the page tells the newest change that it rests on.
        """
        key = _key(asked)
        if key is None:
            return send
        # Before the page is made: at midnight it may be of either day, as of either database.
        era, day = self._reader.era, today()
        sent: list[Message] = []

        async def send_and_keep(message: Message) -> None:
            await send(message)
            sent.append(message)
            page = _whole(sent) if RESTS_ON in state else None
            if page:
                self.kept.keep(key, (era, state[RESTS_ON], day), page)

        return send_and_keep


def is_of_pages(path: str) -> bool:
    """Whether the pages at such a path are kept."""
    return path[1:].partition("/")[0] in _KEPT


def _key(asked: Asked) -> str | None:
    """What tells the page asked for from all others; None where the request is no plain one."""
    headers = asked.headers
    if asked.query or not is_of_pages(asked.path) or not _NOT_PLAIN.isdisjoint(headers):
        return None
    accepted = headers.get(b"accept", b"*/*").partition(b",")[0]
    if accepted.strip().lower() not in _HTML:
        return None
    host, encodings = headers.get(b"host", b""), headers.get(b"accept-encoding", b"identity")
    told = (host.decode("latin-1"), encodings.decode("latin-1"), ",".join(asked.languages))
    # No header has a line break, so no part of it can end like the beginning of the next one.
    key = "\n".join((asked.scheme, asked.path, *told))
    return key if len(key) <= _LONGEST_KEY else None


def _whole(sent: list[Message]) -> Sent | None:
    """The page that these messages are, without what tells its request from others."""
    head, body = sent[0], sent[1:]
    if head["status"] != HTTPStatus.OK or not body or body[-1].get("more_body"):
        return None
    headers = [(name.lower(), value) for name, value in head["headers"]]
    kept = [_known(pair) for pair in headers if pair[0] != _OF_ONE]
    # Copied, since what compresses leaves a hole in memory behind each body that it cut to size.
    whole = bytearray().join(each.get("body", b"") for each in body)
    return Sent(HTTPStatus.OK, kept, bytes(whole))


@lru_cache(maxsize=64)
def _known(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """The same header as one object for all pages that have it: most differ in two or three."""
    return header


def _for_client(page: Sent, headers: Headers) -> Sent | None:
    """The page for a client with these headers: 304 where it has it, None where it may have it."""
    named: HeaderList = [*page.headers, (_OF_ONE, new_request_id().encode())]
    has = headers.get(b"if-none-match")
    if has is None:
        return Sent(page.status, named, page.body)
    etag = dict(named)[b"etag"]
    if has == etag:
        told = [pair for pair in named if pair[0] not in _OF_BODY]
        return Sent(HTTPStatus.NOT_MODIFIED, told, b"")
    is_another = has != b"*" and _plain(etag) not in _plain(has)
    return Sent(page.status, named, page.body) if is_another else None


def _plain(etags: bytes) -> bytes:
    return _ENCODING.sub(b'"', etags)


def _size(page: Sent) -> int:
    return len(page.body)
