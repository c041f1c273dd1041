"""One look for all who ask at the same time."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from anyio import CapacityLimiter, to_thread

_Told = TypeVar("_Told")


class SharedLook(Generic[_Told]):
    """What is asked without any limit takes one thread, however many ask.

    It is none of those that work for requests, behind which it would have to wait.
    """

    def __init__(self) -> None:
        """Nobody looks yet."""
        self._looking: asyncio.Task[_Told] | None = None

    async def told(self, look: Callable[[], _Told]) -> _Told:
        """What a look gives that is under way, or begins now; raises what the look raises."""
        if self._looking is None or self._looking.done():
            apart = to_thread.run_sync(look, limiter=CapacityLimiter(1))
            self._looking = asyncio.create_task(apart)
        # Who goes away ends it for nobody else.
        return await asyncio.shield(self._looking)
