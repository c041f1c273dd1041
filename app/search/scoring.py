"""How alike two names are: their words aligned, whatever their order, spelling and script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from rapidfuzz.distance import OSA, Indel

from app.search.latin_forms import are_forms
from app.search.nicknames import are_nicknames
from app.search.parsing import Name, Word, parse, run_together
from app.search.scripts import Script

_OF_QUERY: Final = 0.72  # the rest of the score is what the query covers of the name
_LEAST: Final = 0.4  # words less alike are not the same
_LEAST_COARSE: Final = 0.45  # of skeletons
_SURELY_TYPED: Final = 0.7  # by letters alone
_LEAST_RUN: Final = 0.7  # of words run together
_ACROSS = 0.93  # of how alike words of two scripts sound
_LIKELIEST, _ELSEWHERE = 1.0, 0.97  # readings that are rarer must be more alike
Likeness = tuple[float, str]  # of two words, and in what way
_NOT_ALIKE: Final[Likeness] = (0.0, "")
indel: Final = Indel.normalized_similarity


@dataclass(frozen=True, slots=True)
class Match:
    """How alike two names are, 0 to 1, and in what ways."""

    score: float
    how: str


_NO_MATCH: Final = Match(0.0, "")


@lru_cache(maxsize=10_000)
def alike(one: Word, other: Word) -> Likeness:
    """How alike two words are."""
    if one.text == other.text:
        return 1.0, "exact"
    same_script = one.script is other.script
    if one.latin == other.latin:
        return (0.99, "exact") if same_script else (0.97, "transliteration")
    if other.latin in one.spellings or one.latin in other.spellings:
        return 0.96, "transliteration"
    if one.is_initial or other.is_initial:
        return _initials(one, other)
    if same_script:
        return _BY_SCRIPT.get(one.script, _same_script)(one, other)
    return _across(one, other)


def _across(one: Word, other: Word) -> Likeness:
    heard = _heard(one, other)
    return (_ACROSS * heard**1.5, "transliteration") if heard > _LEAST else _NOT_ALIKE


def _written_alike(one: Word, other: Word) -> Likeness:
    """Two words in Han characters: those that sound alike are often others."""
    written = indel(one.text, other.text)
    heard = 0.8 * _heard(one, other) ** 3
    best = max(written, heard)
    if best < _LEAST:
        return _NOT_ALIKE
    return best, "typo" if written >= heard else "sound"


_BY_SCRIPT: Final = {
    Script.HAN: _written_alike,
    Script.HANGUL: _across,
    Script.KANA: _across,
}


def _initials(one: Word, other: Word) -> Likeness:
    if one.vowelless is not other.vowelless:
        return _NOT_ALIKE
    first = {each[:1] for each in (one.latin, *one.spellings)}
    if first.isdisjoint(each[:1] for each in (other.latin, *other.spellings)):
        return _NOT_ALIKE
    if one.script is not other.script:
        return 0.6, "initials"
    return (0.8, "initials") if one.is_initial else (0.72, "initials")


def _same_script(one: Word, other: Word) -> Likeness:
    longest = max(len(one.latin), len(other.latin))
    typed = 1 - OSA.distance(one.latin, other.latin) / longest
    if typed > _SURELY_TYPED:
        return typed, "typo"
    if are_nicknames(one.latin, other.latin) or are_forms(one.latin, other.latin):
        return 0.9, "nickname"
    if len(one.latin) > 1 and other.latin.startswith(one.latin):
        return 0.72 + 0.2 * len(one.latin) / longest, "prefix"
    heard = _heard(one, other)
    heard *= 0.9 * heard
    best = max(typed, heard)
    if best < _LEAST:
        return _NOT_ALIKE
    return best, "typo" if typed >= heard else "sound"


def _heard(one: Word, other: Word) -> float:
    """How alike two words sound."""
    coarse = max([indel(a, b) for a in one.skeletons for b in other.skeletons])
    opened = indel(one.open, other.open)
    if coarse < _LEAST_COARSE and opened < _LEAST_COARSE:
        return 0.0
    if one.vowelless or other.vowelless:
        fine = max([indel(a, b) for a in one.bones for b in other.bones])
        return 0.45 * fine + 0.5 * coarse
    best = 0.3 * coarse + max(
        [
            0.4 * indel(a, b) + 0.3 * indel(fine, bones)
            for a, fine in zip(one.sounds, one.bones, strict=True)
            for b, bones in zip(other.sounds, other.bones, strict=True)
        ]
    )
    if one.script in _OPEN or other.script in _OPEN:
        best = max(best, 0.4 * best + 0.54 * opened)
    return best


_OPEN: Final = (Script.HAN, Script.KANA)


def match(query: Name, name: Name) -> Match:
    """How well a name answers a query."""
    same = query.script is name.script
    ours = query.readings[:1] if same else query.readings
    theirs = name.readings[:1] if same else name.readings
    best = _NO_MATCH
    for (i, one), (j, other) in product(enumerate(ours), enumerate(theirs)):
        if one and other:
            found = _align(one, other)
            score = found.score * (_LIKELIEST if i == j == 0 else _ELSEWHERE)
            if score > best.score:
                best = Match(score, found.how)
    return best


def _align(query: Sequence[Word], name: Sequence[Word]) -> Match:
    whole_query = sum(each.weight for each in query)
    whole_name = sum(each.weight for each in name)
    used_query = used_name = 0
    met = covered = 0.0
    kept: list[tuple[int, int]] = []
    hows: set[str] = set()
    for value, ours, theirs, how, said, told in sorted(_pairs(query, name), reverse=True):
        if used_query & ours or used_name & theirs:
            continue
        used_query |= ours
        used_name |= theirs
        met += value * said
        covered += value * told
        kept.append((ours, theirs))
        hows.add(how)
    score = _OF_QUERY * met / whole_query + (1 - _OF_QUERY) * covered / whole_name
    order = [theirs for _, theirs in sorted(kept)]
    if order == sorted(order):
        score += 0.004 * (1 - score)
    else:
        hows.add("order")
    together = _run_together(query, name) if score < 0.9 else 0.0
    if together > score:
        return Match(together, "spacing")
    return Match(score, "+".join(sorted(hows)))


def _pairs(
    query: Sequence[Word], name: Sequence[Word]
) -> Iterator[tuple[float, int, int, str, float, float]]:
    """What may be the same in both: how alike, which words, in what way, and what these weigh."""
    for i, one in enumerate(query):
        for j, other in enumerate(name):
            value, how = alike(one, other)
            if value >= _LEAST:
                yield value, 1 << i, 1 << j, how, one.weight, other.weight
    for ours, one, theirs, other in _runs(query, name):
        value, how = alike(one, other)
        if value >= _LEAST_RUN:
            how = "spacing" if how == "exact" else how
            said = sum(each.weight for i, each in enumerate(query) if ours >> i & 1)
            told = sum(each.weight for j, each in enumerate(name) if theirs >> j & 1)
            yield value - 0.01, ours, theirs, how, said, told


def _runs(query: Sequence[Word], name: Sequence[Word]) -> Iterator[tuple[int, Word, int, Word]]:
    """Two neighbouring words of one run together, beside a word of the other."""
    for i in range(len(query) - 1):
        for j, other in enumerate(name):
            if _may_run(query[i], query[i + 1], other):
                yield 3 << i, run_together(query[i], query[i + 1]), 1 << j, other
    for j in range(len(name) - 1):
        for i, one in enumerate(query):
            if _may_run(name[j], name[j + 1], one):
                yield 1 << i, one, 3 << j, run_together(name[j], name[j + 1])


def _may_run(first: Word, second: Word, other: Word) -> bool:
    length, run = len(other.latin), len(first.latin) + len(second.latin)
    return (
        length > 3
        and first.skeletons[0][:1] == other.skeletons[0][:1]
        and 0.6 * length <= run <= 1.7 * length
        and first.script is second.script
    )


def _run_together(query: Sequence[Word], name: Sequence[Word]) -> float:
    if query[0].vowelless != name[0].vowelless or max(len(query), len(name)) < 2:
        return 0.0
    one, other = "".join(w.latin for w in query), "".join(w.latin for w in name)
    return 0.97 * OSA.normalized_similarity(one, other, score_cutoff=0.85)


def similarity(query: str, name: str) -> float:
    """How alike two names are, 0 to 1, whatever their scripts."""
    return match(parse(query), parse(name)).score
