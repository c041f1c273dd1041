"""Organizations."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Base
from app.models.lists import ListRow, SortDay
from app.models.versions import present_index


class Organization(ListRow, Base):
    """An organization that is there, derived from the facts."""

    __tablename__ = "organizations"

    classification: Mapped[str | None]
    parent_id: Mapped[str | None]
    by_founding_date: Mapped[SortDay]
    by_founding_date_desc: Mapped[SortDay]

    __table_args__ = (
        present_index("uq_organizations_present", "id", unique=True),
        present_index("ix_organizations_sort_key_id", "sort_key", "id"),
        Index("ix_organizations_versions", "sort_key", "id", "since"),  # for known_at
        present_index("ix_organizations_parent_id", "parent_id", "sort_key", "id"),
        present_index("ix_organizations_classification", "classification", "sort_key", "id"),
        present_index("ix_organizations_by_founding_date", "by_founding_date", "sort_key", "id"),
        present_index(
            "ix_organizations_by_founding_date_desc", "by_founding_date_desc", "sort_key", "id"
        ),
    )
