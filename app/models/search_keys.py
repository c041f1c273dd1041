"""Search keys: the folded words of each entity's names, for lookups by prefix."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base
from app.models.versions import Versioned, present_index


class SearchKey(Versioned, Base):
    """One word under which an entity is found."""

    __tablename__ = "search_keys"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)

    __table_args__ = (
        present_index("ix_search_keys_entity_id", "entity_id"),
        {"sqlite_with_rowid": False},
    )
