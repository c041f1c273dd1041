"""How well each profile is sourced, and what in it cannot be so: a row each, as it is now."""

from sqlalchemy import ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base

PROBLEMS = ("dead_dates", "disputed", "unsourced", "one_source")


def _having(problem: str) -> Index:
    """An index over the profiles that have a problem, in the order of their place."""
    some = text(f"{problem} > 0")
    name = f"ix_quality_{problem}"
    return Index(name, "place", "entity_id", sqlite_where=some, postgresql_where=some)


class Quality(Base):
    """Counts of what a profile says, and its place among those that need a curator.

    ``unsourced``, ``one_source`` and ``more_sources`` have so many independent sources;
    ``place`` is the lower the more there is to do. Written with the document; no versions are kept,
    since nobody cites it.
    """

    __tablename__ = "quality"

    entity_id: Mapped[str] = mapped_column(TEXT, ForeignKey("entities.id"), primary_key=True)
    kind: Mapped[str]
    place: Mapped[int] = mapped_column(Integer)
    facts: Mapped[int] = mapped_column(Integer)
    unsourced: Mapped[int] = mapped_column(Integer)
    one_source: Mapped[int] = mapped_column(Integer)
    more_sources: Mapped[int] = mapped_column(Integer)
    disputed: Mapped[int] = mapped_column(Integer)
    dead_dates: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("ix_quality_place", "place", "entity_id"),
        Index("ix_quality_kind", "kind", "place", "entity_id"),
        *(_having(problem) for problem in PROBLEMS),
    )
