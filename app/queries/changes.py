"""Queries for changes."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import Select, exists, func, select, union, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.batches import batches
from app.db import AnySelect
from app.models import Change, ChangeEntity, Entity, Fact, shown, withheld
from app.models.rows import FactRow, fact_rows

_AT_ONCE: Final = 100  # a compound statement of SQLite has at most 500 parts
# Each has an index of its own, which leads to the facts of a change in a select of its own.
_CHANGED_BY: Final[tuple[InstrumentedAttribute[Any], ...]] = (Fact.recorded_in, Fact.retracted_in)


def get_change(session: Session, number: int) -> Change:
    """A change that is there, by its number."""
    return session.get_one(Change, number)


def last_change(session: Session, at: dt.datetime | None = None) -> Change | None:
    """The newest change, or the newest at a moment; None where there was none yet."""
    found = select(Change).order_by(Change.number.desc()).limit(1)
    if at is not None:
        found = found.where(Change.at <= at)
    return session.scalars(found).first()


def list_changes(*, after: int) -> AnySelect:
    """The changes behind this number, in their order."""
    return select(Change.number).where(Change.number > after)


def changes_touching(entity_ids: Sequence[str]) -> AnySelect:
    """The changes that touched any of these entities, in their order."""
    touched = select(ChangeEntity.change).where(ChangeEntity.entity_id.in_(entity_ids))
    return select(Change.number).where(Change.number.in_(touched))


def newest_changes(
    session: Session, entity_ids: Sequence[str] | None, *, before: int | None, limit: int
) -> list[int]:
    """The numbers of the newest changes, of these entities or of all, from before ``before`` on."""
    return list(session.scalars(_newest(entity_ids, before, limit)))


def read_newest(
    session: Session, entity_ids: Sequence[str] | None, *, before: int | None, limit: int
) -> list[Change]:
    """The same changes themselves, the newest first."""
    numbers = _newest(entity_ids, before, limit).subquery()
    found = select(Change).where(Change.number.in_(select(numbers.c[0])))
    return list(session.scalars(found.order_by(Change.number.desc())))


def _newest(entity_ids: Sequence[str] | None, before: int | None, limit: int) -> Select[int]:
    number: InstrumentedAttribute[int] = Change.number
    found = select(number)
    if entity_ids is not None:
        number = ChangeEntity.change
        found = select(number).where(ChangeEntity.entity_id.in_(entity_ids)).distinct()
    if before is not None:
        found = found.where(number < before)
    return found.order_by(number.desc()).limit(limit)


def changes_by_number(session: Session, numbers: Collection[int]) -> list[Change]:
    """These changes, in the order of their numbers."""
    found = select(Change).where(Change.number.in_(numbers)).order_by(Change.number)
    return list(session.scalars(found))


def facts_of_changes(
    session: Session, numbers: Sequence[int], entity_ids: Sequence[str] | None = None
) -> list[FactRow]:
    """The facts that these changes recorded or retracted; of these subjects, or of all."""
    changed = Fact.recorded_in.in_(numbers) | Fact.retracted_in.in_(numbers)
    subjects = [] if entity_ids is None else [Fact.subject_id.in_(entity_ids)]
    return fact_rows(session, changed, ~withheld(), *subjects, order_by=Fact.row)


def fields_of_changes(
    session: Session, numbers: Sequence[int], entity_ids: Collection[str] | None = None
) -> set[tuple[int, str, str]]:
    """(change, subject id, property) of the facts that these changes recorded or retracted; of
    these subjects, or of all.
    """
    fields: set[tuple[int, str, str]] = set()
    for batch in [None] if entity_ids is None else batches(sorted(entity_ids)):
        each = (_fields(by, numbers, batch) for by in _CHANGED_BY)
        fields |= {(row[0], row[1], row[2]) for row in session.execute(union(*each))}
    return fields


def _fields(
    by: InstrumentedAttribute[Any], numbers: Sequence[int], entity_ids: Sequence[str] | None
) -> Select[Any]:
    found = select(by, Fact.subject_id, Fact.property).where(by.in_(numbers), ~withheld())
    return found if entity_ids is None else found.where(Fact.subject_id.in_(entity_ids))


def fitting(session: Session, numbers: Sequence[int], most: int) -> Sequence[int]:
    """The first of these changes, at least one, that have at most so many facts together."""
    each = (select(by, func.count()).where(by.in_(numbers)).group_by(by) for by in _CHANGED_BY)
    counts = Counter[int]()
    for row in session.execute(union_all(*each)):
        counts[row[0]] += row[1]
    fit = sum(total <= most for total in accumulate(counts[number] for number in numbers))
    return numbers[: max(fit, 1)]


def facts_changed(number: int) -> tuple[AnySelect, Sequence[Any]]:
    """The facts that a change recorded or took back, each once, and the key of their order.

    What it corrected stands there with its new row; ``facts_replaced`` finds the old one.
    """
    new = aliased(Fact)
    corrected = exists().where(new.id == Fact.id, new.recorded_in == number, ~withheld(new))
    columns = (Fact.row, Fact.id)
    recorded = select(*columns).where(Fact.recorded_in == number, ~withheld())
    gone = select(*columns).where(Fact.retracted_in == number, ~withheld(), ~corrected)
    both = union_all(recorded, gone).subquery()
    return select(both.c.row, both.c.id), (both.c.row,)


def facts_replaced(session: Session, number: int, fact_ids: Collection[str]) -> list[FactRow]:
    """The rows of these facts that a change retracted."""
    found: list[FactRow] = []
    for batch in batches(sorted(fact_ids)):
        gone = (Fact.retracted_in == number, Fact.id.in_(batch), ~withheld())
        found += fact_rows(session, *gone, order_by=Fact.row)
    return found


def count_changed(session: Session, number: int) -> tuple[int, int]:
    """How many facts a change recorded, and how many it retracted."""
    counted = (select(func.count()).where(by == number) for by in _CHANGED_BY)
    recorded, retracted = (session.scalar(each) or 0 for each in counted)
    return recorded, retracted


def facts_known(session: Session, entity_ids: Sequence[str], known_at: int) -> list[FactRow]:
    """The facts about these entities that stood after a change."""
    about = Fact.subject_id.in_(entity_ids)
    return fact_rows(session, about, shown(known_at), order_by=Fact.row)


def first_touched(
    session: Session, numbers: Sequence[int], limit: int
) -> list[tuple[int, str, str]]:
    """(change, entity id, kind) of the first entities that each of these changes touched."""
    touched: list[tuple[int, str, str]] = []
    for batch in batches(numbers, _AT_ONCE):
        each = (_first_of(number, limit) for number in batch)
        touched += [(row[0], row[1], row[2]) for row in session.execute(union_all(*each))]
    return sorted(touched)


def count_touched(session: Session, numbers: Sequence[int]) -> dict[int, int]:
    """How many entities each of these changes touched."""
    found = select(ChangeEntity.change, func.count()).where(ChangeEntity.change.in_(numbers))
    return {row[0]: row[1] for row in session.execute(found.group_by(ChangeEntity.change))}


def _first_of(number: int, limit: int) -> Select[Any]:
    found = (
        select(ChangeEntity.change, ChangeEntity.entity_id, Entity.kind)
        .join(Entity, Entity.id == ChangeEntity.entity_id)
        .where(ChangeEntity.change == number)
        .order_by(ChangeEntity.entity_id)
        .limit(limit)
    )
    return select(found.subquery())


def entities_touched(
    session: Session, numbers: Sequence[int], entity_ids: Sequence[str] | None = None
) -> list[tuple[int, str, str]]:
    """(change, entity id, kind) of every entity that these changes touched; of these, or of all."""
    found = (
        select(ChangeEntity.change, ChangeEntity.entity_id, Entity.kind)
        .join(Entity, Entity.id == ChangeEntity.entity_id)
        .where(ChangeEntity.change.in_(numbers))
        .order_by(ChangeEntity.change, ChangeEntity.entity_id)
    )
    if entity_ids is not None:
        found = found.where(ChangeEntity.entity_id.in_(entity_ids))
    return [(row[0], row[1], row[2]) for row in session.execute(found)]
