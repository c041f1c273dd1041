"""Sending what takes long to make: a few at once, in threads of their own, to clients that read."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import anyio
import structlog
from anyio import CapacityLimiter, to_thread
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from app.errors import BusyError

# Seconds that a client may take to read one piece; then what it holds is given to others.
PATIENCE: Final = 30.0
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


class SlowResponse(StreamingResponse):
    """A body that is made piece by piece while it is sent, in a slot that was taken for it.

    Where making it fails, or the client does not read on, the connection ends before the body does:
    what came through never looks whole. ``finish`` is called with whether all was sent.
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
        super().__init__(self._sent(first), status_code=status_code, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""

        async def send_in_time(message: Message) -> None:
            try:
                with anyio.fail_after(PATIENCE):
                    await send(message)
            except TimeoutError:
                raise _StalledError from None

        try:
            await super().__call__(scope, receive, send_in_time)
        except _StalledError:  # no fault of ours; the server closes what has no end
            log.info("client_stalled", path=scope.get("path"))
        finally:
            with anyio.CancelScope(shield=True):
                await self._slots.run(self._finish)
            self._slots.give_back()

    async def _sent(self, first: bytes | None) -> Any:
        piece = first
        while piece is not None:
            if piece:
                yield piece
            piece = await self._slots.run(next, self._pieces, None)
