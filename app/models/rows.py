"""Rows of the ledger as plain objects: read by the thousand, mapped ones cost several times more.

Each has the columns of its table, in their order (a test holds them to it).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.bulk import insert_tuples
from app.models.base import table_of
from app.models.citations import Citation
from app.models.facts import Fact
from app.models.references import Reference
from app.vocabulary import NOT_IN_PROFILES, NOTES, FactKind


@dataclass(slots=True, eq=False)
class FactRow:
    """A row of ``facts``."""

    row: int
    id: str
    digest: str
    kind: str
    subject_id: str
    property: str
    value: Any
    value_written: str | None
    lang: str | None
    name_parts: Any
    object_id: str | None
    organization_id: str | None
    post_id: str | None
    on_behalf_of_id: str | None
    said_ids: Any
    start_date: str | None
    start_written: str | None
    start_earliest: dt.date
    start_latest: dt.date
    end_date: str | None
    end_written: str | None
    end_earliest: dt.date
    end_latest: dt.date
    rank: str
    rank_reason: str | None
    certainty: str
    note: str | None
    source_data: Any
    dataset_id: str
    origin: str
    recorded_in: int
    retracted_in: int | None
    retraction_reason: str | None


def stands_in_profiles(fact: FactRow) -> bool:
    """What ``app.models.facts.in_profiles`` says, of a row at hand."""
    said = fact.kind != FactKind.STATEMENT and fact.certainty not in NOT_IN_PROFILES
    ties = fact.object_id is None or fact.object_id != fact.subject_id
    return said and fact.property not in NOTES and ties


@dataclass(slots=True, eq=False)
class CitationRow:
    """A row of ``citations``."""

    fact_row: int
    ordinal: int
    article_id: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    stance: str
    voice: str
    attribution: str | None


@dataclass(slots=True, eq=False)
class ReferenceRow:
    """What others repeat of an entity."""

    id: str
    kind: str
    name: str
    told: Any


def all_columns() -> Select[*tuple[Any, ...]]:
    """A statement over all columns of facts."""
    return select(*Fact.__table__.columns)


def fact_rows(
    session: Session,
    *conditions: ColumnElement[bool],
    order_by: InstrumentedAttribute[Any] | None = None,
) -> list[FactRow]:
    """The facts that meet all of the conditions."""
    found = all_columns().where(*conditions)
    if order_by is not None:
        found = found.order_by(order_by)
    return fact_rows_of(session, found)


def fact_rows_of(session: Session, found: Select[*tuple[Any, ...]]) -> list[FactRow]:
    """The facts that a statement over all columns of their table finds."""
    return [FactRow(*row) for row in session.execute(found)]


def citation_rows(session: Session, fact_numbers: Iterable[int]) -> list[CitationRow]:
    """The citations of these facts, in the order of facts and of citations."""
    found = select(*Citation.__table__.columns).where(Citation.fact_row.in_(list(fact_numbers)))
    ordered = found.order_by(Citation.fact_row, Citation.ordinal)
    return [CitationRow(*row) for row in session.execute(ordered)]


def reference_rows(session: Session, *conditions: ColumnElement[bool]) -> list[ReferenceRow]:
    """The references that meet all of the conditions."""
    columns = (Reference.id, Reference.kind, Reference.name, Reference.told)
    return [ReferenceRow(*row) for row in session.execute(select(*columns).where(*conditions))]


def insert_plain(session: Session, model: type[Any], rows: Sequence[Any]) -> None:
    """Insert plain rows into the table that they are rows of."""
    if rows:
        names = tuple(rows[0].__dataclass_fields__)
        values = attrgetter(*names)
        insert_tuples(session, table_of(model), names, [values(row) for row in rows])
