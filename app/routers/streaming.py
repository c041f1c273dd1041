"""Sending what takes long to make: a few at once, in threads of their own, to clients that read."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import anyio
import structlog
from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from app.errors import BusyError
from app.watching.meters import EXPORTED_BYTES, EXPORTS

# Seconds that a client may take to read one slice; then what it holds is given to others.
PATIENCE: Final = 30.0
SLICE: Final = 65_536  # bytes
# Who reads on, but for ever: once a client was waited for so many seconds in all, it has to have
# read as many bytes a second, which a modem does.
GRACE: Final = 60.0
LEAST_RATE: Final = 5_000
_ASK_AGAIN: Final = "10"  # seconds

log = structlog.get_logger(__name__)


class _StalledError(Exception):
    """The client does not read on."""


class Slots:
    """Bounds how much is made at once, so that requests of other kinds find a thread and a
    connection to the database.
    """

    def __init__(self, most: int) -> None:
        """``most``: how many at once."""
        self._most = most
        self._taken = 0
        self._limiter: CapacityLimiter | None = None

    @property
    def most(self) -> int:
        """How many there are."""
        return self._most

    @property
    def used(self) -> int:
        """How many are taken."""
        return self._taken

    def take(self) -> None:
        """Take one; raises BusyError where all are taken."""
        if self._taken >= self._most:
            detail = f"{self._most} exports are being made, which is as many as may be at once."
            raise BusyError(detail, headers={"Retry-After": _ASK_AGAIN})
        self._taken += 1

    def give_back(self) -> None:
        """Give one back."""
        self._taken -= 1

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take one for a while."""
        self.take()
        try:
            yield
        finally:
            self.give_back()

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Do a piece of work in a thread that is kept for this."""
        if self._limiter is None:  # it belongs to the running loop
            self._limiter = CapacityLimiter(self._most)
        return await to_thread.run_sync(work, *arguments, limiter=self._limiter)


class _Patient:
    """Sends to a client while it reads; raises _StalledError where it does not, or hardly."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waited = 0.0
        self._size = 0

    async def __call__(self, message: Message) -> None:
        begun = time.monotonic()
        try:
            with anyio.fail_after(PATIENCE):
                await self._send(message)
        except TimeoutError:
            raise _StalledError from None
        self._waited += time.monotonic() - begun
        self._size += len(message.get("body", b""))
        if self._waited > GRACE and self._size < LEAST_RATE * self._waited:
            raise _StalledError


class SlowResponse(StreamingResponse):
    """A body that is made piece by piece while it is sent, in a slot that was taken for it.

    Where making it fails, or the client does not read on, the connection ends before the body does:
    what came through never looks whole. ``finish`` is called at the end, however that comes.
    """

    def __init__(
        self,
        pieces: Iterator[bytes],
        first: bytes | None,
        slots: Slots,
        finish: Callable[[], None],
        *,
        headers: Mapping[str, str],
        status_code: int = 200,
    ) -> None:
        """``first``: the first piece, which is there already; None where there is none."""
        self._pieces = pieces
        self._slots = slots
        self._finish = finish
        self._is_whole = False
        super().__init__(self._sent(first), status_code=status_code, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        outcome = "failed"
        try:
            await super().__call__(scope, receive, _Patient(send))
            outcome = "sent" if self._is_whole else "left"
        except _StalledError:  # no fault of ours; the server closes what has no end
            outcome = "left"
            log.warning("client_stalled", path=scope.get("path"))
        except ClientDisconnect:
            outcome = "left"
            raise
        finally:
            EXPORTS.labels(outcome).inc()
            with anyio.CancelScope(shield=True):
                await self._end(scope)

    async def _end(self, scope: Scope) -> None:
        """Give back all that it holds, also where the database has gone away meanwhile."""
        try:
            await self._slots.run(self._finish)
        except Exception:
            log.exception("export_not_ended", path=scope.get("path"))
        finally:
            self._slots.give_back()

    async def _sent(self, first: bytes | None) -> AsyncIterator[bytes]:
        piece = first
        while piece is not None:
            for start in range(0, len(piece), SLICE):
                yield piece[start : start + SLICE]
            EXPORTED_BYTES.inc(len(piece))
            piece = await self._slots.run(next, self._pieces, None)
        self._is_whole = True
