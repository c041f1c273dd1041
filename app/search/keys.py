"""Search keys: names folded to plain lower-case words, once, alike for both databases."""

import re
import unicodedata
from typing import Final

from anyascii import anyascii

_WORD: Final = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """The text in lower-case Latin letters: ``Škoda`` is ``skoda``, ``刘建超`` ``liujianchao``."""
    plain = anyascii(unicodedata.normalize("NFKC", text)).casefold()
    return plain.replace("'", "").replace("’", "")


def words(text: str) -> list[str]:
    """The folded words of a text, in its order."""
    return _WORD.findall(fold(text))


def sort_key(name: str) -> str:
    """The key that lists are ordered by: folded, so that case and accents do not part names."""
    return " ".join(words(name)) or name
