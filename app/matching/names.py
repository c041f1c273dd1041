"""Two names laid side by side: how alike they are, what agrees, and what speaks against it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_sort_ratio

from app.search.parsing import Name, Word, parse, run_together
from app.search.scoring import alike, match

_MOST_PAIRS: Final = 4  # of names that are laid side by side word by word
_MOST_JOINED: Final = 4  # words written as one
_PAIRED: Final = 0.6  # how alike two words have to be to be taken for the same
_TELLING: Final = 0.25  # the weight of a word that is no title and no particle
# How East Slavic patronymics, and the family names made of them, end in Latin letters.
_PATRONYMIC: Final = re.compile(r"(?:[iy]?[eo]v(?:ich|ych|icz|ic|na)|in?ichna|yich)$")
# How alike two words are, and their places.
_Pair = tuple[float, int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two names, word by word.

    ``agreement``: how alike the paired words are; ``missing``: words of one name that the other
    leaves out; ``contradicted``: words of both that found no pair, as two middle names that differ;
    ``initials``: words that only an initial stands for; ``letters``: how much of the names agrees;
    ``weakest``: how alike the least alike of the paired words are, initials apart; ``words``: how
    many words of the shorter side have a pair that is no initial.
    """

    one: str
    other: str
    similarity: float
    agreement: float
    missing: int
    contradicted: int
    initials: int
    letters: int
    weakest: float
    words: int
    across_scripts: bool


def best_alignment(
    names: Sequence[str], others: Sequence[str], hint: str | None = None
) -> Alignment | None:
    """The two names, one of each side, that agree best; None where a side has none.

    ``hint``: one of the others that is known to be near.
    """
    pairs = {(one, other) for one in names for other in others}
    if len(pairs) > _MOST_PAIRS:
        nearest = sorted(pairs, key=lambda pair: (-_nearness(*pair), pair))[:_MOST_PAIRS]
        hinted = [(one, hint) for one in names if hint is not None and hint in others]
        pairs = {*nearest, *hinted[:_MOST_PAIRS]}
    aligned = [align(*pair) for pair in sorted(pairs)]
    return max(aligned, key=_agrees, default=None)


@lru_cache(maxsize=2_000)
def align(one: str, other: str) -> Alignment:
    """Lay two names side by side, in those of their readings that agree best."""
    left, right = parse(one), parse(other)
    same_script = left.script is right.script
    likeness = match(left, right).score if left.words and right.words else 0.0
    readings = [each.readings[:1] if same_script else each.readings for each in (left, right)]
    aligned = [
        _aligned(one, other, likeness, ours, theirs, across=not same_script)
        for ours, theirs in product(*readings)
    ]
    return max(aligned, key=_agrees)


def _aligned(
    one: str,
    other: str,
    likeness: float,
    ours: Sequence[Word],
    theirs: Sequence[Word],
    *,
    across: bool,
) -> Alignment:
    """Pair the words of two readings, the likest first; then what is left over, written as one."""
    left, right = _joined_as_in(ours, theirs), _joined_as_in(theirs, ours)
    paired = _pair(left, right)
    rest = _left_over(left, {i for _, i, _ in paired})
    rest_too = _left_over(right, {j for *_, j in paired})
    shorter = [min(left[i].latin, right[j].latin, key=len) for _, i, j in paired]
    letters = [(value, len(word)) for (value, *_), word in zip(paired, shorter, strict=True)]
    joined = _joined_alike(rest, rest_too)
    if joined:
        letters.append((joined, len(run_together(*rest).latin)))
        rest, rest_too = [], []
    total = sum(count for _, count in letters)
    contradicted = min(len(rest), len(rest_too))
    initials = sum(left[i].is_initial != right[j].is_initial for _, i, j in paired)
    return Alignment(
        one=one,
        other=other,
        similarity=likeness,
        agreement=sum(value * count for value, count in letters) / total if total else 0.0,
        missing=max(len(rest), len(rest_too)) - contradicted,
        contradicted=contradicted,
        initials=initials,
        letters=total,
        weakest=_weakest(paired, left, right, joined),
        words=min(len(ours), len(theirs)) - min(len(rest), len(rest_too)) - initials,
        across_scripts=across,
    )


def _weakest(
    paired: Sequence[_Pair], left: Sequence[Word], right: Sequence[Word], joined: float
) -> float:
    values = [
        value for value, i, j in paired if not (left[i].is_initial or right[j].is_initial)
    ] + ([joined] if joined else [])
    return min(values, default=0.0)


def _agrees(found: Alignment) -> tuple[float, ...]:
    likeness = found.similarity - 0.15 * found.contradicted
    return (likeness, found.agreement, found.letters, not found.across_scripts)


def _nearness(one: str, other: str) -> float:
    return token_sort_ratio(*(_in_latin(parse(each)) for each in (one, other)))


def _in_latin(name: Name) -> str:
    return " ".join(word.latin for word in name.words)


def _left_over(told: Sequence[Word], taken: set[int]) -> list[Word]:
    """The words that found no pair; a title or a particle is none to be missed."""
    return [each for at, each in enumerate(told) if at not in taken and each.weight > _TELLING]


def _joined_as_in(told: Sequence[Word], others: Sequence[Word]) -> list[Word]:
    """The words, but those neighbours as one that the other name writes as one: Jian Chao.

    In any order that a name may turn to, with the family name in front or behind.
    """
    known = {word.latin for word in others}
    found, at = [], 0
    while at < len(told):
        size, word = next(_joins(told[at:], known), (1, told[at]))
        found.append(word)
        at += size
    return found


def _joins(told: Sequence[Word], known: set[str]) -> Iterator[tuple[int, Word]]:
    for size in range(min(_MOST_JOINED, len(told)), 1, -1):
        for some in (told[:size], [*told[1:size], told[0]], [told[size - 1], *told[: size - 1]]):
            if "".join(word.latin for word in some) in known:
                yield size, run_together(*some)


def _pair(left: Sequence[Word], right: Sequence[Word]) -> list[_Pair]:
    """The words that are taken for the same."""
    scored = sorted(
        ((_alike(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)),
        key=lambda each: (-each[0], abs(each[1] - each[2]), each[1]),
    )
    paired: list[_Pair] = []
    for value, i, j in scored:
        is_free = all(i != taken and j != taken_too for _, taken, taken_too in paired)
        if value >= _PAIRED and is_free:
            paired.append((value, i, j))
    return paired


@lru_cache(maxsize=20_000)
def _alike(one: Word, other: Word) -> float:
    """How alike two words are; of two patronymics, which all end alike, what stands before."""
    value, _ = alike(one, other)
    if value in (0.0, 1.0):
        return value
    stems = _PATRONYMIC.sub("", one.latin), _PATRONYMIC.sub("", other.latin)
    if stems[0] == one.latin or stems[1] == other.latin:
        return value
    return min(value, OSA.normalized_similarity(*stems))


def _joined_alike(rest: Sequence[Word], rest_too: Sequence[Word]) -> float:
    """How alike the words left over are when they are written as one; 0 where they are not."""
    if not rest or not rest_too or len(rest) == len(rest_too):
        return 0.0
    turned = [*rest[1:], rest[0]]
    value = max(alike(run_together(*each), run_together(*rest_too))[0] for each in (rest, turned))
    return value if value >= _PAIRED else 0.0
