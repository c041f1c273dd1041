"""Events."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Base
from app.models.lists import ListRow, SortDay
from app.models.versions import present_index


class Event(ListRow, Base):
    """An event that is there, derived from the facts."""

    __tablename__ = "events"

    classification: Mapped[str | None]
    parent_id: Mapped[str | None]
    by_start_date: Mapped[SortDay]
    by_start_date_desc: Mapped[SortDay]

    __table_args__ = (
        present_index("uq_events_present", "id", unique=True),
        present_index("ix_events_sort_key_id", "sort_key", "id"),
        Index("ix_events_versions", "sort_key", "id", "since"),  # for known_at
        present_index("ix_events_classification", "classification", "sort_key", "id"),
        present_index("ix_events_parent_id", "parent_id", "sort_key", "id"),
        present_index("ix_events_by_start_date", "by_start_date", "sort_key", "id"),
        present_index("ix_events_by_start_date_desc", "by_start_date_desc", "sort_key", "id"),
    )
