"""Lets uvicorn in this process end once it is told to, and not two or three looks later.

It looks ten times a second, which is nothing in a server's life, but hundreds of times in ours.
What is under way it still waits for. Servers with a process of their own have uvicorn as it is.
"""

import asyncio
from contextlib import suppress
from typing import Any, Final
from weakref import WeakKeyDictionary

import uvicorn.server

_A_LOOK: Final = 0.002  # seconds
_told: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Event] = WeakKeyDictionary()


def end(server: uvicorn.Server) -> None:
    """Tell a server to end that runs in another thread."""
    server.should_exit = True
    loop = server.servers[0].get_loop()
    loop.call_soon_threadsafe(lambda: _told_in(loop).set())


class _Asyncio:
    """asyncio, as uvicorn's server shall see it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        """Sleep so long, or until the server is told to end; from then on, hardly at all."""
        told = _told_in(asyncio.get_running_loop())
        if told.is_set():
            await asyncio.sleep(_A_LOOK)
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), seconds)


def _told_in(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    return _told.setdefault(loop, asyncio.Event())


vars(uvicorn.server)["asyncio"] = _Asyncio()
