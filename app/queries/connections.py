"""Queries for connections: what people held and where they took part, and who else did.

The rows are light: no documents, and at most ``MOST_READ`` tenures and as many participations.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, exists, literal, select, union_all
from sqlalchemy.orm import Session

from app.batches import batches
from app.models import Citation, Entity, Fact, Reference, Tenure, holds, in_profiles, shown
from app.vocabulary import EntityKind, FactKind, Rank, Stance

Rows = Sequence[Any]

MOST_READ: Final = 20_000
_BODIES_AT_ONCE: Final = 100  # a compound statement of SQLite has at most 500 parts
_COLUMNS: Final = {EntityKind.POST: Tenure.post_id, EntityKind.ORGANIZATION: Tenure.organization_id}
_DAYS: Final = (Tenure.possibly_from, Tenure.possibly_until)
_TENURE: Final = (
    Tenure.row,
    Tenure.person_id,
    Tenure.organization_id,
    Tenure.post_id,
    *_DAYS,
    Tenure.begun_by,
    Tenure.lasts_until,
)
_CITED: Final = exists().where(Citation.fact_row == Fact.row)
_PART: Final = (
    Fact.subject_id.label("person_id"),
    Fact.object_id.label("event_id"),
    Fact.property.label("role"),
    Fact.rank,
    _CITED.label("is_cited"),
    _CITED.where(Citation.stance == Stance.SUPPORTS).label("is_supported"),
)


@dataclass(slots=True)
class Around:
    """What some people held and attended, and what others held and attended with them.

    ``event_dates`` are what references tell of the events. ``is_whole``: whether all was read.
    """

    tenures: Rows
    other_tenures: Rows
    parts: Rows
    other_parts: Rows
    event_dates: Mapping[str, Any]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    """A post or an organization, and the days that matter in it."""

    kind: EntityKind
    id: str
    first: dt.date
    last: dt.date


def read_around(
    session: Session,
    person_ids: Collection[str],
    kinds: Collection[EntityKind],
    known_at: int | None,
) -> Around:
    """All that may connect these people with others, by things of these kinds."""
    tenures = tenures_of(session, person_ids, known_at) if set(kinds) & _COLUMNS.keys() else []
    bodies = [body for body in bodies_of(tenures) if body.kind in kinds]
    other_tenures, all_tenures = tenures_in(session, bodies, known_at)
    parts = parts_of(session, person_ids, known_at) if EntityKind.EVENT in kinds else []
    events = sorted({part.event_id for part in parts})
    other_parts = parts_in(session, events, known_at)
    dates = event_dates(session, events, known_at)
    is_whole = all_tenures and len(other_parts) <= MOST_READ
    return Around(tenures, other_tenures, parts, other_parts, dates, is_whole)


def read_between(
    session: Session,
    person_id: str,
    other_id: str,
    kinds: Collection[EntityKind],
    known_at: int | None,
) -> Around:
    """The same of one person and one other."""
    people = (person_id, other_id)
    tenures = tenures_of(session, people, known_at) if set(kinds) & _COLUMNS.keys() else []
    parts = parts_of(session, people, known_at) if EntityKind.EVENT in kinds else []
    events = sorted({part.event_id for part in parts})
    return Around(tenures, tenures, parts, parts, event_dates(session, events, known_at))


def tenures_of(session: Session, person_ids: Collection[str], known_at: int | None) -> Rows:
    """What these people held, in the order in which it was recorded."""
    # Found by way of the facts, whose index is also of what no longer holds: past views need it.
    held = select(Fact.row).where(Fact.subject_id.in_(person_ids), Fact.kind == FactKind.MEMBERSHIP)
    found = select(*_TENURE).where(Tenure.row.in_(held), holds(Tenure, known_at))
    return session.execute(found.order_by(Tenure.row)).all()


def bodies_of(tenures: Rows) -> list[Body]:
    """The posts and organizations of tenures, each with the days from the first to the last."""
    days: dict[tuple[EntityKind, str], list[dt.date]] = defaultdict(list)
    for held in tenures:
        for kind, column in _COLUMNS.items():
            if (body_id := getattr(held, column.key)) is not None:
                days[kind, body_id] += [held.possibly_from, held.possibly_until]
    return [Body(*of, min(its_days), max(its_days)) for of, its_days in days.items()]


def tenures_in(session: Session, bodies: Sequence[Body], known_at: int | None) -> tuple[Rows, bool]:
    """Who was in these bodies on the days that matter; and whether that is all of it.

    The bodies share evenly in what may be read; what the small ones leave goes to the large.
    """
    share = MOST_READ // max(1, len(bodies))
    read = _read_bodies(session, bodies, share, known_at)
    large = [body for body in bodies if len(read[body]) > share]
    if 0 < len(large) < len(bodies):
        small = sum(len(read[body]) for body in bodies if body not in large)
        share = (MOST_READ - small) // len(large)
        read |= _read_bodies(session, large, share, known_at)
    is_whole = all(len(read[body]) <= share for body in large)
    return [row for body in bodies for row in read[body][:share]], is_whole


def parts_of(session: Session, person_ids: Collection[str], known_at: int | None) -> Rows:
    """The parts that these people took in events."""
    found = select(*_PART).where(Fact.subject_id.in_(person_ids), *_in_profiles(known_at))
    return session.execute(found.order_by(Fact.row)).all()


def parts_in(session: Session, event_ids: Collection[str], known_at: int | None) -> Rows:
    """The parts that people took in these events; one more than ``MOST_READ`` where there are."""
    if not event_ids:
        return []
    found = select(*_PART).join(Entity, Entity.id == Fact.subject_id)
    found = found.where(Fact.object_id.in_(event_ids), *_in_profiles(known_at))
    found = found.where(Entity.kind == EntityKind.PERSON).order_by(Fact.object_id, Fact.row)
    return session.execute(found.limit(MOST_READ + 1)).all()


def event_dates(
    session: Session, event_ids: Collection[str], known_at: int | None
) -> dict[str, Any]:
    """What is told of each of these events, its dates among it."""
    if not event_ids:
        return {}
    found = select(Reference.id, Reference.told)
    found = found.where(Reference.id.in_(event_ids), holds(Reference, known_at))
    return {row.id: row.told for row in session.execute(found)}


def _in_profiles(known_at: int | None) -> tuple[Any, ...]:
    attends = Fact.kind == FactKind.PARTICIPATION
    return attends, in_profiles(), shown(known_at), Fact.rank != Rank.DEPRECATED


def _read_bodies(
    session: Session, bodies: Sequence[Body], most: int, known_at: int | None
) -> dict[Body, list[Any]]:
    """The tenures in each body, the latest first; one more than ``most`` at the most.

    Those that nobody dates come last: where not all is read, it is they who are left out.
    """
    read: dict[Body, list[Any]] = {body: [] for body in bodies}
    for batch in batches(bodies, _BODIES_AT_ONCE):
        found = union_all(
            *(_in_body(body, place, most + 1, known_at) for place, body in enumerate(batch))
        )
        for row in session.execute(found):
            read[batch[row.place]].append(row)
    return read


def _in_body(body: Body, place: int, limit: int, known_at: int | None) -> Select[Any]:
    found = select(*_TENURE, literal(place).label("place")).where(
        _COLUMNS[body.kind] == body.id,
        Tenure.possibly_from <= body.last,
        Tenure.possibly_until >= body.first,
        holds(Tenure, known_at),
    )
    latest = (Tenure.possibly_from.desc(), Tenure.possibly_until, Tenure.row)
    limited = found.order_by(*latest).limit(limit)
    return select(limited.subquery())
