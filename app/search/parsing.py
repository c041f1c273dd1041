"""Names taken apart: into words, in each of the ways they may be read."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from app.search.folding import plain
from app.search.han import in_wade_giles, mandarin, mandarin_surname, other_readings, split_surname
from app.search.little_words import ALSO_NAMES, PARTICLES, TITLES
from app.search.romanising import VOWELLESS, hangul, romanise
from app.search.scripts import Script, script_of
from app.search.sounds import consonants, open_skeleton, others, skeleton, sound
from app.search.surnames import KOREAN

MOST_WORDS: Final = 12
_LONGEST: Final = 300  # characters of a name that are read
# Scripts in which one letter is a whole syllable, so that a single one is no initial.
SYLLABIC: Final = (Script.HAN, Script.HANGUL, Script.KANA)
# Scripts that have no h of their own, and write another letter for it.
_BREATHED: Final = (Script.CYRILLIC, Script.GREEK, Script.GEORGIAN)
_G_AS_H: Final = re.compile(r"^g(?=[aeiou])")
_SYLLABLE_RU: Final = re.compile(r"ru(?![aeiou])")
_PUT_BEFORE: Final = re.compile(r"a(?=[sS][^aiw])")


class Word:
    """A word of a name: as written (folded), in Latin letters, and as it sounds.

    ``sounds`` are as many as there are ways to read it, the likeliest first; ``skeletons`` are
    theirs. ``weight`` says how much it tells. Words are compared by identity: the same writing
    gives the same object, for as long as it is remembered.
    """

    __slots__ = (
        "bones",
        "is_initial",
        "latin",
        "open",
        "script",
        "skeletons",
        "sounds",
        "spellings",
        "text",
        "vowelless",
        "weight",
    )

    def __init__(
        self,
        text: str,
        script: Script,
        latin: str,
        spellings: tuple[str, ...] = (),
        *,
        is_name: bool = False,
    ) -> None:
        """``spellings``: other customary ones, in Latin letters; ``is_name``: surely no title."""
        self.text, self.script, self.latin, self.spellings = text, script, latin, spellings
        self.vowelless = script in VOWELLESS
        self.is_initial = len(text) == 1 and script not in SYLLABIC
        self.sounds = self._sounds()
        self.bones = tuple(consonants(each) for each in self.sounds)
        self.skeletons = tuple(dict.fromkeys(skeleton(each) for each in self.sounds))
        self.open = self._open()
        self.weight = self._weight(is_name=is_name or script in SYLLABIC)

    def _sounds(self) -> tuple[str, ...]:
        if self.vowelless:
            return (self.latin, *_read_otherwise(self.latin))
        heard = [sound(self.latin), *(sound(each) for each in self.spellings)]
        if self.script is Script.LATIN:
            heard += others(self.latin)
        elif self.script in _BREATHED:
            heard.append(_G_AS_H.sub("h", heard[0]).replace("X", "h"))
        return tuple(dict.fromkeys(heard))

    def _open(self) -> str:
        heard = self.sounds[0]
        if self.script is Script.KANA:
            heard = heard[:1] + _SYLLABLE_RU.sub("", heard[1:])
        return open_skeleton(heard)

    def _weight(self, *, is_name: bool) -> float:
        if self.latin in TITLES and not is_name:
            return 0.05
        if self.is_initial:
            return 0.3
        if self.latin in PARTICLES and not is_name:
            return 0.2
        return (0.05, 0.6, 0.75, 0.9, 1.0)[min(len(self.latin), 4)]


class Name:
    """A name: folded, its main script, and its readings, the likeliest first."""

    __slots__ = ("readings", "script", "text")

    def __init__(self, text: str, script: Script, readings: tuple[tuple[Word, ...], ...]) -> None:
        """``readings`` is never empty, but its only one may be."""
        self.text, self.script, self.readings = text, script, readings

    @property
    def words(self) -> tuple[Word, ...]:
        """In its likeliest reading."""
        return self.readings[0]


def _read_otherwise(heard: str) -> tuple[str, ...]:
    """Without the vowel that Persian and Arabic put before s; w and v as consonants, v as b."""
    other = _PUT_BEFORE.sub("", heard, count=1) if heard[:1] == "a" else heard
    other = other[:1] + other[1:].replace("v", "b").replace("w", "v")
    return (other,) if other != heard else ()


@lru_cache(maxsize=2_000)
def parse(name: str) -> Name:
    """A name as words; one with nothing to read has no words."""
    text = plain(name[:_LONGEST])
    runs = [run for piece in text.split(" ") for run in _runs(piece)]
    han = [run for run, script in runs if script is Script.HAN]
    hanguls = [run for run, script in runs if script is Script.HANGUL]
    words: list[Word] = []
    for run, script in runs:
        if script is Script.HAN and len(han) == 1:
            words += _chinese(run)
        elif script is Script.HANGUL and len(hanguls) == 1:
            words += _korean(run)
        else:
            words.append(_word(run, script, is_name=len(runs) < 3 and run in ALSO_NAMES))
    words = [word for word in words if word.latin][:MOST_WORDS]
    readings = [tuple(words)]
    if len(han) == 1 and len(words) <= 2 and 2 <= len(han[0]) <= 4:
        readings += _read_elsewhere(han[0])
    return Name(text, _main_script(words), tuple(readings))


@lru_cache(maxsize=8_000)
def _runs(piece: str) -> tuple[tuple[str, Script], ...]:
    """A piece of a name parted where its script changes; marks go with the letter before them."""
    runs: list[tuple[str, Script]] = []
    for letter in piece:
        script = script_of(letter)
        last = runs[-1] if runs else ("", Script.LATIN)
        if script is Script.OTHER:
            script = last[1]
        if runs and script is last[1]:
            runs[-1] = (last[0] + letter, script)
        else:
            runs.append((letter, script))
    return tuple(runs)


def _main_script(words: Iterable[Word]) -> Script:
    counted: dict[Script, int] = {}
    for word in words:
        counted[word.script] = counted.get(word.script, 0) + len(word.text)
    return max(counted, key=lambda each: counted[each]) if counted else Script.OTHER


@lru_cache(maxsize=8_000)
def _word(run: str, script: Script, *, is_name: bool = False) -> Word:
    latin = mandarin(run) if script is Script.HAN else romanise(run, script)
    return Word(run, script, latin, is_name=is_name)


@lru_cache(maxsize=2_000)
def _chinese(run: str) -> tuple[Word, ...]:
    surname, given = split_surname(run)
    pieces = [(surname, mandarin_surname(surname)), (given, mandarin(given))]
    return tuple(
        Word(piece, Script.HAN, latin, (in_wade_giles(piece),)) for piece, latin in pieces if piece
    )


@lru_cache(maxsize=2_000)
def _korean(run: str) -> tuple[Word, ...]:
    if not (2 <= len(run) <= 4 and run[0] in KOREAN):
        return (_word(run, Script.HANGUL),)
    surname = Word(run[0], Script.HANGUL, romanise(run[0], Script.HANGUL), KOREAN[run[0]])
    return surname, Word(run[1:], Script.HANGUL, "".join(hangul(run[1:])))


@lru_cache(maxsize=1_000)
def _read_elsewhere(run: str) -> tuple[tuple[Word, ...], ...]:
    surname, given = split_surname(run)
    if not surname:
        surname, given = run[0], run[1:]
    return tuple(
        (Word(surname, Script.HAN, family, spelt), Word(given, Script.HAN, own))
        for family, spelt, own in other_readings(surname, given)
    )


@lru_cache(maxsize=2_000)
def run_together(*words: Word) -> Word:
    """Words without the spaces between them."""
    text, latin = "".join(each.text for each in words), "".join(each.latin for each in words)
    return Word(text, words[0].script, latin)
