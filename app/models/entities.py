"""Entities: the ids that facts speak of. An id is never reused and never changes its kind."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base, ChangeNumber, one_of
from app.vocabulary import EntityKind


class Entity(Base):
    """An id, its kind, and the change that first named it."""

    __tablename__ = "entities"

    id: Mapped[str] = mapped_column(TEXT, primary_key=True)
    kind: Mapped[str]
    declared_in: Mapped[ChangeNumber]

    __table_args__ = (one_of("kind", EntityKind), Index(None, "declared_in"))
