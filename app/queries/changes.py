"""Queries for changes."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Change, ChangeEntity, Entity, Fact, known


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
    touched = ChangeEntity.entity_id.in_(entity_ids)
    return select(ChangeEntity.change.label("number")).where(touched).distinct()


def changes_by_number(session: Session, numbers: Sequence[int]) -> list[Change]:
    """These changes, in the order of their numbers."""
    found = select(Change).where(Change.number.in_(numbers)).order_by(Change.number)
    return list(session.scalars(found))


def facts_of_changes(
    session: Session, numbers: Sequence[int], entity_ids: Sequence[str] | None = None
) -> list[Fact]:
    """The facts that these changes recorded or retracted; of these subjects, or of all."""
    changed = Fact.recorded_in.in_(numbers) | Fact.retracted_in.in_(numbers)
    found = select(Fact).where(changed).order_by(Fact.row)
    if entity_ids is not None:
        found = found.where(Fact.subject_id.in_(entity_ids))
    return list(session.scalars(found))


def facts_known(session: Session, entity_ids: Sequence[str], known_at: int) -> list[Fact]:
    """The facts about these entities that stood after a change."""
    about = Fact.subject_id.in_(entity_ids)
    return list(session.scalars(select(Fact).where(about, known(known_at)).order_by(Fact.row)))


def entities_touched(session: Session, numbers: Sequence[int]) -> list[tuple[int, str, str]]:
    """(change, entity id, kind) of every entity that these changes touched."""
    found = (
        select(ChangeEntity.change, ChangeEntity.entity_id, Entity.kind)
        .join(Entity, Entity.id == ChangeEntity.entity_id)
        .where(ChangeEntity.change.in_(numbers))
        .order_by(ChangeEntity.change, ChangeEntity.entity_id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(found)]
