"""Who may ask how often: an address, a key, and an address whose keys are not right."""

import hashlib
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from app.config import Settings
from app.guarding.problems import RateLimitedError
from app.guarding.rates import HeaderList, SharedWindow, Window, parse_rate
from app.guarding.sharing import Sharing

# The id of a key; None where it is not right, and this where nobody can tell.
CheckKey = Callable[[str], Awaitable[str | None]]
CANNOT_TELL: Final = ""
NOTHING: Final[HeaderList] = []  # is told where there is no limit
# For so long a key that was right counts as right; what it may do is looked up each time.
_RIGHT_FOR: Final = 60.0
_MOST_RIGHT: Final = 10_000
_WHOSE: Final = {
    "address": "Your address has",
    "key": "Your key has",
    "failures": "Of your address came keys that are not right, and it has",
}


class Limits:
    """Counts requests, and refuses what is too many."""

    def __init__(self, settings: Settings, check_key: CheckKey) -> None:
        """``check_key``: finds out whose a key is."""
        self._shared: list[SharedWindow] = []
        self._is_shared = settings.rate_limit_storage != "memory://"
        self.addresses = self._window("address", settings.rate_limit)
        self.keys = self._window("key", settings.rate_limit_keys)
        self.failures = self._window("failures", settings.rate_limit_failures)
        self.sharing = (
            Sharing(settings.rate_limit_storage, self._shared) if self._is_shared else None
        )
        self._check_key = check_key
        self._right: dict[tuple[str, bytes], tuple[str, float]] = {}

    def _window(self, name: str, written: str) -> Window | None:
        rate = parse_rate(written)
        if rate is None:
            return None
        if not self._is_shared:
            return Window(name, rate)
        self._shared.append(SharedWindow(name, rate))
        return self._shared[-1]

    def count_address(self, address: str) -> HeaderList:
        """Count a request without a key; raises RateLimitedError."""
        return _count(self.addresses, address)

    def has_left(self, address: str) -> bool:
        """Whether one more request without a key would pass."""
        return self.addresses is None or self.addresses.left(address) > 0

    def count_known_key(self, address: str, key: str) -> HeaderList | None:
        """Count a request with a key; None where it has to be looked up whose that is.

        A key that was right for this address a moment ago goes on, whatever others try from there.
        Raises RateLimitedError.
        """
        if self.keys is None and self.failures is None:
            return self.count_address(address)
        key_id, until = self._right.get(_name(address, key), ("", 0.0))
        if until < time.monotonic():
            self.require_patience(address)
            return None
        return _count(self.keys, key_id)

    async def count_new_key(self, address: str, key: str) -> HeaderList:
        """Count a request with a key that is looked up; of its address where it is not right.

        Raises RateLimitedError.
        """
        key_id = await self._check_key(key)
        if key_id is None:
            self.note_failure(address)
        if not key_id:
            return self.count_address(address)
        if len(self._right) >= _MOST_RIGHT:
            self._right.clear()
        self._right[_name(address, key)] = (key_id, time.monotonic() + _RIGHT_FOR)
        return _count(self.keys, key_id)

    def require_patience(self, address: str) -> None:
        """Refuse to look at another key of an address that sent many that are not right."""
        if self.failures is not None and self.failures.left(address) <= 0:
            raise _refusal(self.failures, address)

    def note_failure(self, address: str) -> None:
        """Count a key that is not right."""
        if self.failures is not None:
            self.failures.hit(address)


def _name(address: str, key: str) -> tuple[str, bytes]:
    """A key that came from an address, under which it is remembered: never the key itself."""
    return address, hashlib.sha256(key.encode()).digest()


def _count(window: Window | None, who: str) -> HeaderList:
    if window is None:
        return NOTHING
    left = window.hit(who)
    if left < 0:
        raise _refusal(window, who)
    return window.headers(left)


def _refusal(window: Window, who: str) -> RateLimitedError:
    amount, seconds = window.rate
    headers = {name.decode(): value.decode() for name, value in window.headers(0)}
    wait = window.retry_after(who)
    detail = f"{_WHOSE[window.name]} {amount:,} requests in {seconds:,} seconds; wait {wait}."
    # Named as the IETF's draft has it.
    broken: dict[str, Any] = {"violated-policies": [window.name]}
    return RateLimitedError(detail, headers=headers | {"Retry-After": str(wait)}, **broken)
