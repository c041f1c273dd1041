"""Entity values: what lists are narrowed and counted by, a row for each."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base
from app.models.versions import Versioned, past_index, present_index

_DATED = text("until IS NULL AND first_day IS NOT NULL")


class EntityValue(Versioned, Base):
    """A value of a property, cut at the length that an index takes.

    ``first_day`` and ``last_day``: the bounds of a date, NULL of what is none.
    """

    __tablename__ = "entity_values"

    kind: Mapped[str] = mapped_column(primary_key=True)
    property: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    first_day: Mapped[dt.date | None]
    last_day: Mapped[dt.date | None]

    __table_args__ = (
        present_index("ix_entity_values_entity_id", "entity_id"),
        past_index("ix_entity_values_entity_id_past", "entity_id"),
        Index(
            "ix_entity_values_days",
            "kind",
            "property",
            "first_day",
            "last_day",
            "entity_id",
            sqlite_where=_DATED,
            postgresql_where=_DATED,
        ),
        {"sqlite_with_rowid": False},
    )
