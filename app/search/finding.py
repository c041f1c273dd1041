"""Finding entities by a name as somebody typed it: candidates, scored, best first."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Document, SearchKey
from app.search.keys import words
from app.search.matching import keys_matching
from app.vocabulary import EntityKind


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that may be meant: which of its names matched, how, and how well (0 to 1)."""

    entity_id: str
    kind: EntityKind
    score: float
    name: str
    how: str


def find(
    session: Session, query: str, *, kinds: Collection[EntityKind] = tuple(EntityKind), limit: int
) -> list[Found]:
    """The entities that ``query`` may name, the likeliest first, those alike by id."""
    asked = len(words(query)) or 1
    found = [each for kind in kinds for each in _of_kind(session, EntityKind(kind), query, asked)]
    return sorted(found, key=lambda each: (-each.score, each.entity_id))[:limit]


def _of_kind(session: Session, kind: EntityKind, query: str, asked: int) -> list[Found]:
    named = select(Document.id, Document.name).where(Document.until.is_(None))
    for conditions in keys_matching(kind, query, None):
        named = named.where(Document.id.in_(select(SearchKey.entity_id).where(*conditions)))
    return [
        Found(row.id, kind, min(1.0, asked / (len(words(row.name)) or 1)), row.name, "words")
        for row in session.execute(named)
        if row.name
    ]
