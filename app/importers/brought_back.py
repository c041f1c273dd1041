"""Facts of a dataset that reverts recorded again, whatever its newest edition says of them.

What a revert of an import took back stays so until the input says something else. What a revert of
a withdrawal, of a merge or of a drop brings back may be of an older edition than the last one.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models import Change, Fact

_MOVING: Final = ("revert", "merge")  # actions that record rows again, a merge those it moves


def entities_brought_back(session: Session, dataset_id: str) -> Iterator[str]:
    """The entities of which a fact stands that was recorded again, each once for every change."""
    numbers = select(Change.number).where(Change.action.in_(_MOVING)).order_by(Change.number)
    for number in session.scalars(numbers).all():
        standing = (Fact.recorded_in == number) & Fact.retracted_in.is_(None)
        yield from _entities(session, dataset_id, standing)


def last_undone(session: Session, dataset_id: str) -> dict[str, int]:
    """The newest change that undid a withdrawal or a merge, for each entity of which it did."""
    undoing = select(Change.number).where(Change.action == "revert", Change.origin.is_(None))
    last: dict[str, int] = {}
    for number in session.scalars(undoing.order_by(Change.number)).all():
        for changed in (Fact.recorded_in, Fact.retracted_in):
            last |= dict.fromkeys(_entities(session, dataset_id, changed == number), number)
    return last


def _entities(session: Session, dataset_id: str, changed: ColumnElement[bool]) -> list[str]:
    # The database would perhaps read its index of all origins to tell them apart.
    found = select(Fact.origin).where(changed, Fact.dataset_id == dataset_id)
    return sorted({origin.partition("/")[2] for origin in session.scalars(found)})
