"""Romanisation: words of any script in Latin letters, near to how their sounds are written there.

The alphabets say after which standards. Kana after Hepburn, the scripts of India after ISO 15919,
and all others, as anyascii has them.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from app.search import alphabets
from app.search.scripts import Script


def hangul(word: str) -> list[str]:
    """The syllables of a word of Hangul in the Revised Romanization, each by itself."""
    syllables = []
    for letter in unicodedata.normalize("NFC", word):
        number = ord(letter) - 0xAC00
        if 0 <= number < 11172:
            first, rest = divmod(number, 588)
            vowel, last = divmod(rest, 28)
            syllables.append(
                alphabets.HANGUL_INITIALS[first]
                + alphabets.HANGUL_VOWELS[vowel]
                + alphabets.HANGUL_FINALS[last]
            )
        else:
            syllables.append(anyascii(letter).lower())
    return syllables


def _greek(word: str) -> str:
    word = "".join(
        letter
        for letter in unicodedata.normalize("NFD", word)
        if letter == "\u0308" or not unicodedata.combining(letter)
    )
    word = word.replace("ι\u0308", "i").replace("υ\u0308", "i").replace("\u0308", "")
    for pair, made in alphabets.GREEK_PAIRS:
        word = word.replace(pair, made)
    return word.translate(alphabets.GREEK)


def _cyrillic(word: str) -> str:
    return unicodedata.normalize("NFC", word).translate(alphabets.CYRILLIC)


def _bare(word: str) -> str:
    return "".join(letter for letter in word if not unicodedata.combining(letter))


def _arabic(word: str) -> str:
    word = _bare(word)
    if len(word) > 4 and word.startswith("ال"):
        word = word[2:]
    made = word.translate(alphabets.ARABIC)
    return "v" + made[1:] if made[:1] == "w" else made


def _hebrew(word: str) -> str:
    word = _bare(word)
    for pair, made in alphabets.HEBREW_PAIRS:
        word = word.replace(pair, made)
    made = word.translate(alphabets.HEBREW)
    initial = {"v": "b", "w": "v"}.get(made[:1])
    return initial + made[1:] if initial else made


def _armenian(word: str) -> str:
    return word.replace("ու", "u").translate(alphabets.ARMENIAN)


def _georgian(word: str) -> str:
    made = word.translate(alphabets.GEORGIAN)
    return made[:-1] if len(made) > 4 and made.endswith("i") and made[-2] not in "aeiou" else made


def _hangul(word: str) -> str:
    return "".join(hangul(word))


def _indic(word: str) -> str:
    made = anyascii(word).lower()
    return re.sub(r"c(?!h)", "ch", made).replace("chch", "ch")


_BY_SCRIPT: Final[dict[Script, Callable[[str], str]]] = {
    Script.CYRILLIC: _cyrillic,
    Script.GREEK: _greek,
    Script.ARABIC: _arabic,
    Script.HEBREW: _hebrew,
    Script.ARMENIAN: _armenian,
    Script.GEORGIAN: _georgian,
    Script.HANGUL: _hangul,
    Script.INDIC: _indic,
}
_LETTERS: Final = re.compile(r"[^a-zA-Z0-9]+")
VOWELLESS: Final = (Script.ARABIC, Script.HEBREW)


@lru_cache(maxsize=3_000)
def romanise(word: str, script: Script) -> str:
    """One folded word in lower-case Latin letters and digits; may be empty."""
    if script in _BY_SCRIPT:
        word = _BY_SCRIPT[script](word)
    if script in VOWELLESS:
        return _LETTERS.sub("", anyascii(word))
    return _LETTERS.sub("", anyascii(word).lower())
