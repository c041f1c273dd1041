"""Compressed answers: zstd, brotli or gzip, each encoding with an ETag of its own.

A strong ETag names bytes, so that of ``"abc"`` compressed is ``"abc-gzip"``. Whichever of them a
client sends back, the version is the same: the 304 bears the ETag that the client has.
"""

import re
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

_ENCODED: Final = re.compile(r'-(?:gzip|br|zstd)"')


def names_encoding(etags: bytes) -> bool:
    """Whether a client's validators name one of an encoded answer."""
    return _ENCODED.search(etags.decode("latin-1")) is not None


class CompressionMiddleware:
    """Compresses answers from 500 bytes on, as the client accepts."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        for media_type in ("application/jsonl", "application/problem+json", "text/csv"):
            add_compress_type(media_type)
        self._app = _EncodedValidators(CompressMiddleware(app))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        await self._app(scope, receive, send)


class _EncodedValidators:
    """Tells the ETags of the encodings apart; stands around what compresses."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        had = Headers(scope=scope).get("if-none-match", "")

        async def send_told_apart(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tell_apart(message, had)
            await send(message)

        await self._app(_with_plain_etags(scope, had), receive, send_told_apart)


def _with_plain_etags(scope: Scope, had: str) -> Scope:
    plain = _ENCODED.sub('"', had)
    if plain == had:
        return scope
    headers = [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]
    return {**scope, "headers": [*headers, (b"if-none-match", plain.encode("latin-1"))]}


def _tell_apart(message: Message, had: str) -> None:
    headers = MutableHeaders(scope=message)
    etag = headers.get("etag", "")
    if not etag.startswith('"'):
        return
    encoding = headers.get("content-encoding")
    if encoding:
        headers["ETag"] = f'{etag[:-1]}-{encoding}"'
    elif message["status"] == HTTPStatus.NOT_MODIFIED:
        encoded = re.search(re.escape(etag[:-1]) + _ENCODED.pattern, had)
        headers["ETag"] = encoded.group() if encoded and etag not in had else etag
    if "accept-encoding" not in headers.get("vary", "").lower():
        headers.add_vary_header("Accept-Encoding")
