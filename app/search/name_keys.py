"""The keys that names are kept under: of one skeleton, of two in any order, of words run together.

A key is a number of 31 bits, made so that the key of two skeletons is had from their own by adding.
Names that share a key need not be alike: candidates are compared afterwards. Each kind of entity
has keys of its own, so that whoever asks for organizations is not led through the people.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product
from typing import Final

from app.search.han import mandarin
from app.search.little_words import SAYS_LITTLE
from app.search.parsing import Name, Word, run_together
from app.search.scripts import Script
from app.search.sounds import skeleton, sound, syllables
from app.vocabulary import EntityKind

BITS: Final = 0x7FFFFFFF
LONGEST: Final = 40  # characters of a name as it is read from one of its words on
_LONGEST_SOUND: Final = 200
_ONE: Final = 0x1B873593
_WHOLE: Final = 0x2545F491
_FINE: Final = 0x41C64E6D
_MOST_KEYS: Final = 40  # of a name
_FAR: Final = 5  # words of a name of which any two make a key; of longer names those near
_FEW: Final = 5  # consonants of two words that tell too little without their vowels
_LETTERS: Final = {
    EntityKind.PERSON: "p",
    EntityKind.ORGANIZATION: "o",
    EntityKind.POST: "t",
    EntityKind.EVENT: "e",
    EntityKind.ARTICLE: "a",
}


@lru_cache(maxsize=3_000)
def digest(text: str) -> int:
    """A number of 31 bits."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big") & BITS


def of_kind(kind: EntityKind) -> int:
    """What is added to the keys of names of this kind."""
    return digest(kind.value)


def letter(kind: EntityKind) -> str:
    """What the readings of names of this kind start with."""
    return _LETTERS[kind]


def pair(first: str, second: str) -> int:
    """The key of two skeletons, in any order."""
    return (digest(first) + digest(second)) & BITS


def single(one: str) -> int:
    """The key of a skeleton alone."""
    return (digest(one) + _ONE) & BITS


def whole(words: Sequence[Word]) -> int:
    """The key of a name without its spaces."""
    return (digest(run_together(*words).skeletons[0]) + _WHOLE) & BITS


def telling(words: Iterable[Word]) -> list[Word]:
    """The words that tell people apart: no initials, titles, particles, unless none is left."""
    named = [word for word in words if not word.is_initial]
    told = [word for word in named if word.latin not in SAYS_LITTLE]
    return told if len(told) > 1 or len(told) == len(named) else named


def keys_of(name: Name, kind: EntityKind) -> list[int]:
    """The keys under which a name is kept."""
    keys: dict[int, None] = {}
    for reading in name.readings:
        if len(reading) > 1:
            keys[whole(reading)] = None
        keys |= dict.fromkeys(_of_reading(telling(reading)))
    added = of_kind(kind)
    return [(key + added) & BITS for key in list(keys)[:_MOST_KEYS]]


def readings_of(name: Name, kind: EntityKind) -> list[str]:
    """A name in Latin letters as it reads from each of its words on, and then from its start."""
    latin = [word.latin for word in name.words]
    turned = (" ".join(latin[start:] + latin[:start]) for start in range(1, len(latin)))
    readings = [f"{letter(kind)}{each} " for each in turned]
    if latin:
        readings.append(as_written(latin, kind))
    return list(dict.fromkeys(each[:LONGEST] for each in readings))


def as_written(latin: Sequence[str], kind: EntityKind) -> str:
    """The reading of a name from its first word on, which is marked as that."""
    return f"{letter(kind)}{' '.join(latin)} ."


def heard(name: Name) -> str:
    """How a name sounds: the sounds of its words, in each of its readings."""
    readings = [" ".join(word.sounds[0] for word in reading) for reading in name.readings]
    if name.script is Script.HAN:
        readings.append(" ".join(word.sounds[-1] for word in name.words))
    return "|".join(dict.fromkeys(readings))[:_LONGEST_SOUND]


def _of_reading(words: list[Word]) -> Iterator[int]:
    skeletons = [word.skeletons[:4] for word in words]
    for i, j in near_pairs(len(words)):
        for first, second in product(skeletons[i], skeletons[j]):
            yield pair(first, second)
        yield pair(words[i].open, words[j].open)
        yield from fine_pairs(words[i], words[j])
    for one in (one for each in skeletons for one in each):
        if len(one) > 2 or len(words) == 1:
            yield single(one)
    for run, other in runs(words):
        yield pair(run.skeletons[0], other.skeletons[0])
        yield from fine_pairs(run, other)
    if len(words) == 1:
        yield from parts(words[0])


def near_pairs(count: int) -> list[tuple[int, int]]:
    """Which two words of a name make a key."""
    if count <= _FAR:
        return list(combinations(range(count), 2))
    near = {(i, j) for i in range(count) for j in (i + 1, i + 2) if j < count}
    return sorted(near | {(0, count - 1)})


def runs(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Two neighbouring words as one, beside the word before them and the word behind them."""
    for i in range(len(words) - 1 if len(words) > 2 else 0):
        run = run_together(words[i], words[i + 1])
        for j in (i - 1, i + 2):
            if 0 <= j < len(words):
                yield run, words[j]


def fine_pairs(first: Word, second: Word) -> Iterator[int]:
    """The keys of two words that have few consonants: these with the vowels between."""
    if len(first.skeletons[0]) + len(second.skeletons[0]) <= _FEW:
        for one in first.sounds[:4]:
            yield _fine(one, second.sounds[0])
        for other in second.sounds[1:4]:
            yield _fine(first.sounds[0], other)


def _fine(first: str, second: str) -> int:
    return (digest(syllables(first)) + digest(syllables(second)) + _FINE) & BITS


def parts(word: Word) -> Iterator[int]:
    """The keys of a foreign name in Han characters that are not parted, for each way to part it."""
    if word.script is not Script.HAN or len(word.text) < 4:
        return
    for cut in range(1, len(word.text)):
        first = skeleton(sound(mandarin(word.text[:cut])))
        yield pair(first, skeleton(sound(mandarin(word.text[cut:]))))
        if cut > 1:
            yield single(first)
