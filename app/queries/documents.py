"""Queries for the ready documents and for the state of the ledger."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Change, Document


def find_document(session: Session, entity_id: str) -> Document | None:
    """The ready document of an entity, by primary key."""
    return session.get(Document, entity_id)


def change(session: Session, number: int) -> Change:
    """A change by its number."""
    return session.get_one(Change, number)


def last_change(session: Session) -> Change | None:
    """The newest change; None in an empty ledger."""
    return session.scalars(select(Change).order_by(Change.number.desc()).limit(1)).first()
