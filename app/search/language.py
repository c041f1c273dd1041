"""The query language of ``q``: words, "phrases", ``-not`` and field words.

Nothing that somebody types is an error here: a quote that is not closed reaches to the end, a field
word that we do not know is a word, and operators of other search engines are words too.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# What the parts of a name, or of a text, are asked by; and what narrows like a filter.
NAME: Final = "name"
TEXT: Final = "text"
FIELDS: Final = ("kind", "nationality", "post", "organization", "dataset", "identifier", "article")
_WORDS: Final = "|".join((NAME, TEXT, *FIELDS))
_PIECE: Final = re.compile(
    rf'(?P<minus>-)?(?:(?P<field>{_WORDS}):)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"'))


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing asked for: ``field`` is None for what may stand anywhere.

    ``phrase``: it was quoted, so its words stand side by side, spelled so.
    """

    text: str
    field: str | None = None
    phrase: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart."""

    pieces: tuple[Piece, ...]

    def of(self, *fields: str | None, excluded: bool = False) -> list[Piece]:
        """The pieces of these fields; None for those without one."""
        return [each for each in self.pieces if each.field in fields and each.excluded is excluded]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, be it to find or to leave out."""
        return not any(not each.excluded for each in self.pieces)


def parse(text: str) -> Query:
    """The query that somebody typed."""
    return Query(tuple(_pieces(_cleaned(text))))


def _pieces(text: str) -> Iterator[Piece]:
    for found in _PIECE.finditer(text):
        is_phrase = found["word"] is None
        said = (found["phrase"] if is_phrase else found["word"]).strip()
        field = (found["field"] or "").lower() or None
        excluded = bool(found["minus"])
        if any(each.isalnum() for each in said):
            yield Piece(said, field, is_phrase, excluded)


def _cleaned(text: str) -> str:
    """Control characters and surrogates part words; quotes of other alphabets are quotes."""
    parted = ("".join(" " if _parts(each) else each for each in text)).translate(_QUOTES)
    return unicodedata.normalize("NFC", parted)


def _parts(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
