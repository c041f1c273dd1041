"""Answers kept until the next change.

Each page of a list is a function of the ledger up to its newest change. So an answer is kept with
the number of that change, and given again only where the newest is still the same one, which is
read from the database for each request: what any process committed is seen at once.
"""

from collections import OrderedDict
from typing import Final

from app.shortway.answers import Answer

_MOST_BYTES: Final = 16_000_000
_OVERHEAD: Final = 1_000  # of an answer besides its body, about


class KeptAnswers:
    """The answers asked for last, as many as fit."""

    def __init__(self) -> None:
        """None yet."""
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._newest = 0
        self._bytes = 0

    def get(self, asked: str, newest: int) -> Answer | None:
        """The answer that was given to this request when ``newest`` was the newest change."""
        if newest != self._newest or asked not in self._answers:
            return None
        self._answers.move_to_end(asked)
        return self._answers[asked]

    def keep(self, asked: str, newest: int, answer: Answer) -> None:
        """Keep an answer that was made after ``newest`` was read as the newest change."""
        if newest != self._newest:
            self._answers.clear()
            self._newest, self._bytes = newest, 0
        if asked in self._answers:
            return
        self._answers[asked] = answer
        self._bytes += _size(asked, answer)
        while self._bytes > _MOST_BYTES:
            self._bytes -= _size(*self._answers.popitem(last=False))


def _size(asked: str, answer: Answer) -> int:
    return _OVERHEAD + len(asked) + len(answer.link) + len(answer.body or b"")
