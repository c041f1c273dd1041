"""Answers kept until the next change.

Each page of a list, and each page for people, is a function of the ledger up to its newest change
(and some of the day). So an answer is kept with the number of that change, and given again only
where the newest is still the same one, which is read from the database for each request: what any
process committed is seen at once. Each database has kept answers of its own: two standbys may be
at different changes, and what was read from one is no answer of the other. ``newest`` has the era
of the database, too (``app.databases.watching``): after a promotion another change may have that
number.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

_Answer = TypeVar("_Answer")
_OVERHEAD: Final = 1_000  # of an answer besides its body, about


class KeptAnswers(Generic[_Answer]):
    """The answers asked for last, as many as fit."""

    def __init__(self, size: Callable[[_Answer], int], most_bytes: int, largest: int) -> None:
        """None yet. ``size``: of an answer in bytes; ``largest``: that is kept at all."""
        self._size = size
        self._most_bytes, self._largest = most_bytes, largest
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self._newest: Hashable = None
        self._bytes = self.hits = self.misses = 0

    @property
    def entries(self) -> int:
        """How many answers are kept."""
        return len(self._answers)

    @property
    def bytes(self) -> int:
        """How much memory they take, about."""
        return self._bytes

    def get(self, asked: str, newest: Hashable) -> _Answer | None:
        """The answer that was given to this request when ``newest`` was the newest change."""
        if newest != self._newest or asked not in self._answers:
            self.misses += 1
            return None
        self.hits += 1
        self._answers.move_to_end(asked)
        return self._answers[asked]

    def keep(self, asked: str, newest: Hashable, answer: _Answer) -> None:
        """Keep an answer that rests on no change after ``newest``.

        That is, ``newest`` was read before the answer was made, or in the same snapshot.
        """
        if newest != self._newest:
            self._answers.clear()
            self._newest, self._bytes = newest, 0
        size = self._whole_size(asked, answer)
        if asked in self._answers or size > self._largest:
            return
        self._answers[asked] = answer
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._bytes -= self._whole_size(*self._answers.popitem(last=False))

    def _whole_size(self, asked: str, answer: _Answer) -> int:
        return _OVERHEAD + len(asked) + self._size(answer)
