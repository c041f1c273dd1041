"""The keys that names are found by: of one skeleton, of two in any order, of words run together.

A key is a number of 31 bits, made so that the key of two skeletons is had from their own by adding.
Two names that share a key need not be alike: candidates are compared afterwards.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product
from typing import Final

from app.search.parsing import Name, Word
from app.search.scripts import Script
from app.search.little_words import SAYS_LITTLE
from app.search.sounds import skeleton, sound, syllables

_BITS: Final = 0x7FFFFFFF
_ONE: Final = 0x1B873593
_WHOLE: Final = 0x2545F491
_FINE: Final = 0x41C64E6D
_MOST_KEYS: Final = 40  # of a name
_FAR: Final = 5  # words of a name of which any two make a key; of longer names those near


@lru_cache(maxsize=200_000)
def digest(text: str) -> int:
    """A number of 31 bits."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big") & _BITS


def pair(first: str, second: str) -> int:
    return (digest(first) + digest(second)) & _BITS


def single(one: str) -> int:
    return (digest(one) + _ONE) & _BITS


def whole(one: str) -> int:
    return (digest(one) + _WHOLE) & _BITS


def joined(words: Iterable[Word]) -> str:
    """The skeleton of words run together."""
    return skeleton(sound("".join(word.latin for word in words)))


_LETTERED: Final = (Script.HAN, Script.HANGUL, Script.KANA)


def telling(words: Iterable[Word]) -> list[Word]:
    """The words that tell people apart: no initials, titles or particles, unless there are no others."""
    named = [word for word in words if len(word.text) > 1 or word.script in _LETTERED]
    told = [word for word in named if word.latin not in SAYS_LITTLE]
    return told if len(told) > 1 or len(told) == len(named) else named


def index_keys(name: Name) -> set[int]:
    """The keys under which a name is kept."""
    keys: list[int] = []
    for reading in name.readings:
        if len(reading) > 1:
            keys.append(whole(joined(reading)))
        keys += _of_reading(telling(reading))
    return set(list(dict.fromkeys(keys))[:_MOST_KEYS])


def _of_reading(words: list[Word]) -> Iterator[int]:
    skeletons = [word.skeletons[:4] for word in words]
    for i, j in near_pairs(len(words)):
        for first, second in product(skeletons[i], skeletons[j]):
            yield pair(first, second)
        yield pair(words[i].open, words[j].open)
        yield from fine_pairs(words[i], words[j])
    for each in skeletons:
        for one in each:
            if len(one) > 2 or len(words) == 1:
                yield single(one)
    if len(words) > 2:
        for i in range(len(words) - 1):
            run = run_together(words[i : i + 2])
            for j in (i - 1, i + 2):
                if 0 <= j < len(words):
                    yield pair(run.skeletons[0], skeletons[j][0])
                    yield from fine_pairs(run, words[j])
    if len(words) == 1 and words[0].script is Script.HAN and len(words[0].text) > 3:
        yield from _parts(words[0])


def _parts(word: Word) -> Iterator[int]:
    """Of a name in Han characters that are not parted: each way to part it in two."""
    from anyascii import anyascii
    syllables = [anyascii(each).lower() for each in word.text]
    for cut in range(1, len(syllables)):
        first, second = "".join(syllables[:cut]), "".join(syllables[cut:])
        yield pair(skeleton(sound(first)), skeleton(sound(second)))
        if cut > 1:
            yield single(skeleton(sound(first)))


_FEW: Final = 5  # consonants of two words that tell too little


def fine_pairs(first: Word, second: Word) -> Iterator[int]:
    if len(first.skeletons[0]) + len(second.skeletons[0]) <= _FEW:
        for one in first.sounds[:4]:
            yield fine(syllables(one), syllables(second.sound))
        for other in second.sounds[1:4]:
            yield fine(syllables(first.sound), syllables(other))


def fine(first: str, second: str) -> int:
    return (digest(first) + digest(second) + _FINE) & _BITS


def run_together(words: Iterable[Word]) -> Word:
    parts = list(words)
    return Word("".join(word.text for word in parts), parts[0].script, "".join(word.latin for word in parts))


def near_pairs(count: int) -> list[tuple[int, int]]:
    """Which two words of a name make a key."""
    if count <= _FAR:
        return list(combinations(range(count), 2))
    near = {(i, j) for i in range(count) for j in (i + 1, i + 2) if j < count}
    return sorted(near | {(0, count - 1)})


_ALPHABET: Final = "bfdkslmn"


@lru_cache(maxsize=20_000)
def neighbours(one: str) -> tuple[str, ...]:
    """The skeletons that are one letter away: one more, one less, another, two swapped."""
    made: dict[str, None] = {}
    for i in range(len(one) + 1):
        head, tail = one[:i], one[i:]
        for letter in "a" + _ALPHABET if i == 0 else _ALPHABET:
            made[head + letter + tail] = None
            if tail:
                made[head + letter + tail[1:]] = None
        if tail:
            made[head + tail[1:]] = None
        if len(tail) > 1:
            made[head + tail[1] + tail[0] + tail[2:]] = None
    made.pop(one, None)
    return tuple(made)
