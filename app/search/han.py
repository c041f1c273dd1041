"""Names in Han characters as they are read: in Mandarin, Cantonese, Hokkien and Korean.

Mandarin in Hanyu Pinyin (ISO 7098); Cantonese and Korean after Unicode's Han database (UAX #38,
kCantonese and kHangul), Cantonese in the spelling of Hong Kong's government.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from anyascii import anyascii

from app.search.hokkien import HOKKIEN
from app.search.romanising import hangul
from app.search.surnames import AS_SURNAME, CHINESE, DOUBLE, KOREAN
from app.search.wade_giles import wade_giles

Reading = tuple[str, tuple[str, ...], str]  # of the surname, its other spellings, of the given name
_LETTERS: Final = re.compile(r"[^a-z0-9]+")
# Characters that stand for l and r at the end of a syllable of a foreign name.
_CLOSES_SYLLABLES: Final = dict.fromkeys(map(ord, "尔爾"), "r")


def _table(language: str) -> dict[str, str]:
    table: dict[str, str] = {}
    path = Path(__file__).with_name("han_readings.tsv")
    for line in path.read_text("utf-8").splitlines():
        tongue, reading, characters = line.split("\t")
        if tongue == language:
            table |= dict.fromkeys(characters, reading)
    return table


_CANTONESE: Final = _table("yue")
_KOREAN: Final = _table("kor")


def split_surname(run: str) -> tuple[str, str]:
    """A Chinese name as surname and given name; what is too long for one has no surname."""
    if len(run) > 2 and run[:2] in DOUBLE:
        return run[:2], run[2:]
    if 2 <= len(run) <= 3:
        return run[0], run[1:]
    return "", run


def mandarin(run: str) -> str:
    """In Hanyu Pinyin, but for its letters q and x, which are spelt as they sound."""
    return _as_heard(_LETTERS.sub("", anyascii(run.translate(_CLOSES_SYLLABLES)).lower()))


def in_wade_giles(run: str) -> str:
    """The same in Wade-Giles."""
    syllables = (AS_SURNAME.get(each) or anyascii(each).lower() for each in run)
    return "".join(wade_giles(_LETTERS.sub("", each)) for each in syllables)


def mandarin_surname(run: str) -> str:
    """The same of a surname, some of which are read otherwise."""
    return _as_heard(AS_SURNAME[run]) if run in AS_SURNAME else mandarin(run)


def _as_heard(pinyin: str) -> str:
    return pinyin.replace("q", "ch").replace("x", "sh")


def other_readings(surname: str, given: str) -> Iterator[Reading]:
    """As read in Hong Kong, by Hokkien of South-East Asia, and in Korea."""
    spelt = CHINESE.get(surname, ())
    family = "".join(hong_kong(_CANTONESE.get(each, "")) for each in surname)
    cantonese = [hong_kong(_CANTONESE.get(each, "")) for each in given]
    hokkien = [HOKKIEN.get(each, (read,))[0] for each, read in zip(given, cantonese, strict=True)]
    if family and all(cantonese):
        yield family, spelt, "".join(cantonese)
        if hokkien != cantonese:
            yield family, spelt, "".join(hokkien)
    korean = "".join(_KOREAN.get(each, "") for each in surname)
    read = "".join(_KOREAN.get(each, "") for each in given)
    if korean and len(read) == len(given):
        yield "".join(hangul(korean)), KOREAN.get(korean, ()), "".join(hangul(read))


# Jyutping as the government of Hong Kong writes it, by and large.
_HONG_KONG: Final = (
    ("gw", "kw"), ("j", "y"), ("yy", "y"), ("c", "z"), ("z", "ch"),
    ("eoi", "ui"), ("oeng", "eung"), ("eo", "u"), ("oe", "eu"), ("aau", "au"), ("aa", "a"),
    ("yiu", "iu"), ("yyu", "yu"), ("ou", "o"), ("g", "k"), ("nk", "ng"), ("d", "t"), ("b", "p"),
)  # fmt: skip


@lru_cache(maxsize=2_000)
def hong_kong(jyutping: str) -> str:
    """A syllable of Jyutping in the spelling of Hong Kong's registry, as near as rules come."""
    for before, after in _HONG_KONG:
        jyutping = jyutping.replace(before, after)
    return jyutping
