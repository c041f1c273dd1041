"""Changes: the numbered steps of the ledger, and which entities each one touched."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, ChangeNumber, EntityId


class Change(Base):
    """Who changed the ledger, when and why. Numbers start at 1 and have no gaps.

    ``origin`` names what was loaded (a dossier, an import), ``input_digest`` the sha256 of its
    bytes, so that an unchanged input is known without reading it again.

    ``digest`` chains the change to the one before it, and is over ``parts``, the digest of each
    part of what it did with the number of its rows (``app.ledger.chain``). Both are written when
    all else of it is, and NULL before. ``salt`` goes into them: it is told as long as all that the
    change did may be shown, so that nobody can find what was taken down by trying what gives the
    same digest.
    """

    __tablename__ = "changes"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str]
    origin: Mapped[str | None]
    input_digest: Mapped[str | None]
    salt: Mapped[str]
    digest: Mapped[str | None]
    parts: Mapped[Any | None]

    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        Index(None, "origin", "number"),
    )


class ChangeEntity(Base):
    """An entity whose facts a change recorded or retracted."""

    __tablename__ = "change_entities"

    change: Mapped[ChangeNumber] = mapped_column(primary_key=True)
    entity_id: Mapped[EntityId] = mapped_column(primary_key=True)

    __table_args__ = (Index(None, "entity_id", "change"),)
