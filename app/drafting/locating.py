"""Where words stand in an article, whose writer may have typed quotes, dashes and spaces otherwise.

Such differences only help to find the place: what is kept are the article's own characters.
"""

import re
import unicodedata
from typing import Final

from app.drafting.records import Span

_TYPED: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        # Soft hyphens, and spaces and joiners of no width.
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "...",
    }
)


class Locator:
    """An article's text, ready to be searched."""

    def __init__(self, text: str) -> None:
        """``text`` must be NFC."""
        self.text = text
        letters: list[str] = []
        places: list[int] = []
        for place, letter in enumerate(text):
            for typed in " " if letter.isspace() else letter.translate(_TYPED):
                if typed != " " or not letters or letters[-1] != " ":
                    letters.append(typed)
                    places.append(place)
        self._typed = "".join(letters)
        self._folded = _folded(self._typed)
        self._places = places

    def places(self, words: str) -> list[Span]:
        """Every place where these words stand."""
        wanted = _typed(words)
        if not wanted:
            return []
        starts = (match.start() for match in re.finditer(re.escape(wanted), self._typed))
        return [self._span(start, start + len(wanted)) for start in starts]

    def has(self, words: str, within: Span | None = None) -> bool:
        """Whether these words stand in the text, or in a part of it, in any case of letters."""
        wanted = _folded(_typed(words)).strip(" \"'.,;:")
        text = _folded(_typed(self.text[within.start : within.end])) if within else self._folded
        found = text.find(wanted) if wanted else -1
        while found >= 0:
            if not _splits_word(text, found) and not _splits_word(text, found + len(wanted)):
                return True
            found = text.find(wanted, found + 1)
        return False

    def paragraph(self, span: Span) -> Span:
        """The span with what stands on the same lines."""
        end = self.text.find("\n", span.end)
        return Span(self.text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(self.text))

    def _span(self, start: int, end: int) -> Span:
        return Span(self._places[start], self._places[end - 1] + 1)


def _typed(words: str) -> str:
    """The words as a plain keyboard has them."""
    plain = unicodedata.normalize("NFC", words).translate(_TYPED)
    return " ".join(plain.split())


def _folded(text: str) -> str:
    """In one case, letter by letter, so that places stay what they are."""
    return "".join(low if len(low := letter.casefold()) == 1 else letter for letter in text)


def _splits_word(text: str, at: int) -> bool:
    """Whether a word goes on across this place, in a script that writes words apart."""
    return 0 < at < len(text) and _is_of_word(text[at - 1]) and _is_of_word(text[at])


def _is_of_word(letter: str) -> bool:
    """Letters that have two cases, and digits: what has none of them puts no spaces, or few."""
    return letter.isdigit() or letter.lower() != letter.upper()
