"""Bodies, read whole before anything is done: bounded in size, time, and memory of all together.

Whoever sends slowly then holds no turn, thread or connection to the database meanwhile.
"""

import asyncio
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope

from app.errors import BusyError, TooLargeError
from app.guarding.problems import SlowRequestError

MOST_BODY: Final = 1_000_000  # bytes
# An article of a million bytes, each letter of which may be written as \uXXXX in JSON.
MOST_ARTICLES: Final = 4_000_000
_TAKE_ARTICLES: Final = frozenset({"/v1/articles", "/v1/changes"})
PATIENCE: Final = 60.0  # seconds for a whole body
_MOST_HELD: Final = 64_000_000  # bytes of all bodies that are being read


class Bodies:
    """Reads the bodies of requests."""

    def __init__(self) -> None:
        """None is being read."""
        self._held = 0

    async def read(self, scope: Scope, receive: Receive) -> Receive:
        """What gives the body again, whole.

        Raises TooLargeError, before anything is read where the size is told, SlowRequestError,
        BusyError where others hold too much, and ClientDisconnect.
        """
        headers = Headers(scope=scope)
        told = headers.get("content-length")
        if told is None and "transfer-encoding" not in headers:
            return receive
        most = MOST_ARTICLES if scope["path"] in _TAKE_ARTICLES else MOST_BODY
        size = int(told) if told and told.isdecimal() else most
        if size > most:
            raise _too_large(most)
        if not size:
            return receive
        if self._held + size > _MOST_HELD:
            detail = "Bodies are being read that hold as much memory as may be."
            raise BusyError(detail, headers={"Retry-After": "5"})
        self._held += size
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _read(receive, most)
        except TimeoutError:
            detail = f"The body did not arrive within {PATIENCE:g} seconds."
            raise SlowRequestError(detail, headers={"Connection": "close"}) from None
        finally:
            self._held -= size
        return _again(body, receive)


async def _read(receive: Receive, most: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            raise _too_large(most)
        more = message.get("more_body", False)
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return whole.pop() if whole else await receive()

    return receive_again


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(f"The body is larger than {most:,} bytes.")
