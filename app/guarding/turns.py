"""Who is worked for: so many at once, some wait for their turn, and others are told to come later.

Everything at once would make all wait so long that they give up and ask again, which is more work
yet. With a bounded queue whoever is let in is answered soon, and a refusal costs next to nothing.
"""

import asyncio
import math
from typing import Final

from starlette.types import Scope

from app.errors import BusyError

TURN: Final = "incumbent.turn"  # where the scope of a request has its turn
# Waiting for each that is being worked for: more would wait in vain.
_WAITING: Final = 8


class Turn:
    """The right to be worked for, until it is given back; that it was already does no harm."""

    def __init__(self, turns: asyncio.Semaphore) -> None:
        """Of those that are to be had."""
        self._turns = turns
        self._is_held = True

    def give_back(self) -> None:
        """Let another have it."""
        if self._is_held:
            self._is_held = False
            self._turns.release()


def sleeping(scope: Scope) -> None:
    """Give the turn of a request back, which from here on hardly does more than wait."""
    if TURN in scope:
        scope[TURN].give_back()


class Turns:
    """Gives turns, in the order in which they are asked for."""

    def __init__(self, at_once: int, patience: float) -> None:
        """``at_once``: how many; ``patience``: seconds that one may be waited for."""
        self._free = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._patience = patience
        self.waiting = 0

    @property
    def is_busy(self) -> bool:
        """Whether whoever comes next has to wait."""
        return self._free.locked()

    async def take(self) -> Turn:
        """A turn; raises BusyError where none is to be had in time."""
        if self.is_busy:
            await self._wait()
        else:
            await self._free.acquire()
        return Turn(self._free)

    async def _wait(self) -> None:
        if self.waiting >= _WAITING * self._at_once:
            raise self._busy()
        self.waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise self._busy() from None
        finally:
            self.waiting -= 1

    def _busy(self) -> BusyError:
        detail = f"{self._at_once} requests are being worked on, and others wait for their turn."
        return BusyError(detail, headers={"Retry-After": str(max(1, math.ceil(self._patience)))})
