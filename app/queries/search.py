"""Search across people, organizations, posts, events and articles.

What is looked for may stand in a name (app/search/finding.py) or in a text (app/search/texts.py).
What is found, at most some thousands, is then narrowed as the lists are narrowed, each kind by the
filters that its own list has.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Fact, known
from app.queries.parameters import Given, ListError
from app.queries.search_filters import (
    FIELD_WORDS,
    FILTERS,
    filter_of,
    listed_hits,
    meeting,
    narrowed_hits,
)
from app.search.finding import Found, find
from app.search.hits import Hit, hits_of, intersected, ranked
from app.search.language import NAME, TEXT, Piece, Query, parse
from app.search.suggesting import suggest
from app.search.texts import FoundText, find_texts
from app.search.tokens import Term, contains, term
from app.vocabulary import EntityKind, FactKind

MOST_NAMED: Final = 500  # names that are looked at
LONGEST: Final = 500  # characters of a query


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found, the best first; whether that is all; by which words names are marked."""

    hits: list[Hit]
    is_whole: bool
    words: str


def search(session: Session, q: str, given: Given) -> Searched:
    """The entities that a query finds; raises ListError."""
    query = parse(q)
    if query.is_empty and query.pieces:
        raise ListError("q", "it only says what is not wanted: add a word to look for")
    kinds = _kinds(query, given)
    filters = [{name: value for name, value in given.items() if name in FILTERS}]
    filters += [filter_of(session, piece) for piece in query.of(*FIELD_WORDS)]
    looked_for = query.of(None, NAME, TEXT)
    if query.is_empty or not kinds:
        return Searched([], is_whole=True, words="")
    if looked_for:
        found, is_whole = _looked_up(session, query, kinds)
    else:
        found, is_whole = listed_hits(session, kinds, filters)
    found = narrowed_hits(session, found, filters)
    found = _without(session, query, found)
    words = " ".join(piece.text for piece in query.of(None, NAME))
    return Searched(ranked(found.values()), is_whole, words)


def suggested(
    session: Session, prefix: str, kinds: Collection[EntityKind], limit: int
) -> list[Found]:
    """The entities of which a name goes on as typed; where there is none, those like it."""
    wanted = kinds or tuple(EntityKind)
    found = suggest(session, prefix, kinds=wanted, limit=limit)
    return found or find(session, prefix, kinds=wanted, limit=limit)


def _kinds(query: Query, given: Given) -> set[EntityKind]:
    kinds = {EntityKind(each) for each in given.get("kind", tuple(EntityKind))}
    named = {_kind(piece) for piece in query.of("kind")}
    if named:
        kinds &= named
    return kinds - {_kind(piece) for piece in query.of("kind", excluded=True)}


def _kind(piece: Piece) -> EntityKind:
    try:
        return EntityKind(piece.text.lower())
    except ValueError:
        listed = ", ".join(EntityKind)
        raise ListError("q", f"{piece.text[:50]!r} is no kind: kinds are {listed}") from None


def _looked_up(
    session: Session, query: Query, kinds: Collection[EntityKind]
) -> tuple[dict[str, Hit], bool]:
    """What has the words looked for: those without a field in a name or in a text."""
    anywhere, in_names, in_texts = (query.of(each) for each in (None, NAME, TEXT))
    sets: list[dict[str, Hit]] = []
    is_whole = True
    if anywhere:
        names = _named(session, anywhere, kinds)
        texts, is_whole = _texts(session, anywhere, kinds)
        sets.append(hits_of(names, texts))
        is_whole = is_whole and len(names) < MOST_NAMED
    if in_names:
        names = _named(session, in_names, kinds)
        sets.append(hits_of(names, []))
        is_whole = is_whole and len(names) < MOST_NAMED
    if in_texts:
        texts, all_texts = _texts(session, in_texts, kinds)
        sets.append(hits_of([], texts))
        is_whole = is_whole and all_texts
    return intersected(sets), is_whole


def _named(session: Session, pieces: Sequence[Piece], kinds: Collection[EntityKind]) -> list[Found]:
    """Entities by name; where a phrase is asked for, a name has to have it to the letter."""
    words = " ".join(piece.text for piece in pieces)
    found = find(session, words, kinds=kinds, limit=MOST_NAMED)
    phrases = _terms(piece for piece in pieces if piece.phrase)
    if not phrases:
        return found
    names = _names(session, [each.entity_id for each in found])
    return [each for each in found if contains(phrases, names.get(each.entity_id, [each.name]))]


def _texts(
    session: Session, pieces: Sequence[Piece], kinds: Collection[EntityKind]
) -> tuple[list[FoundText], bool]:
    return find_texts(session, _terms(pieces), kinds=kinds)


def _terms(pieces: Iterable[Piece]) -> list[Term]:
    return [found for piece in pieces if (found := term(piece.text))]


def _names(session: Session, entity_ids: Sequence[str]) -> dict[str, list[str]]:
    """All names of these entities."""
    found = select(Fact.subject_id, Fact.value).where(
        Fact.subject_id.in_(entity_ids), Fact.kind == FactKind.NAME, known(None)
    )
    names: dict[str, list[str]] = {}
    for row in session.execute(found):
        names.setdefault(row.subject_id, []).append(str(row.value))
    return names


def _without(session: Session, query: Query, hits: Mapping[str, Hit]) -> dict[str, Hit]:
    """Those that have nothing of what is not wanted."""
    unwanted = set[str]()
    for piece in query.of(*FIELD_WORDS, excluded=True):
        asked = filter_of(session, piece)
        unwanted |= meeting(session, hits, asked) if asked else set()
    names = _names(session, list(hits)) if query.of(None, NAME, excluded=True) else {}
    for piece in query.of(None, NAME, TEXT, excluded=True):
        terms = _terms([piece])
        if terms and piece.field != TEXT:
            unwanted |= {each for each in names if contains(terms, names[each])}
        if terms and piece.field != NAME and hits:
            unwanted |= {each.entity_id for each in find_texts(session, terms, among=hits)[0]}
    return {each: hit for each, hit in hits.items() if each not in unwanted}
