"""Romanisation: words of any script in Latin letters, near to how their sounds are written there.

* Cyrillic after BGN/PCGN, which differs from ISO 9 and ALA-LC in letters that ``sounds`` makes one;
* Greek after ISO 843 (transcription), with its digraphs;
* Arabic and Persian after ALA-LC and BGN/PCGN, without the vowels that are not written;
* Hebrew after ISO 259-3 and common practice, likewise;
* Armenian after BGN/PCGN, Georgian after its national system of 2002;
* Hangul after the Revised Romanization (2000), Kana after Hepburn;
* the scripts of India after ISO 15919, and all others as anyascii has them.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from app.search.scripts import Script

_CYRILLIC: Final = str.maketrans(
    dict(
        zip(
            "абвгґдѓеёєэжзиіїйјклмнопрстуўфхцчџшщъыьюяћђљњќѕѣѳѵқғңһәөұүҳҷӣӯӑӗґ",
            [
                "a",
                "b",
                "v",
                "g",
                "g",
                "d",
                "g",
                "e",
                "e",
                "ye",
                "e",
                "zh",
                "z",
                "i",
                "i",
                "yi",
                "y",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "w",
                "f",
                "kh",
                "ts",
                "ch",
                "j",
                "sh",
                "shch",
                "a",
                "y",
                "",
                "yu",
                "ya",
                "ch",
                "dj",
                "ly",
                "ny",
                "k",
                "dz",
                "e",
                "f",
                "i",
                "k",
                "g",
                "n",
                "h",
                "a",
                "o",
                "u",
                "u",
                "h",
                "j",
                "i",
                "u",
                "a",
                "e",
                "g",
            ],
            strict=True,
        )
    )
)
_GREEK_PAIRS: Final = (
    ("ντζ", "ntz"),
    ("ου", "u"),
    ("μπ", "b"),
    ("ντ", "d"),
    ("γκ", "g"),
    ("γγ", "ng"),
    ("γχ", "nch"),
    ("τζ", "j"),
    ("τσ", "ts"),
    ("αυ", "av"),
    ("ευ", "ev"),
    ("ηυ", "iv"),
    ("αι", "e"),
    ("ει", "i"),
    ("οι", "i"),
    ("υι", "i"),
)
_GREEK: Final = str.maketrans(
    dict(
        zip(
            "αβγδεζηθικλμνξοπρσςτυφχψω",
            [
                "a",
                "v",
                "g",
                "d",
                "e",
                "z",
                "i",
                "th",
                "i",
                "k",
                "l",
                "m",
                "n",
                "x",
                "o",
                "p",
                "r",
                "s",
                "s",
                "t",
                "i",
                "f",
                "ch",
                "ps",
                "o",
            ],
            strict=True,
        )
    )
)
_ARABIC: Final = str.maketrans(
    dict(
        zip(
            "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگڤڭڨټډړښڼځڅٹڈڑںۆڃ",
            [
                "a",
                "b",
                "t",
                "s",
                "J",
                "h",
                "X",
                "d",
                "z",
                "r",
                "z",
                "s",
                "S",
                "s",
                "d",
                "t",
                "z",
                "'",
                "g",
                "f",
                "k",
                "k",
                "l",
                "m",
                "n",
                "h",
                "w",
                "i",
                "p",
                "C",
                "Z",
                "g",
                "v",
                "n",
                "g",
                "t",
                "d",
                "r",
                "S",
                "n",
                "z",
                "s",
                "t",
                "d",
                "r",
                "n",
                "w",
                "C",
            ],
            strict=True,
        )
    )
)
_HEBREW_PAIRS: Final = (("ג׳", "J"), ("צ׳", "C"), ("ץ׳", "C"), ("ז׳", "Z"), ("ת׳", "t"))
_HEBREW: Final = str.maketrans(
    dict(
        zip(
            "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
            [
                "a",
                "v",
                "g",
                "d",
                "h",
                "w",
                "z",
                "h",
                "t",
                "i",
                "k",
                "k",
                "l",
                "m",
                "m",
                "n",
                "n",
                "s",
                "'",
                "p",
                "f",
                "ts",
                "ts",
                "k",
                "r",
                "S",
                "t",
            ],
            strict=True,
        )
    )
)
_ARMENIAN: Final = str.maketrans(
    dict(
        zip(
            "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
            [
                "a",
                "b",
                "g",
                "d",
                "e",
                "z",
                "e",
                "e",
                "t",
                "zh",
                "i",
                "l",
                "kh",
                "ts",
                "k",
                "h",
                "dz",
                "gh",
                "ch",
                "m",
                "y",
                "n",
                "sh",
                "o",
                "ch",
                "p",
                "j",
                "r",
                "s",
                "v",
                "t",
                "r",
                "ts",
                "v",
                "p",
                "k",
                "o",
                "f",
                "ev",
            ],
            strict=True,
        )
    )
)
_GEORGIAN: Final = str.maketrans(
    dict(
        zip(
            "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
            [
                "a",
                "b",
                "g",
                "d",
                "e",
                "v",
                "z",
                "t",
                "i",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "zh",
                "r",
                "s",
                "t",
                "u",
                "p",
                "k",
                "gh",
                "k",
                "sh",
                "ch",
                "ts",
                "dz",
                "ts",
                "ch",
                "kh",
                "j",
                "h",
            ],
            strict=True,
        )
    )
)
_INITIALS: Final = [
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
]
_VOWELS: Final = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
_FINALS: Final = [
    "",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]


def hangul(word: str) -> list[str]:
    """The syllables of a word of Hangul in the Revised Romanization, each by itself."""
    syllables = []
    for letter in unicodedata.normalize("NFC", word):
        number = ord(letter) - 0xAC00
        if 0 <= number < 11172:
            first, rest = divmod(number, 588)
            vowel, last = divmod(rest, 28)
            syllables.append(_INITIALS[first] + _VOWELS[vowel] + _FINALS[last])
        else:
            syllables.append(anyascii(letter).lower())
    return syllables


def _greek(word: str) -> str:
    word = "".join(
        letter
        for letter in unicodedata.normalize("NFD", word)
        if letter == "\u0308" or not unicodedata.combining(letter)
    )
    word = word.replace("ϊ", "i").replace("ϋ", "i").replace("\u0308", "")
    for pair, made in _GREEK_PAIRS:
        word = word.replace(pair, made)
    return word.translate(_GREEK)


def _cyrillic(word: str) -> str:
    return unicodedata.normalize("NFC", word).translate(_CYRILLIC)


def _bare(word: str) -> str:
    return "".join(letter for letter in word if not unicodedata.combining(letter))


def _arabic(word: str) -> str:
    word = _bare(word)
    if len(word) > 4 and word.startswith("ال"):
        word = word[2:]
    made = word.translate(_ARABIC)
    return "v" + made[1:] if made[:1] == "w" else made


def _hebrew(word: str) -> str:
    word = _bare(word)
    for pair, made in _HEBREW_PAIRS:
        word = word.replace(pair, made)
    made = word.translate(_HEBREW)
    initial = {"v": "b", "w": "v"}.get(made[:1])
    return initial + made[1:] if initial else made


def _armenian(word: str) -> str:
    return word.replace("ու", "u").translate(_ARMENIAN)


def _georgian(word: str) -> str:
    made = word.translate(_GEORGIAN)
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


@lru_cache(maxsize=50_000)
def romanise(word: str, script: Script) -> str:
    """One folded word in lower-case Latin letters and digits; may be empty."""
    if script in _BY_SCRIPT:
        word = _BY_SCRIPT[script](word)
    if script in VOWELLESS:
        return _LETTERS.sub("", anyascii(word))
    return _LETTERS.sub("", anyascii(word).lower())
