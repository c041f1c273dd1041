"""How alike two names are: their words aligned, whatever their order, spelling and script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from rapidfuzz.distance import OSA, Indel, JaroWinkler

from app.search.little_words import PARTICLES, TITLES
from app.search.nicknames import are_nicknames
from app.search.parsing import Name, Word, parse
from app.search.scripts import Script
from app.search.sounds import consonants, skeleton

LETTERED: Final = (Script.HAN, Script.HANGUL, Script.KANA)
_OF_QUERY: Final = 0.62
_LEAST: Final = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two words are, and in what way."""

    score: float
    how: str


@dataclass(frozen=True, slots=True)
class Match:
    """How alike two names are, 0 to 1, and in what way."""

    score: float
    how: str


def is_initial(word: Word) -> bool:
    return len(word.text) == 1 and word.script not in LETTERED


def weight(word: Word) -> float:
    """How much a word of a name counts."""
    if word.latin in TITLES:
        return 0.05
    if is_initial(word):
        return 0.3
    if word.latin in PARTICLES:
        return 0.2
    return (0.0, 0.6, 0.75, 0.9, 1.0)[min(len(word.latin), 4)]


@lru_cache(maxsize=100_000)
def _alike(one: Word, other: Word) -> Likeness:
    if one.text == other.text:
        return Likeness(1.0, "exact")
    same_script = one.script is other.script
    if one.latin == other.latin and one.latin:
        return Likeness(0.99 if same_script else 0.97, "exact" if same_script else "transliteration")
    if is_initial(one) or is_initial(other):
        first = {each[:1] for each in (one.latin, *one.spellings)}
        second = {each[:1] for each in (other.latin, *other.spellings)}
        if first & second:
            return Likeness(0.8 if len(one.text) != len(other.text) else 0.97, "initial")
        return Likeness(0.0, "")
    if same_script and one.script not in LETTERED:
        return _same_script(one, other)
    return _across(one, other)


def _same_script(one: Word, other: Word) -> Likeness:
    if are_nicknames(one.latin, other.latin):
        return Likeness(0.9, "nickname")
    edits = OSA.distance(one.latin, other.latin)
    longest = max(len(one.latin), len(other.latin))
    typed = max(0.0, 1 - edits / longest)
    if len(one.latin) > 2 and other.latin.startswith(one.latin):
        typed = max(typed, 0.72 + 0.2 * len(one.latin) / longest)
    heard = _heard(one, other)
    if typed >= heard:
        return Likeness(typed, "typo")
    return Likeness(heard, "sound")


def _across(one: Word, other: Word) -> Likeness:
    return Likeness(0.97 * _heard(one, other), "transliteration")


def _heard(one: Word, other: Word) -> float:
    with_vowels = not (one.vowelless or other.vowelless)
    best = 0.0
    for a, b in product(one.sounds, other.sounds):
        best = max(best, _sounds_alike(a, b, with_vowels))
    if Script.HAN in (one.script, other.script) or Script.KANA in (one.script, other.script):
        best = max(best, 0.9 * Indel.normalized_similarity(one.open, other.open) * 0.6 + 0.4 * best)
    return best


@lru_cache(maxsize=100_000)
def _sounds_alike(a: str, b: str, with_vowels: bool) -> float:
    fine = Indel.normalized_similarity(consonants(a), consonants(b))
    coarse = Indel.normalized_similarity(skeleton(a), skeleton(b))
    if not with_vowels:
        return 0.45 * fine + 0.5 * coarse
    return 0.4 * Indel.normalized_similarity(a, b) + 0.3 * fine + 0.3 * coarse


def match(query: Name, name: Name) -> Match:
    """How well a name answers a query."""
    best = Match(0.0, "")
    same = query.script is name.script
    ours = query.readings[:1] if same else query.readings
    theirs = name.readings[:1] if same else name.readings
    for one, other in product(ours, theirs):
        if one and other:
            found = _align(one, other)
            if found.score > best.score:
                best = found
    return best


def _align(query: Sequence[Word], name: Sequence[Word]) -> Match:
    ours, theirs = [weight(each) for each in query], [weight(each) for each in name]
    whole_query, whole_name = sum(ours), sum(theirs)
    pairs = sorted(_pairs(query, name), key=lambda each: -each[0])
    used_query, used_name = 0, 0
    met, covered, kept = 0.0, 0.0, []
    hows = set()
    for value, i_bits, j_bits, how in pairs:
        if used_query & i_bits or used_name & j_bits:
            continue
        used_query |= i_bits
        used_name |= j_bits
        met += value * sum(w for i, w in enumerate(ours) if i_bits >> i & 1)
        covered += value * sum(w for j, w in enumerate(theirs) if j_bits >> j & 1)
        kept.append((i_bits, j_bits))
        hows.add(how)
    score = _OF_QUERY * met / whole_query + (1 - _OF_QUERY) * covered / whole_name
    in_order = [j for _, j in sorted(kept)]
    if in_order == sorted(in_order):
        score += 0.004 * (1 - score)
    score = max(score, _run_together(query, name))
    return Match(score, "+".join(sorted(hows)))


def _pairs(query: Sequence[Word], name: Sequence[Word]) -> Iterator[tuple[float, int, int, str]]:
    for i, one in enumerate(query):
        for j, other in enumerate(name):
            found = _alike(one, other)
            if found.score >= _LEAST:
                yield found.score, 1 << i, 1 << j, found.how
    for i in range(len(query) - 1):
        run = _join(query[i : i + 2])
        for j, other in enumerate(name):
            if len(other.latin) > 3:
                found = _alike(run, other)
                if found.score > 0.75:
                    yield found.score - 0.01, 3 << i, 1 << j, found.how
    for j in range(len(name) - 1):
        run = _join(name[j : j + 2])
        for i, one in enumerate(query):
            if len(one.latin) > 3:
                found = _alike(one, run)
                if found.score > 0.75:
                    yield found.score - 0.01, 1 << i, 3 << j, found.how


@lru_cache(maxsize=20_000)
def _join(words: tuple[Word, ...]) -> Word:
    return Word("".join(w.text for w in words), words[0].script, "".join(w.latin for w in words))


def _run_together(query: Sequence[Word], name: Sequence[Word]) -> float:
    if len(query) == len(name) and len(query) > 1 or max(len(query), len(name)) < 2:
        return 0.0
    one, other = "".join(w.latin for w in query), "".join(w.latin for w in name)
    if query[0].vowelless != name[0].vowelless:
        return 0.0
    alike = OSA.normalized_similarity(one, other)
    return 0.97 * alike if alike > 0.8 else 0.0


def similarity(query: str, name: str) -> float:
    """How alike two names are, 0 to 1, whatever their scripts."""
    return match(parse(query), parse(name)).score
