"""Answers as they go out: the headers that the long way gives, and the body."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from app.compression import CompressionMiddleware, names_encoding
from app.conditional import CACHE_CONTROL, client_has, http_date
from app.languages import wanted_languages
from app.middleware import CORS_HEADERS, new_request_id

Headers = dict[bytes, bytes]
_ONE_FORM: Final[Mapping[str, str]] = {"Vary": "Accept"}
_CONSTANT: Final = [(b"cache-control", CACHE_CONTROL.encode()), *CORS_HEADERS]
# Where an answer under way is kept in the scope of its request.
_ANSWER: Final = "incumbent.answer"
_VARY: Final = "incumbent.vary"


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON answer: its validators, links, body, and what it tells of the reader's languages."""

    etag: str
    changed_at: dt.datetime | str
    link: str
    body: bytes
    language: Mapping[str, str] = field(default_factory=lambda: _ONE_FORM)


def is_plain(headers: Headers) -> bool:
    """Whether the client takes plain JSON, and needs nothing that only the long way does."""
    accepted = headers.get(b"accept", b"*/*").lower()
    if accepted.partition(b",")[0] not in (b"*/*", b"application/json") or b"q=" in accepted:
        return False
    return b"x-request-id" not in headers and b"authorization" not in headers


def languages_of(headers: Headers) -> tuple[str, ...]:
    """The languages in which the reader wants names."""
    return wanted_languages(headers.get(b"accept-language", b"").decode("latin-1"))


async def send_answer(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Send it, compressed where the client takes that; 304 where it has these bytes."""
    headers = dict(scope["headers"])
    scope = {**scope, _ANSWER: answer}
    if b"accept-encoding" in headers or names_encoding(headers.get(b"if-none-match", b"")):
        await _compressed({**scope, _VARY: ""}, receive, send)
    else:
        await _send({**scope, _VARY: ", Accept-Encoding"}, receive, send)


async def _send(scope: Scope, _receive: Receive, send: Send) -> None:
    answer: Answer = scope[_ANSWER]
    asked: Headers = dict(scope["headers"])
    headers: list[tuple[bytes, bytes]] = [
        (b"etag", answer.etag.encode()),
        (b"last-modified", http_date(answer.changed_at).encode()),
        (b"link", answer.link.encode()),
        (b"vary", (answer.language["Vary"] + scope[_VARY]).encode()),
        (b"x-request-id", new_request_id().encode()),
        *_CONSTANT,
    ]
    if "Content-Language" in answer.language:
        headers.append((b"content-language", answer.language["Content-Language"].encode()))
    if client_has(asked.get(b"if-none-match", b"").decode("latin-1"), answer.etag):
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    headers.append((b"content-type", b"application/json"))
    headers.append((b"content-length", b"%d" % len(answer.body)))
    start: dict[str, Any] = {"type": "http.response.start", "status": 200, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": answer.body})


_compressed: Final = CompressionMiddleware(_send)
