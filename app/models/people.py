"""People."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Base
from app.models.lists import ListRow, SortDay
from app.models.versions import present_index


class Person(ListRow, Base):
    """A person who is there, derived from the facts."""

    __tablename__ = "people"

    by_birth_date: Mapped[SortDay]
    by_birth_date_desc: Mapped[SortDay]

    __table_args__ = (
        present_index("uq_people_present", "id", unique=True),
        present_index("ix_people_sort_key_id", "sort_key", "id"),
        Index("ix_people_versions", "sort_key", "id", "since"),  # for known_at
        present_index("ix_people_by_birth_date", "by_birth_date", "sort_key", "id"),
        present_index("ix_people_by_birth_date_desc", "by_birth_date_desc", "sort_key", "id"),
    )
