"""Search across people, organizations, posts, events and articles.

What is looked for may stand in a name (app/search/finding.py) or in a text (app/search/texts.py).
What is found, at most some thousands, is then narrowed as the lists are narrowed, each kind by the
filters that its own list has.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.queries.naming import MOST_NAMED, having_names, named, terms
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
from app.vocabulary import EntityKind

LONGEST: Final = 500  # characters of a query
MOST_FIELD_WORDS: Final = 10
MOST_UNWANTED: Final = 10


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found, the best first; whether that is all; by which words names are marked."""

    hits: list[Hit]
    is_whole: bool
    words: str


def search(session: Session, q: str, given: Given) -> Searched:
    """The entities that a query finds; raises ListError."""
    query = parse(q)
    _require_few(query)
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


def _require_few(query: Query) -> None:
    """Each of these costs a look-up of its own."""
    narrowing = [*query.of(*FIELD_WORDS), *query.of(*FIELD_WORDS, excluded=True)]
    if len({(each.field, each.text) for each in narrowing}) > MOST_FIELD_WORDS:
        raise ListError("q", f"it has more than {MOST_FIELD_WORDS} field words")
    if len(query.of(None, NAME, TEXT, excluded=True)) > MOST_UNWANTED:
        raise ListError("q", f"it leaves out more than {MOST_UNWANTED} words and phrases")


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
        names = named(session, anywhere, kinds)
        texts, is_whole = _texts(session, anywhere, kinds)
        sets.append(hits_of(names, texts))
        is_whole = is_whole and len(names) < MOST_NAMED
    if in_names:
        names = named(session, in_names, kinds)
        sets.append(hits_of(names, []))
        is_whole = is_whole and len(names) < MOST_NAMED
    if in_texts:
        texts, all_texts = _texts(session, in_texts, kinds)
        sets.append(hits_of([], texts))
        is_whole = is_whole and all_texts
    return intersected(sets), is_whole


def _texts(
    session: Session, pieces: Sequence[Piece], kinds: Collection[EntityKind]
) -> tuple[list[FoundText], bool]:
    return find_texts(session, terms(pieces), kinds=kinds)


def _without(session: Session, query: Query, hits: Mapping[str, Hit]) -> dict[str, Hit]:
    """Those that have nothing of what is not wanted."""
    unwanted = set[str]()
    for piece in query.of(*FIELD_WORDS, excluded=True):
        asked = filter_of(session, piece)
        unwanted |= meeting(session, hits, asked) if asked else set()
    unwanted |= having_names(session, query, list(hits))
    for piece in query.of(None, TEXT, excluded=True):
        wanted = terms([piece])
        if wanted and hits:
            unwanted |= {each.entity_id for each in find_texts(session, wanted, among=hits)[0]}
    return {each: hit for each, hit in hits.items() if each not in unwanted}
