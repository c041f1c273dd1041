"""Entities by their names, as ``q`` asks for them on lists and in the search."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Fact, shown
from app.search.finding import Found, find
from app.search.language import NAME, Piece, Query
from app.search.tokens import Term, contains, term
from app.vocabulary import EntityKind, FactKind

MOST_NAMED: Final = 500  # names that are looked at


def named(
    session: Session,
    pieces: Sequence[Piece],
    kinds: Collection[EntityKind],
    known_at: int | None = None,
) -> list[Found]:
    """Entities by name; where a phrase is asked for, a name has to have it to the letter.

    ``known_at``: by the names that they had after this change; None for now.
    """
    words = " ".join(piece.text for piece in pieces)
    found = find(
        session, words, kinds=kinds, limit=MOST_NAMED, known_at=known_at, exact_suffices=True
    )
    phrases = terms(piece for piece in pieces if piece.phrase)
    if not phrases:
        return found
    names = names_of(session, [each.entity_id for each in found], known_at)
    return [each for each in found if contains(phrases, names.get(each.entity_id, [each.name]))]


def having_names(
    session: Session, query: Query, entity_ids: Sequence[str], known_at: int | None = None
) -> set[str]:
    """Those of whom a name has what the query does not want in one."""
    pieces = query.of(None, NAME, excluded=True)
    unwanted = [found for piece in pieces if (found := terms([piece]))]
    if not unwanted:
        return set()
    names = names_of(session, entity_ids, known_at)
    return {each for each in names if any(contains(one, names[each]) for one in unwanted)}


def terms(pieces: Iterable[Piece]) -> list[Term]:
    """The words and phrases of these pieces, as texts and names are searched for them."""
    return [found for piece in pieces if (found := term(piece.text))]


def names_of(
    session: Session, entity_ids: Sequence[str], known_at: int | None = None
) -> dict[str, list[str]]:
    """All names of these entities."""
    found = select(Fact.subject_id, Fact.value).where(
        Fact.subject_id.in_(entity_ids), Fact.kind == FactKind.NAME, shown(known_at)
    )
    names: dict[str, list[str]] = {}
    for row in session.execute(found):
        names.setdefault(row.subject_id, []).append(str(row.value))
    return names
