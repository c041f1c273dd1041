"""Texts taken apart into tokens: words, folded alike for both databases, each at its place.

Scripts that put no spaces between words (Han, kana, Hangul, Thai …) give a token a character, and
pairs of neighbours beside them, by which a word of several characters is found.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from anyascii import anyascii

_LONGEST: Final = 100  # characters of a word; an index takes no longer ones
_PLAIN: Final = re.compile(r"[a-z0-9]+")
# Han with its radicals and marks, kana, Hangul, Thai, Lao, Burmese, Khmer; Han of other planes.
_UNSPACED: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\u1100-\u11ff\uac00-\ud7af\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\U00020000-\U0003ffff"
)


# Where Unicode has combining marks: elsewhere are Han, and planes that nothing is assigned to.
MARKED: Final = (*range(0x3400), *range(0xA000, 0x20000), *range(0xE0000, 0xE1000))


def _marks() -> str:
    """Every combining mark, as ranges of a class of characters."""
    codes = (c for c in MARKED if unicodedata.category(chr(c))[0] == "M")
    runs = groupby(enumerate(codes), key=lambda each: each[1] - each[0])
    ends = ([code for _, code in run] for _, run in runs)
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in ends)


_MARKS: Final = _marks()
# Within words of texts from the web: soft hyphens, spaces and joiners of no width.
_UNSEEN_LETTERS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_UNSEEN: Final = dict.fromkeys(map(ord, _UNSEEN_LETTERS))
_TOKEN: Final = re.compile(
    rf"(?P<alone>[{_UNSPACED}][{_MARKS}]*)|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_MARKS}{_UNSEEN_LETTERS}])*"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word and where it stands: half-open, in code points. ``alone``: no spaces in its script."""

    word: str
    start: int
    end: int
    alone: bool


Span = tuple[int, int]  # half-open, in code points
Part = tuple[str, int]  # a word, and how many places behind the term's first it stands
Places = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Term:
    """What a word or a phrase asks for: its parts, and over how many tokens it reaches."""

    parts: tuple[Part, ...]
    length: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, in its order; a token's place is its number in it."""
    for found in _TOKEN.finditer(text):
        alone = found.lastgroup == "alone"
        if (code := _folded(found.group(), alone)) is not None:
            yield Token(code, found.start(), found.end(), alone)


def places(text: str, without: Sequence[Span] = ()) -> tuple[Places, int]:
    """Where each word of a text stands, pairs of neighbours included, and the number of tokens.

    ``without``: parts of the text whose words are counted, but not told.
    """
    found: Places = defaultdict(list)
    read = list(tokens(text))
    told = {place for place, token in enumerate(read) if not _is_within(token, without)}
    for place in sorted(told):
        found[read[place].word].append(place)
    for place, (one, other) in enumerate(pairwise(read)):
        if _are_neighbours(one, other) and {place, place + 1} <= told:
            found[one.word + other.word].append(place)
    return dict(found), len(read)


def term(text: str) -> Term | None:
    """What a word or a phrase asks for; None where it has no word."""
    read = list(tokens(text))
    parts: list[Part] = []
    for place, token in enumerate(read):
        following = read[place + 1] if place + 1 < len(read) else None
        before = read[place - 1] if place else None
        if following and _are_neighbours(token, following):
            parts.append((token.word + following.word, place))
        elif not (before and _are_neighbours(before, token)):
            parts.append((token.word, place))
    return Term(tuple(parts), len(read)) if parts else None


def standing(asked: Term, known: Places) -> list[int]:
    """The places at which a term stands among words at known places."""
    (first, _), *rest = asked.parts
    others = [(set(known.get(word, ())), offset) for word, offset in rest]
    return [
        place
        for place in known.get(first, ())
        if all(place + offset in at for at, offset in others)
    ]


def contains(asked: Iterable[Term], texts: Iterable[str]) -> bool:
    """Whether each of these terms stands in one of the texts."""
    known = [places(text)[0] for text in texts]
    return all(any(standing(each, of) for of in known) for each in asked)


def _is_within(token: Token, spans: Sequence[Span]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def _are_neighbours(one: Token, other: Token) -> bool:
    return one.alone and other.alone and one.end == other.start


@lru_cache(maxsize=5_000)
def _folded(written: str, alone: bool) -> str | None:  # noqa: FBT001 (a key of the cache)
    plain = unicodedata.normalize("NFKC", written).translate(_UNSEEN).casefold()
    if alone:
        return plain[:_LONGEST]
    folded = "".join(_PLAIN.findall(anyascii(plain).casefold()))
    return (folded or plain)[:_LONGEST] or None
