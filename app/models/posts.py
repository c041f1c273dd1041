"""Posts."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Base
from app.models.lists import ListRow


class Post(ListRow, Base):
    """A post that is there now, derived from the facts."""

    __tablename__ = "posts"

    organization_id: Mapped[str | None]

    __table_args__ = (
        Index(None, "sort_key", "id"),
        Index(None, "organization_id", "sort_key", "id"),
    )
