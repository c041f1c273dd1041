"""Folding: what makes two writings of a word one, done once, alike for both databases.

After Unicode's compatibility form (NFKC) and case folding: marks that are not seen (zero-width,
directional) and apostrophes go, and letters of Arabic that writers use for each other are one.
"""

import re
import unicodedata
from typing import Final

_ARABIC: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیئېۍۑ", "ي"),
        **dict.fromkeys("کڪ", "ك"),
        **dict.fromkeys("ةۀہھەۂۃ", "ه"),
        **dict.fromkeys("ؤۆۇۈۋ", "و"),
        **dict.fromkeys("ءـ", ""),
        "ێ": "ي",
        "ڕ": "ر",
        "ڵ": "ل",
    }
)
_APOSTROPHES: Final = frozenset("'’‘`´ʼʻʹʺ′ʿʾ״")
_GERESH: Final = "׳"
_HEBREW: Final = re.compile("([גזצץת])['’׳´`]")
_MOST_KEPT: Final = 20_000  # letters whose treatment is remembered


class _Separators(dict[int, str]):
    """For str.translate: what parts words becomes a space, what is not seen nothing."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        category = unicodedata.category(letter)
        made = letter
        if letter == _GERESH:
            made = letter
        elif letter in "\t\n\r":
            made = " "
        elif letter in _APOSTROPHES or category[0] == "C":
            made = ""
        elif category[0] in "ZPS":
            made = " "
        if len(self) < _MOST_KEPT:
            self[code] = made
        return made


_SEPARATORS: Final = _Separators()


def plain(text: str) -> str:
    """The text in its own script: folded, its words parted by single spaces."""
    whole = _HEBREW.sub(rf"\1{_GERESH}", unicodedata.normalize("NFKC", text))
    # Folding case takes some letters apart again.
    folded = unicodedata.normalize("NFC", whole.translate(_SEPARATORS).casefold())
    return " ".join(folded.translate(_ARABIC).split())
