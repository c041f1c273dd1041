"""References: what others repeat of an entity, so that they need not read its facts."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base
from app.models.versions import Versioned, present_index


class Reference(Versioned, Base):
    """An entity's name, and ``told``: the attributes that the documents of others rest on."""

    __tablename__ = "entity_references"

    id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    told: Mapped[Any]

    __table_args__ = (present_index("uq_entity_references_present", "id", unique=True),)
