"""Who is worked for: so many at once, some wait for their turn, and others are told to come later.

Everything at once would make all wait so long that they give up and ask again, which is more work
yet. With a bounded queue whoever is let in is answered soon, and a refusal costs next to nothing.

Of threads that compute, one at a time has Python's interpreter, and the event loop has no more of
it than each of them. Where the loop comes too late, fewer are worked for at once than was set: else
requests would wait for the loop, where no limit can see them. The number is halved as long as the
loop lags, and grows again one by one.
"""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from anyio import CapacityLimiter, WouldBlock, fail_after
from starlette.types import Scope

from app.errors import BusyError

TURN: Final = "incumbent.turn"  # where the scope of a request has its turn
# Waiting for each that is being worked for: more would wait in vain.
_WAITING: Final = 8
_LAG: Final = 0.05  # seconds: so much too late, and half as many turns are left; twice, a quarter
_LEAST: Final = 2
_LEAST_QUEUED_FOR: Final = 4  # turns: a few who come at the same moment are no overload


class Turn:
    """The right to be worked for, until it is given back; that it was already does no harm."""

    def __init__(self, turns: CapacityLimiter) -> None:
        """Of those that are to be had."""
        self._turns = turns
        self._is_held = True

    def give_back(self) -> None:
        """Let another have it."""
        if self._is_held:
            self._is_held = False
            self._turns.release_on_behalf_of(self)


def sleeping(scope: Scope) -> None:
    """Give the turn of a request back, which from here on hardly does more than wait."""
    if TURN in scope:
        scope[TURN].give_back()


class Turns:
    """Gives turns, in the order in which they are asked for."""

    def __init__(self, at_once: int, patience: float) -> None:
        """``at_once``: how many at most; ``patience``: seconds that one may be waited for."""
        self._limiter = CapacityLimiter(at_once)
        self._most = at_once
        self._patience = patience
        self.waiting = 0

    @property
    def at_once(self) -> int:
        """How many there are for now."""
        return int(self._limiter.total_tokens)

    async def take(self) -> Turn:
        """A turn; raises BusyError where none is to be had in time."""
        turn = Turn(self._limiter)
        try:
            self._limiter.acquire_on_behalf_of_nowait(turn)
        except WouldBlock:
            await self._wait(turn)
        return turn

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Have a turn meanwhile; raises BusyError like ``take``."""
        turn = await self.take()
        try:
            yield
        finally:
            turn.give_back()

    def adapt(self, lag: float) -> None:
        """Have fewer turns, or more, as the event loop comes this many seconds late, or in time."""
        late = min(int(max(lag, 0) / _LAG), self._most)
        wanted = self.at_once >> late if late else self.at_once + 1
        wanted = min(max(wanted, _LEAST), self._most)
        if wanted != self.at_once:
            self._limiter.total_tokens = wanted

    async def _wait(self, turn: Turn) -> None:
        queued_for = max(self.at_once, min(_LEAST_QUEUED_FOR, self._most))
        if self.waiting >= _WAITING * queued_for:
            raise self._busy()
        self.waiting += 1
        try:
            with fail_after(self._patience):
                await self._limiter.acquire_on_behalf_of(turn)
        except TimeoutError:
            raise self._busy() from None
        finally:
            self.waiting -= 1

    def _busy(self) -> BusyError:
        detail = f"{self.at_once} requests are being worked on, and others wait for their turn."
        return BusyError(detail, headers={"Retry-After": str(max(1, math.ceil(self._patience)))})
