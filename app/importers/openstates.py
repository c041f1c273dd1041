"""A people repository of Open States: who sits in the legislatures of states, governs, presides.

PATH is the repository, its folder ``data``, the folder of one state, or one file.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from app.importers.input_files import input_files
from app.importers.named import Naming, behind_named, some
from app.importers.openstates_entities import committee_facts, person_facts
from app.importers.openstates_seats import (
    CHAMBERS,
    Body,
    chamber,
    government,
    named_bodies,
    post_key,
    seat_of,
)
from app.importers.records import InputError, Json, Notes, Piece, Place, Source
from app.importers.subject import Subject, listed, without
from app.importers.us_states import party_key, party_name
from app.importers.yaml_records import whole
from app.ledger import NewFact
from app.vocabulary import EntityKind

_PLACES: Final = "municipalities.yml"
_COMMITTEES: Final = "committees"
_PERSON: Final = "ocd-person/"
_ORGANIZATION: Final = "ocd-organization/"


class OpenStates:
    """The format ``openstates``."""

    name = "openstates"
    kinds: Sequence[EntityKind] = (
        EntityKind.ORGANIZATION,
        EntityKind.POST,
        EntityKind.PERSON,
    )

    def read(self, path: Path, notes: Notes) -> Iterator[Piece]:
        """All pieces of the files; raises InputError where there are none."""
        return behind_named(some(_pieces(path, notes), path, "people or committees"), _names)

    def compile(
        self, kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source
    ) -> list[NewFact]:
        """The facts of a person, a post or an organization."""
        if kind is EntityKind.PERSON:
            return person_facts(key, pieces, source)
        first = pieces[0]
        if first.part == "committee":
            return committee_facts(key, pieces, source)
        subject = Subject(kind, key, first.place, source)
        if kind is EntityKind.POST:
            _post(subject, first.data)
        elif first.part == "party":
            subject.name("party", first.data["name"])
            subject.attribute("classification", "classification", "party")
        else:
            _body(subject, pieces)
        return subject.facts()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    within = path / "data" if (path / "data").is_dir() else path
    found = [file for file in input_files(within) if file.suffix in (".yml", ".yaml")]
    if not found:
        raise InputError(f"{within} has no .yml files of people or committees")
    # Places come first, since what is in them is called after them; committees last, behind people.
    return sorted(found, key=lambda file: (file.name != _PLACES, _COMMITTEES in file.parts, file))


def _pieces(path: Path, notes: Notes) -> Iterator[Piece]:
    for file in _files(path):
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        for place, record in whole(file, name, notes):
            yield from _pieces_of(record, place, notes)


def _pieces_of(record: Any, place: Place, notes: Notes) -> Iterator[Piece]:
    entity_id = record.get("id") if isinstance(record, dict) else None
    if not isinstance(entity_id, str):
        rule = "no_id" if isinstance(record, dict) else "not_a_record"
        notes.note(rule, place, "id", record, "left out")
    elif entity_id.startswith(_PERSON):
        yield _piece("person", entity_id, "person", record, place, _near(record))
    elif entity_id.startswith(_ORGANIZATION):
        yield from _committee_pieces(entity_id, record, place)
    else:
        ((key, kind),) = named_bodies(entity_id, "government")
        data = {**record, "jurisdiction": entity_id, "body": kind}
        yield Piece(kind="organization", key=key, part="place", data=data, place=place)


def _piece(kind: str, entity_id: str, part: str, data: Json, place: Place, near: str = "") -> Piece:
    key = entity_id.partition("/")[2]
    return Piece(kind=kind, key=key, part=part, data=data, place=place, near=near)


def _near(record: Json) -> str:
    roles = listed(record, "roles")
    return f"{roles[0].get('jurisdiction')} {roles[0].get('type')}" if roles else ""


def _committee_pieces(entity_id: str, record: Json, place: Place) -> Iterator[Piece]:
    yield _piece("organization", entity_id, "committee", record, place, "committee")
    for index, member in enumerate(listed(record, "members")):
        person_id = member.get("person_id") or member.get("id")
        if isinstance(person_id, str):
            data = {"committee": entity_id.partition("/")[2], "member": member}
            at = Place(place.file, f"{place.position}, members[{index}]")
            yield _piece("person", person_id, "member", data, at)


def _names(piece: Piece) -> Iterator[Naming]:
    """The bodies, parties and posts that a piece names."""
    record = piece.data
    if piece.part == "committee":
        yield from _bodies(record.get("jurisdiction"), record.get("chamber"))
    elif piece.part == "person":
        for party in listed(record, "party"):
            if name := party_name(party.get("name")):
                yield "organization", party_key(name), "party", {"name": name}
        for role in listed(record, "roles"):
            yield from _bodies(role.get("jurisdiction"), role.get("type"))
            if _is_seat(role) and (key := post_key(role)):
                yield "post", key, "post", without(role, ("start_date", "end_date", "end_reason"))


def _is_seat(role: Json) -> bool:
    return all(isinstance(role.get(field), str) for field in ("type", "jurisdiction"))


def _bodies(jurisdiction: Any, kind: Any) -> Iterator[Naming]:
    if isinstance(jurisdiction, str):
        for key, each in named_bodies(jurisdiction, str(kind)):
            yield "organization", key, "body", {"jurisdiction": jurisdiction, "body": each}


def _body(subject: Subject, pieces: Sequence[Piece]) -> None:
    """A government, a legislature or a chamber; a place may be listed with more to say."""
    for piece in pieces:
        jurisdiction, kind = piece.data["jurisdiction"], piece.data["body"]
        body: Body = (
            chamber(jurisdiction, kind, subject.source)
            if kind in CHAMBERS
            else government(jurisdiction, subject.source)
        )
        subject.at(piece.place)
        subject.name("name", body.name)
        subject.attribute("classification", "classification", body.classification)
        if kind == "government":
            subject.identifier("ocd", "id", jurisdiction)
        subject.relation("parent", subject.reference(subject.kind, body.parent, "parent"))
        subject.keep(without(piece.data, ("id", "jurisdiction", "body")))


def _post(subject: Subject, role: Json) -> None:
    seat = seat_of(role, subject.source)
    if seat is None:
        return
    subject.name("type", seat.label)
    subject.attribute("role", "role", seat.role)
    subject.attribute("area", "area", seat.area)
    body = subject.reference(EntityKind.ORGANIZATION, seat.body.key, "jurisdiction")
    subject.relation("organization", body)
