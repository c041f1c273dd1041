"""Sounds of a romanised word: what its spellings in many languages have in common.

``sound`` makes digraphs and doubled letters one letter each and keeps vowels; ``skeleton`` keeps
classes of consonants alone, so that words with vowels and without, and of tongues that do not part
b from p or l from r, come out alike or one letter apart.
"""

import re
from functools import lru_cache
from typing import Final

# In their order: longer ones first. Capital letters are sounds without a letter of their own:
# C for ch, J for j as in John, S for sh, Z for zh, X for kh.
_SPELLINGS: Final = (
    ("tsch", "C"), ("dsch", "J"), ("shch", "S"), ("sch", "S"), ("tch", "C"), ("dzh", "J"),
    ("chs", "ks"), ("cz", "C"), ("tsz", "J"), ("sz", "S"), ("rz", "Z"), ("dj", "J"), ("dz", "J"),
    ("ch", "C"), ("sh", "S"), ("zh", "Z"), ("kh", "X"), ("gh", "g"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("bh", "b"), ("rh", "r"), ("wh", "w"), ("ck", "k"), ("qu", "kv"), ("q", "k"),
    ("x", "ks"), ("tz", "ts"), ("j", "J"),
    ("eau", "o"), ("aux", "o"), ("eux", "o"), ("oux", "u"), ("ae", "e"), ("oe", "o"), ("ue", "u"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ei", "e"), ("ai", "e"), ("ay", "e"),
    ("ey", "e"), ("aa", "a"), ("eo", "o"), ("eu", "u"), ("y", "i"),
)  # fmt: skip
_SPELT: Final = re.compile("|".join(spelling for spelling, _ in _SPELLINGS))
_MADE: Final = dict(_SPELLINGS)
_SOFT_C: Final = re.compile(r"c(?=[eiy])")
_TWICE: Final = re.compile(r"(.)\1+")
_NASAL: Final = re.compile(r"ng(?![aeiou])")
_SILENT: Final = re.compile(r"[aeiouhw']+")
_CLASSES: Final = str.maketrans(
    {
        **dict.fromkeys("bp", "b"),
        **dict.fromkeys("fv", "f"),
        **dict.fromkeys("dt", "d"),
        **dict.fromkeys("gkcX", "k"),
        **dict.fromkeys("szCJSZ", "s"),
        **dict.fromkeys("lr", "l"),
    }
)


def _spelt(match: re.Match[str]) -> str:
    return _MADE[match[0]]


@lru_cache(maxsize=3_000)
def sound(word: str) -> str:
    """How a romanised word sounds: ``dzhonson`` is ``Jonson``, ``philippe`` ``filipe``."""
    if word[:1] == "x":
        word = "sh" + word[1:]
    if word[:2] == "hs":  # Wade-Giles
        word = "sh" + word[2:]
    made = _SOFT_C.sub("s", _SPELT.sub(_spelt, word)).replace("c", "k")
    made = _NASAL.sub("n", made)
    return _TWICE.sub(r"\1", made)


_TWO_WAYS: Final = {"g": "dzh", "q": "ch", "j": "y", "ch": "k", "w": "v", "c": "ch"}
_TWO_WAYS_SPELT: Final = re.compile(r"g(?=[eiy])|q(?=[iu])|j|(?<![ts])ch|w|c(?!h)")


@lru_cache(maxsize=3_000)
def others(word: str) -> tuple[str, ...]:
    """The sounds of a word in Latin letters where others read a letter otherwise, at most one."""
    other = _TWO_WAYS_SPELT.sub(lambda match: _TWO_WAYS[match[0]], word)
    return (sound(other),) if other != word else ()


@lru_cache(maxsize=3_000)
def consonants(heard: str) -> str:
    """The consonants of a sound, h and w left out; what is none at the start is kept as ``a``.

    But for w, which starts words as v does.
    """
    start = "f" if heard[:1] == "w" else "a" if _SILENT.match(heard) else ""
    return start + _SILENT.sub("", heard)


@lru_cache(maxsize=3_000)
def skeleton(heard: str) -> str:
    """The classes of the consonants of a sound, neighbours of one class as one."""
    return consonants(_TWICE.sub(r"\1", heard.translate(_CLASSES)))


_CLOSING: Final = re.compile(r"[lr]+(?![aeiou])")


@lru_cache(maxsize=3_000)
def open_skeleton(heard: str) -> str:
    """The skeleton without l and r that close a syllable, which tongues of East Asia leave out."""
    return skeleton(heard[:1] + _CLOSING.sub("", heard[1:]))


_CLUSTER: Final = re.compile(r"[aeiou]+")


def _vowel(cluster: re.Match[str]) -> str:
    letters = set(cluster[0])
    if letters & {"e", "i"}:
        return "i"
    return "a" if "a" in letters else "o"


@lru_cache(maxsize=3_000)
def syllables(heard: str) -> str:
    """The classes of consonants with those of vowels between: for names of few consonants."""
    classes = _TWICE.sub(r"\1", heard.translate(_CLASSES))
    return _CLUSTER.sub(_vowel, classes.replace("h", "").replace("w", "").replace("'", ""))
