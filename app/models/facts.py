"""Facts: the ledger itself. A row is recorded by one change, and may be retracted by a later."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, exists, text
from sqlalchemy.orm import Mapped, mapped_column

from app.dates import FIRST_DAY, LAST_DAY
from app.models.base import BIG_INTEGER, TEXT, Base, ChangeNumber, EntityId, one_of
from app.models.withheld import WithheldFact
from app.vocabulary import NOT_IN_PROFILES, NOTES, Certainty, FactKind, Rank

_LIVE = text("retracted_in IS NULL")
# Not an index of all rows: SQLite would take it for "retracted_in IS NULL", which most rows are.
_GONE = text("retracted_in IS NOT NULL")


def known(known_at: int | None) -> ColumnElement[bool]:
    """That a fact stands now, or stood after the change ``known_at``."""
    if known_at is None:
        return Fact.retracted_in.is_(None)
    standing = Fact.retracted_in.is_(None) | (Fact.retracted_in > known_at)
    return (Fact.recorded_in <= known_at) & standing


def withheld(of: Any = None) -> ColumnElement[bool]:
    """That a fact is in no output: it speaks of what was withdrawn, or of a hidden field.

    ``of``: the facts under another name.
    """
    return exists().where(WithheldFact.row == (of or Fact).row)


def shown(known_at: int | None) -> ColumnElement[bool]:
    """That a fact is known, and may be shown: the condition of everything that goes out."""
    return known(known_at) & ~withheld()


def in_profiles() -> ColumnElement[bool]:
    """That a fact may stand in a profile: no statement, no allegation, nothing only planned.

    Nor what the ledger notes of an entity itself, nor a tie of an entity to itself, which a merge
    may leave behind.
    """
    said = (Fact.kind != FactKind.STATEMENT) & Fact.certainty.not_in(NOT_IN_PROFILES)
    ties = Fact.object_id.is_(None) | (Fact.object_id != Fact.subject_id)
    return said & Fact.property.not_in(NOTES) & ties


def noted(property_: str) -> ColumnElement[bool]:
    """That a fact is a note of the ledger: each has an origin of its own, by which it is found."""
    # 0 comes right behind the / that follows the name.
    return (Fact.origin > f"{property_}/") & (Fact.origin < f"{property_}0")


class Fact(Base):
    """One row that says something.

    ``row`` orders the ledger; ``id`` is the fact's identity, which a corrected row shares with the
    row that it replaces. ``digest`` is over all that the row and its citations say.

    ==============  =============================================================================
    kind            columns used
    ==============  =============================================================================
    name            property (name, alias …), value (the name), lang, name_parts
    attribute       property, value, value_written (a date as the article has it)
    identifier      property (the scheme), value
    link            property, value (a URL)
    membership      organization_id, post_id, on_behalf_of_id; value: {label, role}
    participation   object_id (the event), property (the role of the participant)
    relation        property, object_id
    statement       property (characterisation, prediction …), value (the words); never in profiles
    ==============  =============================================================================

    ``start_date`` and ``end_date`` are partial dates; the four days beside them are their bounds,
    open ones at the first or last day of the calendar, so that a question about a day is a
    comparison of columns without NULL.

    ``name_parts``: what a name is made of, by Popolo's fields; NULL where its source does not say.
    ``said_ids``: what the source said, by column, where a merge has moved the fact to another
    entity or a note of the ledger has deprecated it; NULL where the columns hold what was said.
    """

    __tablename__ = "facts"

    row: Mapped[int] = mapped_column(BIG_INTEGER, primary_key=True)
    id: Mapped[str]
    digest: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[EntityId]
    property: Mapped[str]
    value: Mapped[Any | None]
    value_written: Mapped[str | None]
    lang: Mapped[str | None]
    name_parts: Mapped[Any | None]
    object_id: Mapped[EntityId | None]
    organization_id: Mapped[EntityId | None]
    post_id: Mapped[EntityId | None]
    on_behalf_of_id: Mapped[EntityId | None]
    said_ids: Mapped[Any | None]
    start_date: Mapped[str | None]
    start_written: Mapped[str | None]
    start_earliest: Mapped[dt.date] = mapped_column(default=FIRST_DAY)
    start_latest: Mapped[dt.date] = mapped_column(default=LAST_DAY)
    end_date: Mapped[str | None]
    end_written: Mapped[str | None]
    end_earliest: Mapped[dt.date] = mapped_column(default=FIRST_DAY)
    end_latest: Mapped[dt.date] = mapped_column(default=LAST_DAY)
    rank: Mapped[str]
    rank_reason: Mapped[str | None]
    certainty: Mapped[str]
    note: Mapped[str | None]
    source_data: Mapped[Any | None]
    dataset_id: Mapped[str] = mapped_column(TEXT, ForeignKey("datasets.id"))
    origin: Mapped[str]
    recorded_in: Mapped[ChangeNumber]
    retracted_in: Mapped[ChangeNumber | None]
    retraction_reason: Mapped[str | None]

    __table_args__ = (
        one_of("kind", FactKind),
        one_of("rank", Rank),
        one_of("certainty", Certainty),
        CheckConstraint("retracted_in > recorded_in", name="retracted_later"),
        CheckConstraint(
            "(retracted_in IS NULL) = (retraction_reason IS NULL)", name="retracted_with_reason"
        ),
        CheckConstraint(
            "rank <> 'deprecated' OR rank_reason IS NOT NULL", name="deprecation_has_reason"
        ),
        CheckConstraint(
            "kind <> 'membership' OR organization_id IS NOT NULL", name="membership_organization"
        ),
        CheckConstraint(
            "kind NOT IN ('participation', 'relation') OR object_id IS NOT NULL",
            name="object_named",
        ),
        Index("uq_facts_live_id", "id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "origin", "row"),
        Index(None, "subject_id", "kind"),
        Index(None, "organization_id", "row"),
        Index(None, "post_id", "row"),
        Index(None, "object_id", "row"),
        Index(None, "on_behalf_of_id"),
        Index(None, "recorded_in"),
        Index(
            "ix_facts_retracted_in",
            "retracted_in",
            sqlite_where=_GONE,
            postgresql_where=_GONE,
        ),
        Index(None, "id", "row"),
        Index("ix_facts_live_kind_row", "kind", "row", sqlite_where=_LIVE, postgresql_where=_LIVE),
    )
