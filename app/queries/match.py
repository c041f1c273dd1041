"""Queries for matching: the documents of candidates, entities by identifier, merged ids."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.batches import batches
from app.models import Document, EntityValue, holds
from app.vocabulary import EntityKind

_AT_ONCE = 5_000  # ids in one statement


def present_documents(session: Session, entity_ids: Collection[str]) -> dict[str, Document]:
    """The ready documents of those of these entities that are there, by id."""
    found: dict[str, Document] = {}
    for batch in batches(sorted(entity_ids), _AT_ONCE):
        wanted = select(Document).where(
            Document.id.in_(batch), Document.body.is_not(None), holds(Document, None)
        )
        found |= {each.id: each for each in session.scalars(wanted)}
    return found


def with_identifiers(
    session: Session, identifiers: Collection[tuple[str, str]], kinds: Collection[EntityKind]
) -> dict[tuple[str, str], list[str]]:
    """The entities that have each of these identifiers, given as scheme and value."""
    written = {f"{scheme}:{value}": (scheme, value) for scheme, value in identifiers}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for batch in batches(sorted(written), _AT_ONCE):
        wanted = select(EntityValue.value, EntityValue.entity_id).where(
            EntityValue.kind.in_(kinds),
            EntityValue.property == "identifier",
            EntityValue.value.in_(batch),
            holds(EntityValue, None),
        )
        for row in session.execute(wanted.order_by(EntityValue.entity_id)):
            found[written[row.value]].append(row.entity_id)
    return found


def survivors(session: Session, entity_ids: Collection[str]) -> dict[str, str]:
    """For each of these ids that there is or was, the entity that it leads to now."""
    leads = {each: each for each in entity_ids}
    level = set(entity_ids)
    known: set[str] = set()
    while level:
        wanted = select(Document.id, Document.merged_into).where(
            Document.id.in_(level), holds(Document, None)
        )
        rows = session.execute(wanted).all()
        known |= {row.id for row in rows}
        moved = {row.id: row.merged_into for row in rows if row.merged_into}
        leads = {asked: moved.get(now, now) for asked, now in leads.items()}
        level = set(moved.values())
    return {asked: now for asked, now in leads.items() if asked in known}
