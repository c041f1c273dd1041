"""Telling other processes how often who asked, through a Redis.

No request waits for it: what was counted is sent five times a second, and what the others counted
comes back. So a Redis that is away costs nothing but that each process counts for itself until it
returns; and several processes together let pass, beyond the limit, what comes in that time.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.guarding.rates import SharedWindow

_PAUSE: Final = 0.2  # seconds between two exchanges
_PAUSE_AFTER_FAULT: Final = 1.0
_TIMEOUT: Final = 1.0
_AT_ONCE: Final = 1000  # counts in one exchange

Untold = dict[tuple[int, str], int]
log = structlog.get_logger(__name__)


class Sharing:
    """Exchanges counts with a Redis, between ``open`` and ``close``."""

    def __init__(self, url: str, windows: Sequence[SharedWindow]) -> None:
        """``url``: of the Redis; nothing is connected yet. Raises ValueError where it is none."""
        self._windows = windows
        self._redis = Redis.from_url(
            url,
            socket_timeout=_TIMEOUT,
            socket_connect_timeout=_TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )
        self._task: asyncio.Task[None] | None = None
        self.is_reached = True

    def open(self) -> None:
        """Begin, in the running loop."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Tell what is untold yet, and end."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            await self._exchange()
        await self._redis.aclose()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_PAUSE if self.is_reached else _PAUSE_AFTER_FAULT)
            reached = await self._exchange()
            if reached != self.is_reached:
                self.is_reached = reached
                log.warning("rates_shared" if reached else "rates_not_shared")

    async def _exchange(self) -> bool:
        """Tell and learn once; False where the Redis does not answer."""
        if not self.is_reached and not await self._answers():
            return False
        for window in self._windows:
            untold = list(window.take_untold().items())
            for start in range(0, len(untold), _AT_ONCE):
                try:
                    await self._exchange_some(window, dict(untold[start : start + _AT_ONCE]))
                except (RedisError, OSError):
                    window.put_back(dict(untold[start:]))
                    return False
                except asyncio.CancelledError:
                    window.put_back(dict(untold[start:]))
                    raise
        return True

    async def _answers(self) -> bool:
        try:
            await self._redis.get("incumbent")
        except (RedisError, OSError):
            return False
        return True

    async def _exchange_some(self, window: SharedWindow, untold: Untold) -> None:
        seconds = window.rate.seconds
        prefix = f"incumbent:{window.name}:{seconds}"
        pipe = self._redis.pipeline(transaction=False)
        for (number, who), count in untold.items():
            pipe.incrby(f"{prefix}:{number}:{who}", count)
            pipe.expire(f"{prefix}:{number}:{who}", 2 * seconds + 1)
            pipe.get(f"{prefix}:{number - 1}:{who}")
        told = await pipe.execute()
        for key, total, before in zip(untold, told[::3], told[2::3], strict=True):
            window.learn(key, int(total), int(before or 0))
