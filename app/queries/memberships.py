"""Queries for memberships: the tenures of best rank, what several sources say alike once."""

from typing import Final

from sqlalchemy import select

from app.db import AnySelect
from app.models import Tenure, holds
from app.queries.filters import where_equal
from app.queries.tenures import TENURE_COLUMNS, admitted_by
from app.timespans import Question

KEY: Final = (Tenure.row,)


def list_memberships(
    *,
    person_id: str | None,
    organization_id: str | None,
    post_id: str | None,
    asked: Question | None,
    known_at: int | None,
) -> AnySelect:
    """Memberships that the question admits, in the order in which they were recorded."""
    filters = {
        Tenure.person_id: person_id,
        Tenure.organization_id: organization_id,
        Tenure.post_id: post_id,
    }
    found = select(*TENURE_COLUMNS).where(holds(Tenure, known_at), *admitted_by(asked))
    return where_equal(found, filters)
