"""Search keys: names folded to plain lower-case words, once, alike for both databases."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from anyascii import anyascii

MOST_WORDS: Final = 16  # of a query; a longer one is no name
_LONGEST: Final = 100  # characters of a key; nobody types more of one word
_WORD: Final = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """The text in lower-case Latin letters: ``Škoda`` is ``skoda``, ``刘建超`` ``liujianchao``."""
    plain = anyascii(unicodedata.normalize("NFKC", text)).casefold()
    return plain.replace("'", "").replace("’", "")


def words(text: str) -> list[str]:
    """The folded words of a text, in its order."""
    return _WORD.findall(fold(text))


def search_keys(names: Iterable[str]) -> set[str]:
    """The words under which an entity of these names is found."""
    return {word[:_LONGEST] for name in names for word in words(name)}


def sort_key(name: str) -> str:
    """The key that lists are ordered by: folded, so that case and accents do not part names."""
    return " ".join(words(name)) or name
