"""People."""

from sqlalchemy import Index

from app.models.base import Base
from app.models.lists import ListRow


class Person(ListRow, Base):
    """A person who is there now, derived from the facts."""

    __tablename__ = "people"
    __table_args__ = (Index(None, "sort_key", "id"),)
