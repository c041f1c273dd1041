"""Profiles by what a curator should look at first, and how many there are of each problem."""

from typing import Final

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Quality, Reference, holds
from app.models.quality import PROBLEMS
from app.queries.paging import MOST_COUNTED
from app.vocabulary import EntityKind

ORDER: Final = (Quality.place, Quality.entity_id)


def list_quality(kind: EntityKind | None, problem: str | None) -> AnySelect:
    """The profiles, of one kind or with one problem or all, those in most need first."""
    same = (Reference.id == Quality.entity_id) & holds(Reference, None)
    found: AnySelect = select(*Quality.__table__.columns, Reference.name).join(Reference, same)
    if kind is not None:
        found = found.where(Quality.kind == kind)
    if problem is not None:
        found = found.where(literal_column(f"quality.{problem}") > literal_column("0"))
    return found


def count_problems(session: Session) -> dict[str, int]:
    """How many profiles have each problem, counted up to a bound."""
    counts = [
        select(func.count())
        .select_from(
            select(literal_column("1"))
            .select_from(Quality)
            .where(literal_column(f"quality.{problem}") > literal_column("0"))
            .limit(MOST_COUNTED)
            .subquery()
        )
        .scalar_subquery()
        for problem in PROBLEMS
    ]
    return dict(zip(PROBLEMS, session.execute(select(*counts)).one(), strict=True))
