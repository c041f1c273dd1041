"""Queries for the ready documents."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Document, holds


def find_document(session: Session, entity_id: str, known_at: int | None = None) -> Document | None:
    """The ready document of an entity: the present one, or the one of a past change."""
    found = select(Document).where(Document.id == entity_id, holds(Document, known_at))
    return session.scalars(found).one_or_none()


def first_known(session: Session, entity_id: str) -> int | None:
    """The change that first recorded something about an entity."""
    found = select(Document.since).where(Document.id == entity_id)
    return session.scalars(found.order_by(Document.since).limit(1)).one_or_none()
