"""Made-up names in several scripts: from syllables, and from the commonest Chinese surnames."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

SCRIPTS: Final = {"latin": 0.902, "han": 0.054, "arabic": 0.022, "cyrillic": 0.022}
# How many of those who bear a Chinese surname bear it; the rest share the others evenly.
_SURNAMES: Final = {"王": 0.081, "李": 0.071, "张": 0.061, "刘": 0.048, "陈": 0.045}
_OTHER_SURNAMES: Final = (
    "杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
    "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN_HAN: Final = (
    "建超伟芳娜敏静丽强磊军洋勇艳杰娟涛明霞秀英华文玉兰平志国新春海永红金生德福成林祥安庆康荣昌"
)
_SYLLABLES: Final = {
    "latin": [
        "ba",
        "be",
        "bo",
        "da",
        "do",
        "el",
        "fa",
        "fi",
        "ga",
        "go",
        "ha",
        "hé",
        "il",
        "ja",
        "jo",
        "ka",
        "ki",
        "ko",
        "la",
        "le",
        "li",
        "lo",
        "ma",
        "me",
        "mi",
        "mo",
        "na",
        "ne",
        "ni",
        "no",
        "or",
        "pa",
        "pe",
        "ra",
        "re",
        "ri",
        "ro",
        "sa",
        "se",
        "si",
        "so",
        "ta",
        "te",
        "ti",
        "to",
        "ul",
        "va",
        "ve",
        "vi",
        "vo",
        "za",
        "ze",
        "zo",
        "šo",
        "än",
        "ør",
        "ñi",
        "ça",
    ],
    "arabic": [
        "با",
        "سا",
        "مو",
        "را",
        "نا",
        "دي",
        "علي",
        "كر",
        "حم",
        "زا",
        "في",
        "جو",
        "لا",
        "شا",
        "طا",
        "هر",
        "قا",
        "يو",
        "ود",
        "نور",
    ],
    "cyrillic": [
        "ба",
        "ви",
        "го",
        "да",
        "ер",
        "жи",
        "за",
        "ил",
        "ко",
        "ла",
        "ми",
        "но",
        "ол",
        "па",
        "ро",
        "са",
        "ти",
        "ур",
        "фе",
        "ха",
        "че",
        "ша",
        "юр",
        "яна",
    ],
}
_ENDINGS: Final = {
    "latin": ["n", "r", "s", "l", "sen", "ov", "ez", "man", "ić", "", ""],
    "arabic": ["", "ي", "ن"],
    "cyrillic": ["ов", "ев", "ин", "енко", "ский"],
}


@dataclass(slots=True)
class NameMaker:
    """Names as one country has them: a pool of given and of family names, some far commoner.

    The pools make homonyms: some per cent of people share a full name, as in the real sets.
    """

    random: Random
    script: str
    given: list[str] = field(default_factory=list)
    family: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Fill the pools."""
        if self.script != "han":
            self.given = [self._word(2, ending=False) for _ in range(120)]
            self.family = [
                self._word(self.random.choice((1, 2, 2, 3)), ending=True) for _ in range(900)
            ]

    def name(self) -> str:
        """A full name, in NFC."""
        return unicodedata.normalize("NFC", self._han() if self.script == "han" else self._plain())

    def _plain(self) -> str:
        return f"{self._common(self.given)} {self._common(self.family)}"

    def _common(self, pool: Sequence[str]) -> str:
        # Squared, so that the first of a pool come up far more often than the last.
        return pool[int(len(pool) * self.random.random() ** 2)]

    def _word(self, syllables: int, *, ending: bool) -> str:
        word = "".join(self.random.choices(_SYLLABLES[self.script], k=syllables))
        return (word + (self.random.choice(_ENDINGS[self.script]) if ending else "")).capitalize()

    def _surname(self) -> str:
        drawn = self.random.random()
        for surname, share in _SURNAMES.items():
            if drawn < share:
                return surname
            drawn -= share
        return self.random.choice(_OTHER_SURNAMES)

    def _han(self) -> str:
        surname = self._surname()
        length = 2 if self.random.random() < 0.79 else 1
        return surname + "".join(self.random.choices(_GIVEN_HAN, k=length))
