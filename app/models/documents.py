"""Documents: the view "now, all facts of best rank" of each entity, kept ready as JSON."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base, ChangeNumber


class Document(Base):
    """What ``GET /v1/{kind}/{id}`` answers, written in the transaction that changed the facts.

    ``body`` is NULL where no fact about the entity is left: it was there and is gone (410).
    """

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    kind: Mapped[str]
    changed_in: Mapped[ChangeNumber]
    body: Mapped[str | None]
