"""Which script a text is written in, by its ISO 15924 code."""

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

# The first word of a letter's name in Unicode says of which script it is.
_SCRIPTS: Final = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "BOPOMOFO": "Bopo",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "SYRIAC": "Syrc",
    "THAANA": "Thaa",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "ORIYA": "Orya",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "TIBETAN": "Tibt",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "MONGOLIAN": "Mong",
    "ETHIOPIC": "Ethi",
    "CHEROKEE": "Cher",
    "TIFINAGH": "Tfng",
    "NKO": "Nkoo",
}
_JAPANESE: Final = frozenset({"Hira", "Kana"})


def script_code(text: str) -> str | None:
    """The script that most letters of the text are of; None where there is none that we know.

    Kanji beside kana are Japanese (Jpan), Han letters beside Hangul Korean (Kore).
    """
    counts = Counter(
        script for each in unicodedata.normalize("NFKC", text) if (script := _of(each))
    )
    if "Hani" in counts and counts.keys() & _JAPANESE:
        return "Jpan"
    if {"Hani", "Hang"} <= counts.keys():
        return "Kore"
    return max(counts, key=lambda script: counts[script], default=None)


@lru_cache(maxsize=5_000)
def _of(letter: str) -> str | None:
    if not letter.isalpha():
        return None
    return _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0])
