"""Queries for organizations."""

from typing import Final

from sqlalchemy import select

from app.db import AnySelect
from app.models import Organization, holds
from app.queries.filters import where_equal
from app.search.matching import matching
from app.vocabulary import EntityKind

KEY: Final = (Organization.sort_key, Organization.id)


def list_organizations(
    *, q: str | None, classification: str | None, parent_id: str | None, known_at: int | None
) -> AnySelect:
    """Organizations by name."""
    found = select(*KEY, Organization.short).where(holds(Organization, known_at))
    filters = {
        Organization.classification: classification,
        Organization.parent_id: parent_id,
    }
    return matching(
        where_equal(found, filters), Organization.id, EntityKind.ORGANIZATION, q, known_at
    )
