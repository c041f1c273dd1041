"""Versions: derived rows are not written over, so the view of any past change can be read again.

A row holds from the change ``since`` until the change ``until``, which is not included; ``until``
is NULL while it holds.
"""

from sqlalchemy import ColumnElement, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ChangeNumber

HOLDS = text("until IS NULL")
HELD = text("until IS NOT NULL")


class Versioned:
    """The columns of a row that holds for a while."""

    since: Mapped[ChangeNumber] = mapped_column(primary_key=True)
    until: Mapped[ChangeNumber | None]


def holds(table: type[Versioned], known_at: int | None) -> ColumnElement[bool]:
    """That a row holds now, or held after the change ``known_at``."""
    if known_at is None:
        return table.until.is_(None)
    return (table.since <= known_at) & (table.until.is_(None) | (table.until > known_at))


def past_index(name: str, *columns: str) -> Index:
    """An index over the rows that hold no longer, by which they are found to be written anew."""
    return Index(name, *columns, sqlite_where=HELD, postgresql_where=HELD)


def present_index(name: str, *columns: str, unique: bool = False) -> Index:
    """An index over the rows that hold now."""
    return Index(name, *columns, unique=unique, sqlite_where=HOLDS, postgresql_where=HOLDS)
