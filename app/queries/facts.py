"""Queries for facts, wherever they are listed."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Citation, Fact, WithheldFact, in_profiles, shown, withheld
from app.models.rows import FactRow, all_columns, fact_rows_of
from app.models.rows import fact_rows as rows_where
from app.vocabulary import NOTES

BY_ROW: Final = (Fact.row,)


def facts_about(
    entity_id: str,
    *,
    kind: str | None,
    property_: str | None,
    rank: str | None,
    known_at: int | None,
) -> AnySelect:
    """The facts whose subject the entity is, in the order in which they were recorded.

    Statements, and what is only alleged or planned, are no facts about it.
    """
    filters = ((Fact.kind, kind), (Fact.property, property_), (Fact.rank, rank))
    wanted = [column == value for column, value in filters if value is not None]
    about = Fact.subject_id == entity_id
    return select(Fact.row).where(about, shown(known_at), in_profiles(), *wanted)


def supported_by(article_id: str, *, known_at: int | None) -> tuple[AnySelect, Sequence[Any]]:
    """The facts that an article supports, in the order of its text, and the key of that order."""
    place = func.min(Citation.start).label("place")
    first = (
        select(Citation.fact_row, place)
        .where(Citation.article_id == article_id)
        .group_by(Citation.fact_row)
        .subquery()
    )
    found = select(Fact.row, first.c.place).join(first, first.c.fact_row == Fact.row)
    return found.where(shown(known_at)), (first.c.place, Fact.row)


def fact_rows(session: Session, rows: list[int]) -> list[FactRow]:
    """These facts, in the order asked."""
    found = {fact.row: fact for fact in rows_where(session, Fact.row.in_(rows))}
    return [found[row] for row in rows]


def versions_of(session: Session, fact_id: str) -> list[FactRow]:
    """All rows of a fact that may be shown, in their order; none where it is a note."""
    said = Fact.property.not_in(NOTES)
    return rows_where(session, Fact.id == fact_id, said, ~withheld(), order_by=Fact.row)


def fact_recorded_by(session: Session, corrected_id: str, change: int) -> str | None:
    """The fact that a change recorded of the same origin as the one that it corrected."""
    origin = select(Fact.origin).where(Fact.id == corrected_id).limit(1).scalar_subquery()
    found = select(Fact.id).where(Fact.recorded_in == change, Fact.origin == origin)
    return session.scalars(found.limit(1)).first()


def withheld_since(session: Session, row: int) -> int | None:
    """The first change since which this row of the ledger is in no output; None where it may be."""
    found = select(func.min(WithheldFact.change)).where(WithheldFact.row == row)
    return session.scalar(found)


def latest_of(session: Session, fact_id: str, *, known_at: int | None) -> FactRow | None:
    """The last row of a fact that had been recorded by then; it may be retracted."""
    found = all_columns().where(Fact.id == fact_id).order_by(Fact.row.desc()).limit(1)
    if known_at is not None:
        found = found.where(Fact.recorded_in <= known_at)
    return next(iter(fact_rows_of(session, found)), None)
