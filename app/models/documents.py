"""Documents: the view "now, all facts of best rank" of each entity, kept ready as JSON."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base
from app.models.versions import Versioned, present_index

_GONE = text("body IS NULL")
_MERGED = text("merged_into IS NOT NULL")


class Document(Versioned, Base):
    """What ``GET /v1/{kind}/{id}`` answers, written in the transaction that changed the facts.

    ``body`` is NULL where no fact about the entity is left: it was there and is gone (410), or was
    merged into another (308). Past versions stay, so that anyone who cited one gets the same bytes
    again. ``name`` is what the document is cited by, ``digest`` tells its bytes from others; both
    are NULL in versions that an older release wrote. ``display_names``: the names to show by
    language, as JSON; NULL where they are no other than ``name``.
    """

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    kind: Mapped[str]
    body: Mapped[str | None]
    merged_into: Mapped[str | None]
    name: Mapped[str | None]
    digest: Mapped[str | None]
    display_names: Mapped[str | None]

    __table_args__ = (
        present_index("uq_documents_present", "id", unique=True),
        # All that tells a client whether it has the document already.
        present_index("ix_documents_validators", "id", "kind", "since", "digest"),
        present_index("ix_documents_since", "kind", "since", "id"),
        Index("ix_documents_gone", "since", sqlite_where=_GONE, postgresql_where=_GONE),
        Index("ix_documents_merged", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
    )
