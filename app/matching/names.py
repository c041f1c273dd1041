"""Two names laid side by side: how alike they are, what agrees, and what speaks against it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import token_sort_ratio

from app.search.keys import fold, words

_MOST_WORDS: Final = 12
_MOST_PAIRS: Final = 4  # of names that are laid side by side word by word
_PAIRED: Final = 0.68  # how alike two words have to be to be taken for the same
_INITIAL: Final = 0.8  # an initial and the word that begins with it
_SHORTENED: Final = 0.8  # Alex, Alexander
_SAME_CONSONANTS: Final = 0.86  # Mohammed, Muhamad
_SHORTEST_STEM: Final = 3
_MOST_JOINED: Final = 4
# How East Slavic patronymics, and the family names made of them, end in Latin letters.
_PATRONYMIC: Final = re.compile(r"(?:[iy]?[eo]v(?:ich|ych|icz|ic|na)|in?ichna|yich)$")
_NO_VOWEL: Final = re.compile(r"[aeiouyhw'’]|(.)(?=\1)")


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two names, word by word.

    ``agreement``: how alike the paired words are; ``missing``: words of one name that the other
    leaves out; ``contradicted``: words of both that found no pair, as two middle names that differ;
    ``initials``: words that only an initial stands for; ``letters``: how much of the names agrees.
    """

    one: str
    other: str
    similarity: float
    agreement: float
    missing: int
    contradicted: int
    initials: int
    letters: int
    across_scripts: bool

    @property
    def is_same(self) -> bool:
        """Whether the two are one name, but for case, accents and the order of words."""
        return self.agreement == 1 and not (self.missing or self.contradicted)


def similarity(one: str, other: str) -> float:
    """How alike two names are in writing, 0 to 1, whatever the script and the order of words."""
    folded = " ".join(words(one)), " ".join(words(other))
    return max(token_sort_ratio(*folded), token_sort_ratio(*map(_joined, folded))) / 100


def best_alignment(
    names: Sequence[str], others: Sequence[str], hint: str | None = None
) -> Alignment | None:
    """The two names, one of each side, that agree best; None where a side has none.

    ``hint``: one of the others that is known to be near.
    """
    pairs = {(one, other) for one in names for other in others}
    nearest = sorted(pairs, key=lambda pair: (-_nearness(*pair), pair))[:_MOST_PAIRS]
    if hint is not None and hint in others:
        nearest += [(one, hint) for one in names if (one, hint) not in nearest][:_MOST_PAIRS]
    aligned = [align(*pair) for pair in nearest]
    return max(aligned, key=_agrees, default=None)


def align(one: str, other: str) -> Alignment:
    """Pair the words of two names, the likest first; then what is left over, written as one."""
    left, right = _words(one), _words(other)
    left, right = _joined_as_in(left, right), _joined_as_in(right, left)
    paired = _pair(left, right)
    rest, rest_too = (
        [word for at, word in enumerate(of) if at not in taken]
        for of, taken in ((left, {i for _, i, _ in paired}), (right, {j for *_, j in paired}))
    )
    shorter = [min(left[i], right[j], key=len) for _, i, j in paired]
    letters = [(alike, len(word)) for (alike, *_), word in zip(paired, shorter, strict=True)]
    joined = _joined_alike(rest, rest_too)
    if joined:
        letters.append((joined, min(len("".join(rest)), len("".join(rest_too)))))
        rest, rest_too = [], []
    total = sum(count for _, count in letters)
    contradicted = min(len(rest), len(rest_too))
    return Alignment(
        one=one,
        other=other,
        similarity=similarity(one, other),
        agreement=sum(alike * count for alike, count in letters) / total if total else 0.0,
        missing=max(len(rest), len(rest_too)) - contradicted,
        contradicted=contradicted,
        initials=sum(len(word) == 1 for word in shorter),
        letters=total,
        across_scripts=_script(one) != _script(other),
    )


def _joined_as_in(told: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words, but those neighbours as one that the other name writes as one: Jian Chao.

    In either order, since a name in Han characters is one word with the family name in front.
    """
    found, at = [], 0
    while at < len(told):
        size, word = next(_joins(told[at:], set(others)), (1, told[at]))
        found.append(word)
        at += size
    return found


def _joins(told: Sequence[str], others: set[str]) -> Iterator[tuple[int, str]]:
    for size in range(min(_MOST_JOINED, len(told)), 1, -1):
        for some in (told[:size], [*told[1:size], told[0]], [told[size - 1], *told[: size - 1]]):
            if "".join(some) in others:
                yield size, "".join(some)


def _pair(left: Sequence[str], right: Sequence[str]) -> list[tuple[float, int, int]]:
    """The words that are taken for the same: how alike they are, and their places."""
    scored = sorted(
        ((_alike(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)),
        key=lambda each: (-each[0], abs(each[1] - each[2]), each[1]),
    )
    paired: list[tuple[float, int, int]] = []
    for alike, i, j in scored:
        is_free = all(i != taken and j != taken_too for _, taken, taken_too in paired)
        if alike >= _PAIRED and is_free:
            paired.append((alike, i, j))
    return paired


def _agrees(found: Alignment) -> tuple[float, ...]:
    likeness = found.similarity - 0.15 * found.contradicted
    return (likeness, found.agreement, found.letters, not found.across_scripts)


def _nearness(one: str, other: str) -> float:
    return token_sort_ratio(fold(one), fold(other))


def _words(name: str) -> list[str]:
    return words(name)[:_MOST_WORDS]


def _joined(text: str) -> str:
    return text.replace(" ", "")


@lru_cache(maxsize=100_000)
def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one[0] == other[0] and min(len(one), len(other)) == 1:
        return _INITIAL
    stems = _PATRONYMIC.sub("", one), _PATRONYMIC.sub("", other)
    if stems[0] != one and stems[1] != other:  # all patronymics end alike
        return DamerauLevenshtein.normalized_similarity(*stems)
    alike = DamerauLevenshtein.normalized_similarity(one, other)
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST_STEM:
        if longer.startswith(shorter):
            alike = max(alike, _SHORTENED)
        if one[0] == other[0] and _consonants(one) == _consonants(other):
            alike = max(alike, _SAME_CONSONANTS)
    return alike


def _consonants(word: str) -> str:
    return _NO_VOWEL.sub("", word)


def _joined_alike(rest: Sequence[str], rest_too: Sequence[str]) -> float:
    """How alike the words left over are when they are written as one; 0 where they are not."""
    if not rest or not rest_too or len(rest) == len(rest_too):
        return 0.0
    turned = [*rest[1:], rest[0]]
    alike = max(
        DamerauLevenshtein.normalized_similarity("".join(each), "".join(rest_too))
        for each in (rest, turned)
    )
    return alike if alike >= _PAIRED else 0.0


@lru_cache(maxsize=100_000)
def _script(name: str) -> str:
    """The script of a name's first letter, by the first word of that letter's Unicode name."""
    letter = next((each for each in name if each.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""
