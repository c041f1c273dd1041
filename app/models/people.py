"""People."""

from sqlalchemy import Index

from app.models.base import Base
from app.models.lists import ListRow
from app.models.versions import present_index


class Person(ListRow, Base):
    """A person who is there, derived from the facts."""

    __tablename__ = "people"
    __table_args__ = (
        present_index("uq_people_present", "id", unique=True),
        present_index("ix_people_sort_key_id", "sort_key", "id"),
        Index("ix_people_versions", "sort_key", "id", "since"),  # for known_at
    )
