"""Queries for the ready documents."""

from collections.abc import Collection, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Document, Fact, WithheldFact, holds, in_profiles, known
from app.queries.parameters import Given, Parameter, Takes
from app.vocabulary import WITHDRAWN


def find_document(session: Session, entity_id: str, known_at: int | None = None) -> Document | None:
    """The ready document of an entity: the present one, or the one of a past change."""
    found = select(Document).where(Document.id == entity_id, holds(Document, known_at))
    return session.scalars(found).one_or_none()


def ids_of(session: Session, entity_id: str) -> list[str]:
    """The id of an entity, and those that were merged into it."""
    merged = select(Document.id).where(Document.merged_into == entity_id, holds(Document, None))
    return [entity_id, *session.scalars(merged.order_by(Document.id))]


def merged_among(
    session: Session, entity_ids: Collection[str], known_at: int | None
) -> dict[str, str]:
    """The survivor of each of these ids that was merged."""
    found = select(Document.id, Document.merged_into).where(
        Document.id.in_(entity_ids), Document.merged_into.is_not(None), holds(Document, known_at)
    )
    return {row.id: row.merged_into for row in session.execute(found)}


def merged_in(
    session: Session, parameters: Iterable[Parameter], given: Given, known_at: int | None
) -> dict[str, str]:
    """The survivor of each entity that these filters name and that was merged."""
    asked = [
        each
        for parameter in parameters
        if parameter.takes is Takes.ID and parameter.name != "id"
        for each in given.get(parameter.name, ())
    ]
    return merged_among(session, asked, known_at) if asked else {}


def withdrawal_of(session: Session, entity_id: str) -> int | None:
    """The change by which an entity is withdrawn now; None where it is not."""
    note = (Fact.origin == f"{WITHDRAWN}/{entity_id}", known(None))
    return session.scalars(select(Fact.recorded_in).where(*note)).first()


def withheld_by(session: Session, entity_id: str, known_at: int | None) -> int | None:
    """The first change that withheld what was known of an entity; None where nothing is withheld.

    Such as of one whose only source was withdrawn, or of one merged into what was.
    """
    found = select(func.min(WithheldFact.change)).join(Fact, Fact.row == WithheldFact.row)
    stood = Fact.subject_id == entity_id
    if known_at is not None:
        stood &= known(known_at)
    return session.scalar(found.where(stood, in_profiles()))


def first_known(session: Session, entity_id: str) -> int | None:
    """The change that first recorded something about an entity."""
    found = select(Document.since).where(Document.id == entity_id)
    return session.scalars(found.order_by(Document.since).limit(1)).one_or_none()
