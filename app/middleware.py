"""Pure-ASGI middleware: a BaseHTTPMiddleware halves the throughput of a constant route."""

import random
from http import HTTPStatus
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import BadRequestError, fault_response, problem_response
from app.watching.requests import trace_for
from app.watching.tracing import within

_LONGEST: Final = 100
_UNREADABLE: Final = "The query of the address is not UTF-8: escape each byte as %XX."
# What scripts of other origins may read of an answer.
EXPOSED_HEADERS: Final = [
    *("Accept-Ranges", "Content-Disposition", "Content-Location", "Content-Range", "ETag"),
    *("Idempotency-Replayed", "Incumbent-Change", "Incumbent-Merged", "Last-Modified", "Link"),
    *("Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"),
]


def new_request_id() -> str:
    """An id that no other request is likely to have; it is no secret."""
    return f"{random.getrandbits(64):016x}"


def request_id_of(scope: Scope) -> str:
    """The client's ``X-Request-ID`` where it is usable, or a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    usable = 0 < len(given) <= _LONGEST and given.isascii() and given.isprintable()
    return given if usable else new_request_id()


# In the scope of a request: that it is HEAD, for answers whose bodies cost much.
HEAD_ASKED: Final = "incumbent.head"


class RequestIdMiddleware:
    """Gives each request an id: the client's ``X-Request-ID`` where it is usable, or a new one.

    It stands in the answer's header, in every error and on every line of the log; on those the id
    of the trace, too, that the client's ``traceparent`` names.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = scope["request_id"] = request_id_of(scope)

        started = False

        async def send_with_id(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        bound = structlog.contextvars.bound_contextvars(request_id=request_id)
        with bound, within(trace_for(scope)):
            if not _is_readable(scope["query_string"]):
                scope["query_string"] = b""  # or its address could not be told
                answer = problem_response(Request(scope), BadRequestError(_UNREADABLE))
                await answer(scope, receive, send_with_id)
                return
            try:
                await self._app(scope, receive, send_with_id)
            except Exception as error:  # the last resort: whatever it is, the client gets a problem
                if started:
                    raise
                await fault_response(Request(scope), error)(scope, receive, send_with_id)


def _is_readable(query: bytes) -> bool:
    """Whether a query, of which clients should have escaped all else, is ASCII or UTF-8."""
    if query.isascii():
        return True
    try:
        query.decode()
    except UnicodeDecodeError:
        return False
    return True


class HeadMiddleware:
    """Answers HEAD with what GET would answer, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET", HEAD_ASKED: True}, receive, send_without_body)


class PrivateAnswersMiddleware:
    """Keeps what is told to the holder of a key out of every cache."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not _is_private(scope):
            await self._app(scope, receive, send)
            return

        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "private, no-store"
            await send(message)

        await self._app(scope, receive, send_private)


def _is_private(scope: Scope) -> bool:
    """Whether it came with a key, or is of the pages that take one."""
    return is_of_curators(scope) or "authorization" in Headers(scope=scope)


def is_of_curators(scope: Scope) -> bool:
    """Whether it is of the pages that take keys, which are for no other origin."""
    return f"{scope['path']}/".startswith("/review/")


class SafeHeadersMiddleware:
    """Tells browsers on every answer what not to do with it, where the answer does not itself."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {name for name, _ in message["headers"]}
                safe = [each for each in safe_headers(scope["scheme"]) if each[0] not in told]
                message = {**message, "headers": [*message["headers"], *safe]}
            await send(message)

        await self._app(scope, receive, send_safe)


class CorsMiddleware:
    """Lets pages of any origin read, and answers OPTIONS: preflights, and what a path takes.

    The headers are the same for every origin and stand on every answer, so that a cache can give
    one answer to all: nothing varies by Origin. The pages of curators are for no other origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *CORS_HEADERS]}
            await send(message)

        is_open = not is_of_curators(scope)
        sending = send_with_cors if is_open else send
        if scope["method"] != "OPTIONS":
            await self._app(scope, receive, sending)
        elif is_open and "access-control-request-method" in Headers(scope=scope):
            await Response(status_code=204, headers=_preflight(scope))(scope, receive, send)
        else:
            await self._app(scope, receive, _answering_options(sending))


_SAFE_HEADERS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    # What is no page needs nothing, and stands in no frame; pages say themselves what they need.
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
# A year by https alone, for this name only: others below it are not ours to speak for.
_BY_HTTPS: Final = [*_SAFE_HEADERS, (b"strict-transport-security", b"max-age=31536000")]
CORS_HEADERS: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(EXPOSED_HEADERS).encode()),
]


def safe_headers(scheme: str) -> list[tuple[bytes, bytes]]:
    """What browsers are told on every answer."""
    return _BY_HTTPS if scheme == "https" else _SAFE_HEADERS


def _preflight(scope: Scope) -> dict[str, str]:
    """Whatever a page wants to send is allowed; the path itself refuses what it does not take."""
    asked = Headers(scope=scope)
    return {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": asked["access-control-request-method"],
        "Access-Control-Allow-Headers": asked.get("access-control-request-headers", "*"),
        "Access-Control-Max-Age": "86400",  # the longest that browsers keep one
        "Vary": "Access-Control-Request-Method, Access-Control-Request-Headers",
    }


def _answering_options(send: Send) -> Send:
    """Turn the 405 that a path gives to OPTIONS, which lists what it takes, into a 204."""
    listed = False

    async def send_allowed(message: Message) -> None:
        nonlocal listed
        if message["type"] == "http.response.start":
            told = Headers(raw=message["headers"])
            listed = message["status"] == HTTPStatus.METHOD_NOT_ALLOWED and "allow" in told
            if listed:
                kept = [pair for pair in told.raw if pair[0] in (b"allow", b"x-request-id")]
                message = {**message, "status": HTTPStatus.NO_CONTENT, "headers": kept}
        elif listed:
            message = {**message, "body": b""}
        await send(message)

    return send_allowed
