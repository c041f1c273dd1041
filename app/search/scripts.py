"""Which script a text is written in, after Unicode's Script property (UAX #24)."""

from enum import StrEnum
from functools import lru_cache
from typing import Final


class Script(StrEnum):
    """Scripts that names are written in, by their ISO 15924 codes."""

    LATIN = "Latn"
    CYRILLIC = "Cyrl"
    GREEK = "Grek"
    ARABIC = "Arab"
    HEBREW = "Hebr"
    ARMENIAN = "Armn"
    GEORGIAN = "Geor"
    HAN = "Hani"
    KANA = "Kana"
    HANGUL = "Hang"
    INDIC = "Brah"
    THAI = "Thai"
    OTHER = "Zyyy"


# First and last code point of the blocks that hold nearly all letters of each script.
_BLOCKS: Final = (
    (0x0041, 0x024F, Script.LATIN),
    (0x0250, 0x02AF, Script.LATIN),
    (0x0370, 0x03FF, Script.GREEK),
    (0x0400, 0x052F, Script.CYRILLIC),
    (0x0530, 0x058F, Script.ARMENIAN),
    (0x0590, 0x05FF, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0750, 0x077F, Script.ARABIC),
    (0x08A0, 0x08FF, Script.ARABIC),
    (0x0900, 0x0DFF, Script.INDIC),
    (0x0E00, 0x0EFF, Script.THAI),
    (0x1000, 0x109F, Script.INDIC),
    (0x10A0, 0x10FF, Script.GEORGIAN),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1780, 0x17FF, Script.THAI),
    (0x1C90, 0x1CBF, Script.GEORGIAN),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x1F00, 0x1FFF, Script.GREEK),
    (0x3005, 0x3007, Script.HAN),
    (0x3040, 0x30FF, Script.KANA),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xA640, 0xA69F, Script.CYRILLIC),
    (0xAC00, 0xD7AF, Script.HANGUL),
    (0xF900, 0xFAFF, Script.HAN),
    (0xFB50, 0xFDFF, Script.ARABIC),
    (0xFE70, 0xFEFF, Script.ARABIC),
    (0x20000, 0x3134F, Script.HAN),
)


@lru_cache(maxsize=5_000)
def script_of(letter: str) -> Script:
    """The script of one letter."""
    code = ord(letter)
    for first, last, script in _BLOCKS:
        if first <= code <= last:
            return script
    return Script.OTHER
