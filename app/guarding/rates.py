"""How often somebody asks: counted by the window, the one before it in part.

With 100 a minute, a third into this minute two thirds of the last one's requests count, too: so
nobody has twice as much around the turn. This is called a sliding window counter; why it is here
and no library's, docs/decisions/0024 tells.
"""

import math
import time
from collections.abc import Callable
from typing import Final, NamedTuple

HeaderList = list[tuple[bytes, bytes]]
# Who is counted apart within a window. Beyond that whoever is new passes, and memory is bounded.
_MOST: Final = 100_000
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


class Rate(NamedTuple):
    """So many in so many seconds."""

    amount: int
    seconds: int


def parse_rate(written: str) -> Rate | None:
    """``3000/minute``; None where it is empty, which is without a limit."""
    amount, _, unit = written.partition("/")
    return Rate(int(amount), _SECONDS[unit]) if written else None


class Window:
    """Counts who asked how often. Used in one thread only."""

    def __init__(self, name: str, rate: Rate, clock: Callable[[], float] = time.time) -> None:
        """``name``: of the policy, as clients read it."""
        self.name = name
        self.rate = rate
        self._clock = clock
        self._number = -1  # of the present window
        self._into = 0.0  # seconds since it began
        self._now: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._policy = f'"{name}";q={rate.amount};w={rate.seconds}'.encode()
        self._standing = b'"%s";r=%%d;t=%%d' % name.encode()

    def hit(self, who: str) -> int:
        """Count a request; how many are left, or -1 where it is too many and not counted."""
        left = self.left(who) - 1
        if left < 0:
            return -1
        count = self._now.get(who, 0)
        if count or len(self._now) < _MOST:
            self._now[who] = count + 1
        return left

    def left(self, who: str) -> int:
        """How many requests are left."""
        now = self._clock()
        seconds = self.rate.seconds
        self._into = now % seconds
        number = now // seconds
        if number != self._number:
            self._turn(int(number))
        used = self._now.get(who, 0)
        before = self._before.get(who, 0)
        if before:
            used += int(before * (1 - self._into / seconds))
        return self.rate.amount - used

    def headers(self, left: int) -> HeaderList:
        """The fields of the IETF's draft, after ``hit`` told what is left."""
        rest = math.ceil(self.rate.seconds - self._into)
        return [
            (b"ratelimit-policy", self._policy),
            (b"ratelimit", self._standing % (max(left, 0), rest)),
        ]

    def retry_after(self, who: str) -> int:
        """Whole seconds until one more is allowed, for whom nothing is left now."""
        amount, seconds = self.rate
        used, before = self._now.get(who, 0), self._before.get(who, 0)
        if used < amount:
            until = seconds * (1 - (amount - used) / before) if before else 0.0
        else:
            until = seconds + seconds * (1 - amount / used)
        return max(1, math.floor(until - self._into) + 1)

    def _turn(self, number: int) -> None:
        self._before = self._now if number == self._number + 1 else {}
        self._now = {}
        self._number = number


class SharedWindow(Window):
    """The same, for several processes: what was counted here is told to the others now and then.

    ``take_untold`` and ``learn`` are for whoever does that. In between, and where nobody does, this
    process counts for itself.
    """

    def __init__(self, name: str, rate: Rate, clock: Callable[[], float] = time.time) -> None:
        """As a window of its own."""
        super().__init__(name, rate, clock)
        self._untold: dict[tuple[int, str], int] = {}

    def hit(self, who: str) -> int:
        """Count a request, to be told to the others."""
        left = super().hit(who)
        if left >= 0 and who in self._now:
            key = (self._number, who)
            self._untold[key] = self._untold.get(key, 0) + 1
        return left

    def take_untold(self) -> dict[tuple[int, str], int]:
        """What nobody was told of yet, by the number of the window and by whom."""
        untold, self._untold = self._untold, {}
        return untold

    def put_back(self, untold: dict[tuple[int, str], int]) -> None:
        """Keep what could not be told, as long as it counts."""
        for key, count in untold.items():
            if key[0] >= self._number - 1:
                self._untold[key] = self._untold.get(key, 0) + count

    def learn(self, key: tuple[int, str], total: int, before: int) -> None:
        """Take over what all processes counted in a window, and in the one before it."""
        number, who = key
        if number == self._number:
            # A Redis that was restarted knows of less than this process does.
            self._now[who] = max(total + self._untold.get(key, 0), self._now.get(who, 0))
            self._before[who] = max(before, self._before.get(who, 0))
        elif number == self._number - 1:
            self._before[who] = max(total, self._before.get(who, 0))
