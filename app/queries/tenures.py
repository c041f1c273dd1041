"""Queries for who held a post, or belonged to an organization, when."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.batches import batches
from app.dates import FIRST_DAY, LAST_DAY
from app.db import AnySelect, unindexed
from app.models import Tenure, holds
from app.timespans import Period, Question

# The order of a succession: by the first possible day, an unknown start first.
KEY: Final = (Tenure.possibly_from, Tenure.possibly_until, Tenure.row)
TENURE_COLUMNS: Final = (
    *KEY,
    Tenure.begun_by,
    Tenure.lasts_until,
    Tenure.contradiction,
    Tenure.body,
)


def tenures(
    column: InstrumentedAttribute[Any],
    entity_id: str,
    *,
    asked: Question | None,
    known_at: int | None,
) -> AnySelect:
    """The tenures in a post or organization (``column`` says which) that the question admits."""
    about = (column == entity_id, holds(Tenure, known_at))
    return select(*TENURE_COLUMNS).where(*about, *admitted_by(asked))


def tenures_of(
    session: Session, person_ids: Collection[str], asked: Question, known_at: int | None
) -> list[Any]:
    """The tenures of these people that the question admits, in the order of a succession."""
    found: list[Any] = []
    for batch in batches(sorted(person_ids)):
        about = (Tenure.person_id.in_(batch), holds(Tenure, known_at))
        # A body may have thousands of tenures on a day; these people have a few each.
        admitted = admitted_by(asked, by_index=False)
        found += session.execute(select(*TENURE_COLUMNS).where(*about, *admitted).order_by(*KEY))
    return found


def admitted_by(asked: Question | None, *, by_index: bool = True) -> list[ColumnElement[bool]]:
    """That a tenure possibly held on the days asked about; no condition where none are.

    ``by_index``: whether an index of days may lead to the tenures.
    """
    if asked is None:
        return []
    if not by_index:
        since, until = unindexed(Tenure.possibly_from), unindexed(Tenure.possibly_until)
        return [since <= asked.last, until >= asked.first]
    return [Tenure.possibly_from <= asked.last, Tenure.possibly_until >= asked.first]


def is_dated() -> ColumnElement[bool]:
    """That something is known of when a tenure was."""
    return (Tenure.possibly_from > FIRST_DAY) | (Tenure.possibly_until < LAST_DAY)


def latest_before(
    session: Session, statement: AnySelect, key: tuple[Any, ...]
) -> tuple[dt.date | None, Period | None]:
    """Of all tenures that stand before this key, the latest possible day, and the sure days of the
    one that surely lasted the longest.
    """
    earlier = statement.where(tuple_(*KEY) < tuple_(*key))
    possible = session.scalar(earlier.with_only_columns(func.max(Tenure.possibly_until)))
    # As Timespan.surely has it.
    sure = (Tenure.begun_by <= Tenure.lasts_until) & (Tenure.begun_by < LAST_DAY)
    longest = earlier.with_only_columns(Tenure.begun_by, Tenure.lasts_until).where(sure)
    longest = longest.order_by(Tenure.lasts_until.desc(), *KEY).limit(1)
    row: Any = session.execute(longest).one_or_none()
    return possible, (row[0], row[1]) if row else None
