"""Zawgyi: Burmese typed for a font that gives Unicode's code points other meanings.

Zawgyi stores what the eye sees from left to right: the vowel sign E and the medial RA stand before
their consonant, and each shape of a stacked letter has a code point of its own, which in Unicode
belong to Shan, Mon and Karen. So a code point alone proves nothing. What no orthography in Unicode
has is the order: a sign that must follow a consonant before one, a virama with nothing below it.
"""

import re
from typing import Final

_LETTER: Final = (
    "\u1000-\u102a\u103f\u104e\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070"
)
_LETTER_OR_SHAN: Final = _LETTER + "\u1075-\u1081\u108e\uaa60-\uaa73\uaa77-\uaa7f"
# A virama stacks: in Unicode a letter follows it. Zawgyi's asat has the same code point.
_BARE_VIRAMA = re.compile(f"\u1039(?![{_LETTER}\uaa60-\uaa7f])")
# The vowel sign E follows its letter and medials in Unicode, and begins the syllable in Zawgyi.
_LEADING_E = re.compile(f"(?<![{_LETTER_OR_SHAN}\u103a-\u103e\u105e-\u1060\u1082])\u1031")
# The medial RA, too, follows in Unicode and comes first in Zawgyi, there with this code point.
_LEADING_RA = re.compile(f"(?<![{_LETTER_OR_SHAN}\u103a-\u103e\u105e-\u1060])\u103b(?=[{_LETTER}])")
_ZAWGYI_LETTER: Final = _LETTER + "\u1040\u103b\u106a\u106b\u107e-\u1084\u1086\u108f-\u1092\u1097"
_TRAILING_E = re.compile(f"[{_LETTER_OR_SHAN}\u103b-\u103e]\u1031(?![{_ZAWGYI_LETTER}])")
MYANMAR = re.compile("[\u1000-\u109f]")


def is_zawgyi(text: str) -> bool | None:
    """Whether the text is surely Zawgyi; None where it has signs of both and so is unsure."""
    if not MYANMAR.search(text):
        return False
    if not any(sign.search(text) for sign in (_BARE_VIRAMA, _LEADING_E, _LEADING_RA)):
        return False
    return None if _TRAILING_E.search(text) else True


def to_unicode(text: str) -> str:
    """Zawgyi in Unicode's code points and order; what is no syllable of Zawgyi stays."""
    return _SYLLABLE.sub(_syllable, text)


# Code points of Zawgyi's own, in Unicode. A stacked letter is a virama and the letter.
_KINZI: Final = "\u1004\u103a\u1039"
_STACKED: Final = {
    **dict(zip(range(0x1060, 0x1064), "\u1000\u1001\u1002\u1003", strict=True)),
    **dict(zip(range(0x1065, 0x106A), "\u1005\u1006\u1006\u1007\u1008", strict=True)),
    **dict(zip((0x106C, 0x106D, 0x1070), "\u100b\u100c\u100f", strict=True)),
    **dict(zip(range(0x1071, 0x1077), "\u1010\u1010\u1011\u1011\u1012\u1013", strict=True)),
    **dict(zip(range(0x1077, 0x107D), "\u1014\u1015\u1016\u1017\u1018\u1019", strict=True)),
    **dict(zip((0x1085, 0x1093), "\u101c\u1018", strict=True)),
}
_BASES: Final = {
    "\u106a": "\u1009",
    "\u106b": "\u100a",
    "\u106e": "\u100d\u1039\u100d",
    "\u106f": "\u100d\u1039\u100e",
    "\u1086": "\u103f",
    "\u108f": "\u1014",
    "\u1090": "\u101b",
    "\u1091": "\u100f\u1039\u100d",
    "\u1092": "\u100b\u1039\u100c",
    "\u1097": "\u100b\u1039\u100b",
    "\u1040": "\u101d",  # a zero that carries signs is a badly typed WA
}
_MARKS: Final = {
    **{chr(code): "\u1039" + letter for code, letter in _STACKED.items()},
    "\u1033": "\u102f",
    "\u1034": "\u1030",
    "\u1039": "\u103a",
    "\u103a": "\u103b",
    "\u103c": "\u103d",
    "\u103d": "\u103e",
    "\u105a": "\u102b\u103a",
    "\u107d": "\u103b",
    "\u1087": "\u103e",
    "\u1088": "\u103e\u102f",
    "\u1089": "\u103e\u1030",
    "\u108a": "\u103d\u103e",
    "\u108e": "\u102d\u1036",
    "\u1094": "\u1037",
    "\u1095": "\u1037",
    "\u1096": "\u1039\u1010\u103d",
}
_OVER: Final = {"\u1064": "", "\u108b": "\u102d", "\u108c": "\u102e", "\u108d": "\u1036"}
_RA: Final = "\u103b\u107e-\u1084"
_SYLLABLE = re.compile(
    f"(?P<e>\u1031?)(?P<ra>[{_RA}]?)"
    "(?P<base>[\u1000-\u1021\u1023-\u1027\u1029\u102a\u103f\u106a\u106b\u106e\u106f\u1086\u108f-\u1092\u1097]"
    "|(?<=[\u1031\u103b\u107e-\u1084])\u1040|\u1040(?=[\u102b-\u1034\u1036\u1039-\u103a\u103c\u103d\u105a]))"
    "(?P<marks>[\u102b-\u1030\u1032-\u103a\u103c\u103d\u105a\u1060-\u1069\u106c\u106d\u1070-\u107d"
    "\u1085\u1087-\u108e\u1093-\u1096]*)"
)
# How Unicode orders the signs of one syllable (UTN 11); the stacked letter comes first of all.
_ORDER: Final = (
    "\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032"
    "\u102f\u1030\u102b\u102c\u1036\u1037\u103a\u1038"
)


def _syllable(found: re.Match[str]) -> str:
    base = _BASES.get(found["base"], found["base"])
    kinzi, stacked, signs = "", "", found["e"] + ("\u103c" if found["ra"] else "")
    for mark in found["marks"]:
        if mark in _OVER:
            kinzi, signs = _KINZI, signs + _OVER[mark]
            continue
        told = _MARKS.get(mark, mark)
        if told[0] == "\u1039":
            stacked, told = stacked + told[:2], told[2:]
        signs += told
    if "\u102b\u103a" in signs:  # an asat on the tall AA belongs to it, not to the letter
        signs = signs.replace("\u103a", "") + "\u103a"
    return kinzi + base + stacked + "".join(sorted(signs, key=_place))


def _place(sign: str) -> int:
    return _ORDER.find(sign)
