"""Queries for keys."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ApiKey


def list_keys(session: Session) -> list[ApiKey]:
    """All keys, the oldest first."""
    return list(session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id)))
