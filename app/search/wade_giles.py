"""Hanyu Pinyin (ISO 7098) in the Wade-Giles system, without its apostrophes and diaereses."""

import re
from typing import Final

_INITIALS: Final = {
    "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "z": "ts", "c": "ts",
    "r": "j",
}  # fmt: skip
_PARTS: Final = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)(.*)")
_WHOLE: Final = {
    "zi": "tzu", "ci": "tzu", "si": "ssu", "er": "erh", "yan": "yen", "ye": "yeh", "yi": "i",
    "you": "yu", "yong": "yung", "yue": "yueh", "ge": "ko", "ke": "ko", "he": "ho", "e": "o",
    "gui": "kuei", "kui": "kuei", "shuo": "shuo",
}  # fmt: skip
_FINALS: Final = {"ong": "ung", "iong": "iung", "ian": "ien", "ie": "ieh", "ue": "ueh"}
_KEEPS_U: Final = ("g", "k", "h", "sh")
_CLOSES_WITH_H: Final = ("zh", "ch", "sh", "r")


def wade_giles(syllable: str) -> str:
    """One syllable of Pinyin, in lower-case letters, as Wade and Giles write it."""
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    found = _PARTS.fullmatch(syllable)
    if found is None:
        return syllable
    initial, final = found.groups()
    if final == "i" and initial in _CLOSES_WITH_H:
        final = "ih"
    elif final == "uo" and initial and initial not in _KEEPS_U:
        final = "o"
    return _INITIALS.get(initial, initial) + _FINALS.get(final, final)
