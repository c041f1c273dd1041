"""Queries for events."""

from typing import Final

from sqlalchemy import select

from app.db import AnySelect
from app.models import Event, Fact, holds, in_profiles, known
from app.queries.filters import where_equal
from app.search.matching import matching
from app.vocabulary import EntityKind, FactKind

KEY: Final = (Event.sort_key, Event.id)


def list_events(
    *,
    q: str | None,
    classification: str | None,
    parent_id: str | None,
    participant_id: str | None,
    known_at: int | None,
) -> AnySelect:
    """Events by name."""
    filters = {Event.classification: classification, Event.parent_id: parent_id}
    found = where_equal(select(*KEY, Event.short).where(holds(Event, known_at)), filters)
    if participant_id is not None:
        attended = select(Fact.object_id).where(
            Fact.subject_id == participant_id,
            Fact.kind == FactKind.PARTICIPATION,
            in_profiles(),
            known(known_at),
        )
        found = found.where(Event.id.in_(attended))
    return matching(found, Event.id, EntityKind.EVENT, q, known_at)
