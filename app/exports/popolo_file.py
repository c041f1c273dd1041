"""One Popolo file: an array for each kind of record, written as a stream."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exports import popolo
from app.exports.entities import evidence_pages, tombstones
from app.exports.lines import joined
from app.exports.wanted import Wanted, among, stream
from app.models import Fact, shown
from app.popolo_fields import AREA, BESIDE, SOURCE
from app.profiles.evidence import Evidence
from app.profiles.facts import Json
from app.vocabulary import EntityKind, FactKind

Records = Iterator[list[Json]]
_ARRAYS: Final[dict[str, tuple[EntityKind, Callable[[str, Evidence], Json]]]] = {
    "persons": (EntityKind.PERSON, popolo.person),
    "organizations": (EntityKind.ORGANIZATION, popolo.organization),
    "posts": (EntityKind.POST, popolo.post),
    "events": (EntityKind.EVENT, popolo.event),
}
_TAKEN: Final = {*_ARRAYS, "memberships", "areas", "deleted"}
_MEMBERS: Final = (EntityKind.PERSON, EntityKind.ORGANIZATION)


def write_popolo(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """The file. An increment has ``deleted`` beside the arrays, with the ids of what is gone."""
    before = b"{"
    for name, records in _arrays(session, wanted):
        yield b'%b"%b":[' % (before, name.encode())
        yield from joined(records)
        yield b"\n]"
        before = b",\n"
    for name, told in _beside(session, wanted).items():
        yield b',\n"%b":%b' % (name.encode(), orjson.dumps(told))
    yield b"}\n"


def _arrays(session: Session, wanted: Wanted) -> Iterator[tuple[str, Records]]:
    for name, (kind, write) in _ARRAYS.items():
        yield name, _records(session, replace(wanted, kinds=(kind,)), write)
    yield "memberships", _memberships(session, wanted)
    yield "areas", _areas(session, wanted)
    if wanted.since is not None:
        yield "deleted", tombstones(session, wanted)


def _records(session: Session, wanted: Wanted, write: Callable[[str, Evidence], Json]) -> Records:
    for entity_ids, evidence in evidence_pages(session, wanted):
        yield [write(each, evidence) for each in entity_ids]


def _memberships(session: Session, wanted: Wanted) -> Records:
    for kind in _MEMBERS:
        for entity_ids, evidence in evidence_pages(session, replace(wanted, kinds=(kind,))):
            yield [held for each in entity_ids for held in popolo.memberships(each, evidence)]


def _areas(session: Session, wanted: Wanted) -> Records:
    for facts in _statements(session, wanted, AREA):
        yield [popolo.area(each) for each in facts]


def _beside(session: Session, wanted: Wanted) -> Json:
    """What stood beside the arrays of the files that were imported."""
    told: Json = {}
    for facts in _statements(session, wanted, BESIDE):
        for fact in facts:
            told |= (fact.source_data or {}).get(SOURCE) or {}
    return {name: each for name, each in sorted(told.items()) if name not in _TAKEN}


def _statements(session: Session, wanted: Wanted, property_: str) -> Iterator[Sequence[Any]]:
    columns: Any = Fact.__table__.columns
    found = select(*columns).where(Fact.kind == FactKind.STATEMENT, Fact.property == property_)
    found = found.where(shown(wanted.known_at), *among(session, wanted, Fact.subject_id))
    yield from stream(session, found.order_by(Fact.row))
