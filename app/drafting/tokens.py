"""The words of a text with their places."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.drafting.lexicon import HONORIFICS
from app.drafting.records import Span

_WORD: Final = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[’'‘`\-][^\W_]+)*")
# Names with their article: "al-Hadidi", "d'Estrées".
_ARTICLED: Final = re.compile(
    r"(?:al|el|an|as|ad|ar|at|az|ash|ud|ul|ibn|bin|ben|d|l|de|du)[-’'][A-ZÀ-Þ]"
)
_POSSESSIVE: Final = re.compile(r"[’'][sS]$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word. ``owns``: it carries 's, which is not part of it; ``opens``: a sentence begins."""

    start: int
    end: int
    text: str
    lower: str
    owns: bool
    opens: bool

    @property
    def is_capital(self) -> bool:
        """Whether it is written as a name is: its first letter that has a case is a capital."""
        if _ARTICLED.match(self.text):
            return True
        return next(
            (each.isupper() for each in self.text if each.isupper() or each.islower()), False
        )

    @property
    def is_acronym(self) -> bool:
        """Two to seven capitals and nothing else."""
        return 2 <= len(self.text) <= 7 and self.text.isupper() and self.text.isalpha()  # noqa: PLR2004 - an acronym's length


def tokens(text: str, sentences: Sequence[Span]) -> list[Token]:
    """The words of these sentences, in order."""
    found: list[Token] = []
    for sentence in sentences:
        opens = True
        for match in _WORD.finditer(text, sentence.start, sentence.end):
            word, owns = match[0], False
            if _POSSESSIVE.search(word):
                word, owns = word[:-2], True
            end = match.start() + len(word)
            # Speech begins anew within a sentence, and so does what follows a full stop in it.
            before = text[max(0, match.start() - 2) : match.start()].strip()
            anew = opens or before[-1:] in tuple('“"«„!?:') or (before[-1:] == "." and _ends(found))
            found.append(Token(match.start(), end, word, word.casefold(), owns, bool(anew)))
            opens = False
    return found


def _ends(found: Sequence[Token]) -> bool:
    """Whether the last word before a full stop ends a sentence, and is no "Gen" or initial."""
    last = found[-1].lower if found else ""
    return len(last) > 1 and last not in HONORIFICS


def within(words: Sequence[Token], place: Span) -> Sequence[Token]:
    """The words that begin in a place."""
    first = bisect_left(words, place.start, key=lambda each: each.start)
    last = bisect_left(words, place.end, key=lambda each: each.start)
    return words[first:last]
