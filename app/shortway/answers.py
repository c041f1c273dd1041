"""Answers as they go out: the headers that the long way gives, and the body."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Final, NamedTuple

from starlette.types import Receive, Scope, Send

from app.compression import CompressionMiddleware, names_encoding
from app.conditional import CACHE_CONTROL, client_has, http_date
from app.languages import wanted_languages
from app.middleware import CORS_HEADERS, new_request_id, safe_headers

Headers = dict[bytes, bytes]
HeaderList = list[tuple[bytes, bytes]]
_CONSTANT: Final = [(b"cache-control", CACHE_CONTROL.encode()), *CORS_HEADERS]
_JSON: Final = (b"content-type", b"application/json")
_LONGEST_ACCEPT: Final = 500
_NOT_PLAIN: Final = frozenset({b"authorization", b"incumbent-change", b"x-request-id"})
_ONE_FORM: Final[Mapping[str, str]] = {"Vary": "Accept"}
# Where an answer under way is kept in the scope of its request.
_ANSWER: Final = "incumbent.answer"


class Asked(NamedTuple):
    """A GET request: where it went, and with which headers."""

    scheme: str
    path: str
    query: str
    headers: Headers

    @property
    def has(self) -> str:
        """The validators of what the client has already, as sent."""
        return self.headers.get(b"if-none-match", b"").decode("latin-1")

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the reader wants names."""
        told = self.headers.get(b"accept-language")
        return wanted_languages(told.decode("latin-1")) if told else ()

    @property
    def has_encoded(self) -> bool:
        """Whether the client has an answer that was compressed."""
        return names_encoding(self.headers.get(b"if-none-match", b""))

    @property
    def may_be_encoded(self) -> bool:
        """Whether the answer may have to be compressed, or was, when the client got it."""
        return b"accept-encoding" in self.headers or self.has_encoded


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON answer: its validators, links, and its body; None where the client has it already.

    ``language``: the headers that tell of the reader's languages.
    """

    etag: str
    changed_at: dt.datetime | str
    link: str
    body: bytes | None
    language: Mapping[str, str] = field(default_factory=lambda: _ONE_FORM)


class Sent(NamedTuple):
    """What goes over the wire."""

    status: HTTPStatus
    headers: HeaderList
    body: bytes


def is_plain(headers: Headers) -> bool:
    """Whether the client takes plain JSON, and needs nothing that only the long way does."""
    if not _NOT_PLAIN.isdisjoint(headers):
        return False
    accepted = headers.get(b"accept", b"*/*")
    return len(accepted) <= _LONGEST_ACCEPT and _takes_json(accepted)


@lru_cache(maxsize=128)
def _takes_json(accepted: bytes) -> bool:
    accepted = accepted.lower()
    return accepted.partition(b",")[0] in (b"*/*", b"application/json") and b"q=" not in accepted


def written(answer: Answer, has: str, scheme: str, beside: str = ", Accept-Encoding") -> Sent:
    """The answer for a client that ``has`` these validators: 304 where they name these bytes.

    ``scheme``: by which it was asked for; ``beside``: what it varies with beside its language.
    """
    headers = [
        (b"etag", answer.etag.encode()),
        (b"last-modified", http_date(answer.changed_at).encode()),
        (b"link", answer.link.encode()),
        (b"vary", (answer.language["Vary"] + beside).encode()),
        (b"x-request-id", new_request_id().encode()),
        *_CONSTANT,
        *safe_headers(scheme),
    ]
    if "Content-Language" in answer.language:
        headers.append((b"content-language", answer.language["Content-Language"].encode()))
    if answer.body is None or client_has(has, answer.etag):
        return Sent(HTTPStatus.NOT_MODIFIED, headers, b"")
    headers.append(_JSON)
    headers.append((b"content-length", b"%d" % len(answer.body)))
    return Sent(HTTPStatus.OK, headers, answer.body)


async def send_answer(
    answer: Answer, asked: Asked, scope: Scope, receive: Receive, send: Send
) -> None:
    """Send it, compressed where the client takes that."""
    if asked.may_be_encoded:
        await _compressed({**scope, _ANSWER: answer}, receive, send)
    else:
        await send_out(written(answer, asked.has, asked.scheme), send)


async def _uncompressed(scope: Scope, _receive: Receive, send: Send) -> None:
    has = dict(scope["headers"]).get(b"if-none-match", b"").decode("latin-1")
    # What compresses adds the encoding to what the answer varies with.
    await send_out(written(scope[_ANSWER], has, scope["scheme"], ""), send)


async def send_out(sent: Sent, send: Send) -> None:
    """Send it as it is."""
    await send({"type": "http.response.start", "status": int(sent.status), "headers": sent.headers})
    await send({"type": "http.response.body", "body": sent.body})


_compressed: Final = CompressionMiddleware(_uncompressed)
