"""Entity values: what lists are narrowed and counted by, a row for each."""

import datetime as dt
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, Index, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base
from app.models.versions import Versioned, past_index, present_index

_DATED: Final = "until IS NULL AND first_day IS NOT NULL"
_PERIOD: Final = "value LIKE '%..%'"


def _dated_index(name: str, condition: str, *days: str) -> Index:
    where, columns = text(condition), ("kind", "property", *days, "entity_id")
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


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
        _dated_index("ix_entity_values_days", _DATED, "first_day", "last_day"),
        _dated_index(
            "ix_entity_values_periods", f"{_DATED} AND {_PERIOD}", "last_day", "first_day"
        ),
        {"sqlite_with_rowid": False},
    )


def is_period() -> ColumnElement[bool]:
    """That a date is written as a period, as all are that may be wider than a year.

    To the letter as the index has it, or SQLite would not take that.
    """
    return literal_column(f"entity_values.{_PERIOD}")
