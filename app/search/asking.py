"""What a query asks the keys for: its own, and those that are a letter away."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Final

from app.search.name_keys import (
    BITS,
    LONGEST,
    as_written,
    fine_pairs,
    letter,
    near_pairs,
    of_kind,
    pair,
    parts,
    runs,
    single,
    telling,
    whole,
)
from app.search.parsing import Name, Word
from app.search.scripts import Script
from app.vocabulary import EntityKind

_ALPHABET: Final = "bfdkslmn"  # of skeletons, beside the a that one may start with
BEHIND: Final = "{"  # sorts behind all letters and digits
_MOST_WORDS: Final = 5  # whose skeletons are also sought a letter away
_LONGEST_SKELETON: Final = 12  # of which that is done
_MOST_KEYS: Final = 2_000  # a letter away; only long words of many readings have more
# How much sharing a key tells, before it is told how rare the key is.
_FINE, _OWN, _OPEN, _AWAY, _ALONE, _ALONE_AWAY = 20, 15, 12, 8, 8, 3
WHOLE: Final = 10_000  # what reading the same from a word on tells: more than all keys do
_WORD, _WITH_INITIAL = 15, 30


@dataclass(frozen=True, slots=True)
class Range:
    """Readings from ``first`` up to ``behind``, and what it tells to be among them."""

    first: str
    behind: str
    weight: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look up among names of so many kinds.

    ``own``: keys of the query; ``away``: those a letter from one of them, which are asked for only
    where no name reads ``exactly`` so.
    """

    kinds: int
    own: dict[int, int]
    away: dict[int, int]
    ranges: list[Range]
    exactly: list[str]


def asked_for(query: Name, kinds: list[EntityKind]) -> Asked:
    """The keys and the readings that a query asks for among names of these kinds.

    ``ranges`` are first those of the whole query, as many as there are kinds.
    """
    latin = [word.latin for word in query.words]
    own: dict[int, int] = {}
    away: dict[int, int] = {}
    for reading in query.readings:
        for key, weight in _own(reading):
            own[key] = max(weight, own.get(key, 0))
        for key, weight in islice(_away(telling(reading)), _MOST_KEYS):
            away[key] = max(weight, away.get(key, 0))
    away = {key: weight for key, weight in away.items() if key not in own}
    letters = [letter(kind) for kind in kinds]
    exactly = [as_written(latin, kind)[:LONGEST] for kind in kinds] if _tells_all(query) else []
    ranges = [_starting(f"{each}{' '.join(latin)}", WHOLE) for each in letters]
    ranges += [part for each in letters for part in _of_words(query, each)]
    return Asked(len(kinds), _in_kinds(own, kinds), _in_kinds(away, kinds), ranges, exactly)


def _tells_all(query: Name) -> bool:
    """Whether a name that reads so is surely meant: it has two words that are no initials."""
    return len(telling(query.words)) > 1


def _in_kinds(keys: dict[int, int], kinds: list[EntityKind]) -> dict[int, int]:
    return {(key + of_kind(kind)) & BITS: weight for kind in kinds for key, weight in keys.items()}


def _own(reading: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    words = telling(reading)
    if reading:
        yield whole(reading), _OWN
    for word in words:
        for one in word.skeletons:
            yield single(one), _ALONE
    for i, j in near_pairs(len(words)):
        first, second = words[i], words[j]
        for one, other in product(first.skeletons, second.skeletons):
            yield pair(one, other), _OWN
        yield pair(first.open, second.open), _OPEN
        yield from ((key, _FINE) for key in fine_pairs(first, second))
    for run, beside in runs(words):
        for one in beside.skeletons:
            yield pair(run.skeletons[0], one), _OWN
        yield from ((key, _FINE) for key in fine_pairs(run, beside))
    if len(words) == 1:
        yield from ((key, _AWAY) for key in parts(words[0]))


def _away(words: list[Word]) -> Iterator[tuple[int, int]]:
    for word in words:
        for one in word.skeletons:
            if len(one) > 3:
                yield from ((single(each), _ALONE_AWAY) for each in neighbours(one))
    for i, j in near_pairs(len(words)) if len(words) <= _MOST_WORDS else []:
        for one, other in product(words[i].skeletons[:3], words[j].skeletons[:3]):
            yield from ((pair(one, each), _AWAY) for each in neighbours(other))
            yield from ((pair(each, other), _AWAY) for each in neighbours(one))


@lru_cache(maxsize=500)
def neighbours(one: str) -> tuple[str, ...]:
    """The skeletons that are one letter away: one more, one less, another, two swapped.

    None of those that are too long for a name.
    """
    if len(one) > _LONGEST_SKELETON:
        return ()
    made: dict[str, None] = {}
    for i in range(len(one) + 1):
        head, tail = one[:i], one[i:]
        for each in "a" + _ALPHABET if i == 0 else _ALPHABET:
            made[head + each + tail] = None
            if tail:
                made[head + each + tail[1:]] = None
        if tail:
            made[head + tail[1:]] = None
        if len(tail) > 1:
            made[head + tail[1] + tail[0] + tail[2:]] = None
    made.pop(one, None)
    return tuple(made)


def _of_words(query: Name, kind: str) -> Iterator[Range]:
    """The readings from each of several words on, and those that have an initial behind it."""
    if len(query.words) < 2:
        return
    initials = {word.latin for word in query.words if word.is_initial}
    for word in list(dict.fromkeys(telling(query.words)))[:_MOST_WORDS]:
        yield _starting(f"{kind}{word.latin} ", _WORD)
        for initial in sorted(initials):
            yield _starting(f"{kind}{word.latin} {initial}", _WITH_INITIAL)
    if query.script is Script.HAN:  # read as a person's name, but it may be a place: 浙江
        yield _starting(kind + "".join(word.latin for word in query.words), _WORD)


def _starting(text: str, weight: int) -> Range:
    cut = text[:LONGEST]
    return Range(cut, cut + BEHIND, weight)
