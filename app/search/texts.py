"""Full text: the texts that have all of some terms, scored after BM25, the same on any database.

The rarest word leads: the texts that have it are read by one range of the primary key, at most
``MOST_READ`` of them, the newest first, and joined to the other words. Scores are reckoned here,
from whole numbers, so that the databases cannot differ in them.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session, aliased

from app.db import AnySelect
from app.models import SearchText, SearchWord, holds
from app.search.tokens import Term, standing
from app.vocabulary import EntityKind

MOST_READ: Final = 1000
MOST_WORDS: Final = 16
_LEADING: Final = 3
_MOST_COUNTED: Final = 10_000
_SATURATION, _BY_LENGTH, _USUAL_LENGTH = 1.2, 0.75, 400  # BM25's k1 and b; tokens of an article
_WEIGHTS: Final = {"title": 2.0, "summary": 1.5}
_MOST_PLACES: Final = 100  # that are kept of a term, to be shown


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text with all of the terms. ``score`` from 0 to 1; ``places``: of each word, as kept."""

    entity_id: str
    kind: EntityKind
    field: str
    score: float
    terms: Sequence[Term]
    places: Mapping[str, str]

    def at(self) -> list[tuple[int, int]]:
        """Where the terms stand, as (token, length); the first of them."""
        found = {
            (place, term.length)
            for term in self.terms
            for place in standing(term, _read(term, self.places))
        }
        return sorted(found)[:_MOST_PLACES]


def find_texts(
    session: Session,
    terms: Sequence[Term],
    *,
    kinds: Collection[EntityKind] = tuple(EntityKind),
    among: Collection[str] | None = None,
) -> tuple[list[FoundText], bool]:
    """The texts that have all of these terms, and whether those are all there are.

    ``among``: of these entities only.
    """
    terms = _bounded(terms)
    words = list(dict.fromkeys(word for term in terms for word, _ in term.parts))
    if not words:
        return [], True
    texts, counts = _counts(session, words)
    if not all(counts.values()):
        return [], True
    words.sort(key=lambda word: (counts[word], word))
    rows = session.execute(_having(words, kinds, among)).all()
    rarity = [math.log1p(texts / min(counts[word] for word, _ in term.parts)) for term in terms]
    found = [_scored(row, words, terms, rarity) for row in rows[:MOST_READ]]
    is_whole = counts[words[0]] <= MOST_READ or (len(words) <= _LEADING and len(rows) <= MOST_READ)
    return [each for each in found if each], is_whole


def _bounded(terms: Sequence[Term]) -> list[Term]:
    """The terms, as far as they have ``MOST_WORDS`` words together."""
    kept: list[Term] = []
    left = MOST_WORDS
    for term in terms:
        if left:
            kept.append(replace(term, parts=term.parts[:left]))
            left -= len(kept[-1].parts)
    return kept


def _counts(session: Session, words: Sequence[str]) -> tuple[int, dict[str, int]]:
    """About how many texts there are, and how many have each word, up to a bound."""
    bounded = [
        select(literal_column("1").label("one"))
        .where(SearchWord.word == word)
        .limit(_MOST_COUNTED)
        .subquery()
        for word in words
    ]
    counts = [select(func.count()).select_from(each).scalar_subquery() for each in bounded]
    newest = select(func.max(SearchText.number)).scalar_subquery()
    total, *each = session.execute(select(newest, *counts)).one()
    return total or 0, dict(zip(words, each, strict=True))


def _having(
    words: Sequence[str], kinds: Collection[EntityKind], among: Collection[str] | None
) -> AnySelect:
    """The texts that have all of these words, each with its places, the rarest words first.

    The few rarest lead, up to a bound; for the others each of those texts is probed. A planner that
    was left to join them all took a second over common words.
    """
    leading = _leading(words[:_LEADING], kinds, among).cte("leading")
    found: AnySelect = select(leading)
    for place, word in enumerate(words[_LEADING:], start=_LEADING):
        table = aliased(SearchWord)
        same = (table.number == leading.c.number) & (table.word == word)
        found = found.add_columns(table.places.label(f"places_{place}")).join(table, same)
    return found.order_by(leading.c.number.desc())


def _leading(
    words: Sequence[str], kinds: Collection[EntityKind], among: Collection[str] | None
) -> AnySelect:
    tables = [aliased(SearchWord) for _ in words]
    rarest, *others = tables
    of_text = (SearchText.entity_id, SearchText.kind, SearchText.field, SearchText.length)
    places = [table.places.label(f"places_{place}") for place, table in enumerate(tables)]
    found: AnySelect = select(SearchText.number, *of_text, *places)
    found = found.join(rarest, rarest.number == SearchText.number)
    for table, word in zip(others, words[1:], strict=True):
        found = found.join(table, (table.number == rarest.number) & (table.word == word))
    found = found.where(rarest.word == words[0], holds(SearchText, None))
    if len(kinds) < len(EntityKind):
        found = found.where(SearchText.kind.in_(sorted(kinds)))
    if among is not None:
        found = found.where(SearchText.entity_id.in_(sorted(among)))
    return found.order_by(rarest.number.desc()).limit(MOST_READ + 1)


def _scored(
    row: Any, words: Sequence[str], terms: Sequence[Term], rarity: Sequence[float]
) -> FoundText | None:
    """The text with its score; None where the words of a term do not stand side by side."""
    _, entity_id, kind, field, length, *told = row
    places = dict(zip(words, told, strict=True))
    usual = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * length / _USUAL_LENGTH)
    total = 0.0
    for term, rare in zip(terms, rarity, strict=True):
        often = _often(term, places)
        if not often:
            return None
        total += rare * often * (_SATURATION + 1) / (often + usual)
    total *= _WEIGHTS.get(field, 1.0)
    return FoundText(entity_id, EntityKind(kind), field, total / (total + 5), terms, places)


def _often(term: Term, places: Mapping[str, str]) -> int:
    """How often a term stands in a text, without reading all places of a word alone."""
    if len(term.parts) == 1:
        return places[term.parts[0][0]].count(",") + 1
    return len(standing(term, _read(term, places)))


def _read(term: Term, places: Mapping[str, str]) -> dict[str, list[int]]:
    return {word: [int(each) for each in places[word].split(",")] for word, _ in term.parts}
