"""One look for all who ask at the same time."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

_Told = TypeVar("_Told")


class SharedLook(Generic[_Told]):
    """What is asked without any limit takes one thread, however many ask."""

    def __init__(self) -> None:
        """Nobody looks yet."""
        self._looking: asyncio.Task[_Told] | None = None

    async def told(self, look: Callable[[], _Told]) -> _Told:
        """What a look gives that is under way, or begins now; raises what the look raises."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(run_in_threadpool(look))
        # Who goes away ends it for nobody else.
        return await asyncio.shield(self._looking)
