"""A sentence with a letter in the place of each thing known, so that patterns read its grammar.

"Vélenszky, 52, was named to the post in September last year by President Otmar Brezhanyi" becomes
``P, 52, was named to the post D by R P`` with private letters for P, D and R, each of which leads
back to what stands there. Patterns then hold for any names, and need no more than one letter for a
name, an office or a date; so they stay short, and linear.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.drafting.records import Span

PERSON: Final = "\ue000"
BODY: Final = "\ue001"
PLACE: Final = "\ue002"
OCCASION: Final = "\ue003"
OFFICE: Final = "\ue004"
DATE: Final = "\ue005"
LENGTH: Final = "\ue006"
SPEECH: Final = "\ue007"
SHE: Final = "\ue008"  # he, she; him where it stands alone
HERS: Final = "\ue009"  # his, her
IT: Final = "\ue00a"
OFFICES: Final = "\ue00b"  # "the ministers"
LETTERS: Final = frozenset(
    "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009\ue00a\ue00b"
)
_LETTER: Final = re.compile("[\ue000-\ue00b]")

# What patterns call them.
NAMED: Final = {
    "P": PERSON,
    "O": BODY,
    "L": PLACE,
    "E": OCCASION,
    # An office that owns something is not said of anybody: "X, the emir's sister".
    "R": OFFICE + "(?![’'])",
    "D": DATE,
    "U": LENGTH,
    "Q": SPEECH,
    "H": SHE,
    "S": HERS,
    "I": IT,
    "RR": OFFICES,
    "WHO": f"[{PERSON}{SHE}]",
    "ANY": f"[{PERSON}{SHE}{BODY}{IT}]",
    "OF": f"[{BODY}{PLACE}]",
}


def grammar(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """A pattern over masked sentences: ``<P>, (?:the )?<R>`` with the names above."""
    for name, letter in NAMED.items():
        pattern = pattern.replace(f"<{name}>", letter)
    return re.compile(pattern, re.IGNORECASE if ignore_case else 0)


@dataclass(frozen=True, slots=True)
class Item:
    """Something known in the text, its letter, and what it is."""

    place: Span
    letter: str
    what: Any = None


class Mask:
    """One sentence, masked. Positions ``at`` are of the masked text."""

    def __init__(self, text: str, sentence: Span, items: Sequence[Item], number: int) -> None:
        """``items`` lie within the sentence; of two that overlap the earlier or longer counts."""
        self._source = text
        self.sentence = sentence
        self.number = number
        self.items: dict[int, Item] = {}
        parts: list[str] = []
        self._from: list[int] = []
        self._at: list[int] = []
        at, length = sentence.start, 0
        for item in sorted(items, key=lambda each: (each.place.start, -each.place.end)):
            if item.place.start < at:
                continue
            plain = _LETTER.sub(" ", text[at : item.place.start])
            self._note(at, length)
            length += len(plain)
            self._note(item.place.start, length)
            self.items[length] = item
            parts += [plain, item.letter]
            length += 1
            at = item.place.end
        self._note(at, length)
        parts.append(_LETTER.sub(" ", text[at : sentence.end]))
        self.text = "".join(parts)

    def _note(self, original: int, masked: int) -> None:
        if self._at and self._at[-1] == masked:
            self._from[-1] = original
            return
        self._from.append(original)
        self._at.append(masked)

    def start(self, at: int) -> int:
        """Where in the text a masked position begins."""
        known = bisect_right(self._at, at) - 1
        return self._from[known] + at - self._at[known]

    def end(self, at: int) -> int:
        """Where in the text the masked text before this position ends."""
        if at <= 0:
            return self.start(0)
        item = self.items.get(at - 1)
        return item.place.end if item else self.start(at - 1) + 1

    def span(self, first: int, last: int) -> Span:
        """The part of the text for which the mask from ``first`` to before ``last`` stands."""
        return Span(self.start(first), self.end(last))

    def printed(self, place: Span) -> str:
        """What the article prints at a place."""
        return self._source[place.start : place.end]

    def at(self, letter: str, first: int = 0, last: int | None = None) -> list[int]:
        """Where a letter stands between two positions."""
        end = len(self.text) if last is None else last
        return [at for at in self.items if first <= at < end and self.text[at] == letter]
