"""Queries for memberships: the tenures of best rank, what several sources say alike once."""

from typing import Final

from sqlalchemy import select

from app.db import AnySelect
from app.models import Tenure, holds
from app.queries.filters import where_equal

KEY: Final = (Tenure.row,)


def list_memberships(
    *,
    person_id: str | None,
    organization_id: str | None,
    post_id: str | None,
    known_at: int | None,
) -> AnySelect:
    """Memberships, in the order in which they were recorded."""
    filters = {
        Tenure.person_id: person_id,
        Tenure.organization_id: organization_id,
        Tenure.post_id: post_id,
    }
    found = select(Tenure.row, Tenure.body).where(holds(Tenure, known_at))
    return where_equal(found, filters)
