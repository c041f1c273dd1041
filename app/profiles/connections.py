"""Connections written out: who shared what, when, and the facts of both that say so."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.batches import batches
from app.db import unindexed
from app.models import Fact, Tenure, holds, in_profiles, shown
from app.models.rows import FactRow, ReferenceRow, fact_rows
from app.profiles.evidence import Evidence, add_context
from app.profiles.facts import Json, Writer
from app.profiles.overlaps import Connection, Shared, Strength
from app.profiles.references import read_references
from app.profiles.succession import read_tenures, timespan_json, write_memberships
from app.vocabulary import EntityKind, FactKind

MOST_SHOWN: Final = 5  # of the things that one connection shares; all of them in a comparison


def write_connections(
    session: Session, person_id: str, found: Sequence[Connection], known_at: int | None
) -> list[Json]:
    """Each connection of the person, with the things that were shared longest."""
    legs = [(each.through or person_id, each.person_id, _longest(each.shared)) for each in found]
    writer = _Writer(session, legs, known_at)
    return [
        {
            "person": writer.reference(each.person_id),
            "depth": each.depth,
            "through": writer.reference(each.through) if each.through else None,
            **_strength_json(each.strength),
            "shared": writer.shared(*leg),
        }
        for each, leg in zip(found, legs, strict=True)
    ]


def write_comparison(
    session: Session,
    person_id: str,
    other_id: str,
    shared: Sequence[Shared],
    measured: Strength,
    known_at: int | None,
) -> Json:
    """All that two people shared, in the order of time."""
    leg = (person_id, other_id, sorted(shared, key=lambda each: each.order))
    writer = _Writer(session, [leg], known_at)
    return {
        "person": writer.reference(person_id),
        "other": writer.reference(other_id),
        **_strength_json(measured),
        "shared": writer.shared(*leg),
    }


Leg = tuple[str, str, Sequence[Shared]]


class _Writer:
    """Writes what was shared on some legs, each from a person to another."""

    def __init__(self, session: Session, legs: Sequence[Leg], known_at: int | None) -> None:
        things = [each for _, _, shared in legs for each in shared]
        people = {person_id for own, other, _ in legs for person_id in (own, other)}
        named = people | {each.entity_id for each in things}
        self._references = read_references(session, named, known_at)
        self._memberships = _memberships(session, things, known_at)
        events = {each.entity_id for each in things if each.kind is EntityKind.EVENT}
        self._parts = _parts(session, people, events, known_at)

    def reference(self, entity_id: str) -> Json:
        """An entity as others name it."""
        return _reference(self._references[entity_id])

    def shared(self, own: str, other: str, things: Sequence[Shared]) -> list[Json]:
        """Each thing shared, with the facts of both people."""
        return [
            {
                "kind": each.kind,
                "entity": self.reference(each.entity_id),
                "holds": each.holds,
                "overlap": timespan_json(each.span)["timespan"],
                "own": self._fact(each, own, each.own_row),
                "theirs": self._fact(each, other, each.their_row),
            }
            for each in things
        ]

    def _fact(self, shared: Shared, person_id: str, row: int | None) -> Any:
        if row is None:
            return self._parts[person_id, shared.entity_id]
        return self._memberships[row]


def _longest(shared: Sequence[Shared]) -> list[Shared]:
    return sorted(shared, key=lambda each: each.longest_first)[:MOST_SHOWN]


def _reference(found: ReferenceRow) -> Json:
    return {"id": found.id, "kind": found.kind, "name": found.name}


def _strength_json(measured: Strength) -> Json:
    return {
        "definite_days": measured.definite_days,
        "possible_days": measured.possible_days,
        "shared_count": measured.things,
    }


def _memberships(
    session: Session, things: Iterable[Shared], known_at: int | None
) -> dict[int, orjson.Fragment]:
    """The memberships that were shared as JSON, by the rows of their tenures."""
    rows = {row for each in things for row in (each.own_row, each.their_row) if row is not None}
    found: list[Tenure] = []
    for batch in batches(sorted(rows)):
        tenures = select(Tenure).where(Tenure.row.in_(batch), holds(Tenure, known_at))
        found += session.scalars(tenures)
    written = zip(found, write_memberships(read_tenures(found), None), strict=True)
    return {tenure.row: orjson.Fragment(body) for tenure, body in written}


def _parts(
    session: Session, people: Iterable[str], events: Iterable[str], known_at: int | None
) -> dict[tuple[str, str], Json]:
    """The first part that each of these people took in each of these events."""
    of_kind = unindexed(Fact.kind) == FactKind.PARTICIPATION
    attended = (of_kind, Fact.object_id.in_(sorted(events)))
    facts: list[FactRow] = []
    for batch in batches(sorted(people) if events else ()):
        wanted = (Fact.subject_id.in_(batch), *attended, in_profiles(), shown(known_at))
        facts += fact_rows(session, *wanted, order_by=Fact.row)
    evidence = Evidence(known_at=known_at)
    if facts:
        add_context(session, evidence, facts)
    parts: dict[tuple[str, str], Json] = {}
    for written in Writer(evidence).facts(facts):
        parts.setdefault((written["subject"]["id"], written["event_id"]), written)
    return parts
