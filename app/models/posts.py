"""Posts."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Base
from app.models.lists import ListRow
from app.models.versions import present_index


class Post(ListRow, Base):
    """A post that is there, derived from the facts."""

    __tablename__ = "posts"

    organization_id: Mapped[str | None]

    __table_args__ = (
        present_index("uq_posts_present", "id", unique=True),
        present_index("ix_posts_sort_key_id", "sort_key", "id"),
        Index("ix_posts_versions", "sort_key", "id", "since"),  # for known_at
        present_index("ix_posts_organization_id", "organization_id", "sort_key", "id"),
    )
