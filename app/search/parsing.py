"""Names taken apart: into words, in each of the ways they may be read."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final

from anyascii import anyascii

from app.search.folding import plain
from app.search.hokkien import HOKKIEN
from app.search.romanising import VOWELLESS, hangul, romanise
from app.search.scripts import Script, script_of
from app.search.sounds import open_skeleton, others, skeleton, sound
from app.search.surnames import AS_SURNAME, CHINESE, DOUBLE, KOREAN

MOST_WORDS: Final = 12
_LONGEST: Final = 300  # characters of a name that are read


@dataclass(frozen=True)
class Word:
    """A word of a name: as written (folded), and in Latin letters, perhaps in several spellings."""

    text: str
    script: Script
    latin: str
    spellings: tuple[str, ...] = ()

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        """How it sounds, the likeliest first, for each way that its letters are read."""
        if self.script in VOWELLESS:
            return (self.latin, *_read_otherwise(self.latin))
        heard = (sound(self.latin), *(others(self.latin) if self.script is Script.LATIN else ()))
        return tuple(dict.fromkeys((*heard, *(sound(each) for each in self.spellings))))

    @property
    def sound(self) -> str:
        return self.sounds[0]

    @cached_property
    def skeletons(self) -> tuple[str, ...]:
        """The classes of its consonants, for each of its sounds."""
        return tuple(dict.fromkeys(skeleton(each) for each in self.sounds))

    @cached_property
    def open(self) -> str:
        """The same as tongues of East Asia have it."""
        heard = self.sound
        if self.script is Script.KANA:
            heard = heard[:1] + _SYLLABLE_RU.sub("", heard[1:])
        return open_skeleton(heard)

    @cached_property
    def vowelless(self) -> bool:
        return self.script in VOWELLESS


@dataclass(frozen=True)
class Name:
    """A name: folded, its main script, and its readings, the likeliest first."""

    text: str
    script: Script
    readings: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return self.readings[0]


_SYLLABLE_RU: Final = re.compile(r"ru(?![aeiou])")
_PUT_BEFORE: Final = re.compile(r"a(?=[sS][^aiw])")


def _read_otherwise(heard: str) -> tuple[str, ...]:
    """Without the vowel that Persian and Arabic put before s; w and v as consonants, v as b."""
    other = _PUT_BEFORE.sub("", heard, count=1) if heard[:1] == "a" else heard
    other = other[:1] + other[1:].replace("v", "b").replace("w", "v")
    return (other,) if other != heard else ()


def _han_table(language: str) -> dict[str, str]:
    table: dict[str, str] = {}
    path = Path(__file__).with_name("han_readings.tsv")
    for line in path.read_text("utf-8").splitlines():
        tongue, reading, characters = line.split("\t")
        if tongue == language:
            table |= dict.fromkeys(characters, reading)
    return table


_CANTONESE: Final = _han_table("yue")
_KOREAN: Final = _han_table("kor")


@lru_cache(maxsize=20_000)
def parse(name: str) -> Name:
    """A name as words; one with nothing to read has no words."""
    text = plain(name)
    runs = [
        ("".join(letters), script)
        for piece in text[:_LONGEST].split(" ")
        for script, letters in groupby(piece, key=_script_in_word)
    ]
    han = [run for run, script in runs if script is Script.HAN]
    words = [
        word
        for run, script in runs
        for word in _words(run, script, alone=sum(each is script for _, each in runs) == 1)
        if word.latin
    ][:MOST_WORDS]
    script = _main_script(words)
    readings = [tuple(words)]
    if len(han) == 1 and 2 <= len(han[0]) <= 4 and len(words) <= 2:
        readings += _other_readings(han[0])
    return Name(text, script, tuple(readings))


def _script_in_word(letter: str) -> Script:
    script = script_of(letter)
    return Script.LATIN if script is Script.OTHER else script


def _main_script(words: list[Word]) -> Script:
    counted: dict[Script, int] = {}
    for word in words:
        counted[word.script] = counted.get(word.script, 0) + len(word.text)
    return max(counted, key=lambda each: counted[each]) if counted else Script.OTHER


def _words(run: str, script: Script, *, alone: bool) -> list[Word]:
    if script is Script.HAN and alone:
        surname, given = split_surname(run)
        pieces = [(surname, _mandarin_surname(surname)), (given, _mandarin(given))]
        return [Word(piece, script, latin) for piece, latin in pieces if piece]
    if script is Script.HANGUL and alone and 2 <= len(run) <= 4 and run[0] in KOREAN:
        return [
            Word(run[0], script, romanise(run[0], script), KOREAN[run[0]]),
            Word(run[1:], script, "".join(hangul(run[1:]))),
        ]
    if script is Script.HAN:
        return [Word(run, script, _mandarin(run))]
    return [Word(run, script, romanise(run, script))]


def split_surname(run: str) -> tuple[str, str]:
    """A Chinese name as surname and given name; a foreign one is not split."""
    if len(run) > 2 and run[:2] in DOUBLE:
        return run[:2], run[2:]
    if 2 <= len(run) <= 3:
        return run[0], run[1:]
    return "", run


def _mandarin(run: str) -> str:
    """In Hanyu Pinyin, its letters q and x spelt as they sound."""
    return _as_heard(_LETTERS.sub("", anyascii(run.translate(_CLOSES_SYLLABLES)).lower()))


def _as_heard(pinyin: str) -> str:
    return pinyin.replace("q", "ch").replace("x", "sh")


def _mandarin_surname(run: str) -> str:
    return _as_heard(AS_SURNAME[run]) if run in AS_SURNAME else _mandarin(run)


def _other_readings(run: str) -> list[tuple[Word, ...]]:
    """As read in Hong Kong, by Hokkien of South-East Asia, and in Korea."""
    surname, given = split_surname(run)
    if not surname:
        surname, given = run[0], run[1:]
    made = []
    spelt = CHINESE.get(surname, ())
    own = hong_kong("".join(_CANTONESE.get(each, "") for each in surname))
    cantonese = [hong_kong(_CANTONESE.get(each, "")) for each in given]
    hokkien = [HOKKIEN.get(each, (read,))[0] for each, read in zip(given, cantonese, strict=True)]
    family = Word(surname, Script.HAN, own, spelt)
    made.append((family, Word(given, Script.HAN, "".join(cantonese))))
    if hokkien != cantonese:
        made.append((family, Word(given, Script.HAN, "".join(hokkien))))
    korean = "".join(_KOREAN.get(each, "") for each in surname)
    read = "".join(_KOREAN.get(each, "") for each in given)
    if korean and len(read) == len(given):
        word = Word(surname, Script.HAN, "".join(hangul(korean)), KOREAN.get(korean, ()))
        made.append((word, Word(given, Script.HAN, "".join(hangul(read)))))
    return [words for words in made if all(word.latin for word in words)]


# Jyutping as the government of Hong Kong writes it, by and large.
_LETTERS: Final = re.compile(r"[^a-z0-9]+")
# Characters that stand for l and r at the end of a syllable of a foreign name.
_CLOSES_SYLLABLES: Final = dict.fromkeys(map(ord, "尔爾"), "r")
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
