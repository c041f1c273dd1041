"""Queries for the short forms of entities, wherever they are included."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.batches import batches
from app.models import Article, Event, Organization, Person, Post, holds
from app.vocabulary import EntityKind

# A page includes more than a batch has, but no more than a statement takes.
_AT_ONCE: Final = 20_000
_TABLES: Final[dict[str, type[Any]]] = {
    EntityKind.PERSON: Person,
    EntityKind.ORGANIZATION: Organization,
    EntityKind.POST: Post,
    EntityKind.EVENT: Event,
    EntityKind.ARTICLE: Article,
}


def short_forms(
    session: Session, kind: EntityKind, entity_ids: Collection[str], known_at: int | None
) -> dict[str, str]:
    """The short forms of these entities as JSON, by id."""
    table = _TABLES[kind]
    found: dict[str, str] = {}
    for batch in batches(sorted(entity_ids), _AT_ONCE):
        shorts = select(table.id, table.short)
        shorts = shorts.where(table.id.in_(batch), holds(table, known_at))
        found |= {row.id: row.short for row in session.execute(shorts)}
    return found
