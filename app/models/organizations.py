"""Organizations."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Base
from app.models.lists import ListRow


class Organization(ListRow, Base):
    """An organization that is there now, derived from the facts."""

    __tablename__ = "organizations"

    classification: Mapped[str | None]
    parent_id: Mapped[str | None]

    __table_args__ = (
        Index(None, "sort_key", "id"),
        Index(None, "parent_id", "sort_key", "id"),
        Index(None, "classification", "sort_key", "id"),
    )
