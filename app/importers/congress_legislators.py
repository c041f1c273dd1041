"""The congress-legislators data: who served in the Congress of the United States, and who presided.

PATH is a folder of the data, or one of its files. Of the legislators of the past, the YAML file has
all terms; where only the CSV file is there, it has the last term of each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.importers.admitting import admitted
from app.importers.cleaning import id_of
from app.importers.congress_committees import committee_facts, committee_pieces, member_pieces
from app.importers.congress_people import is_text, leadership_key, leading_body, person_facts
from app.importers.congress_rows import record_of
from app.importers.congress_seats import (
    BODIES,
    CHAMBERS,
    CONGRESS,
    Seat,
    bodies,
    seat_of,
)
from app.importers.csv_rows import CsvFile
from app.importers.named import Naming, behind_named, some
from app.importers.records import InputError, Json, Notes, Piece, Place, Source
from app.importers.subject import Subject, listed
from app.importers.us_states import party_key, party_name
from app.importers.yaml_records import records
from app.ledger import NewFact
from app.vocabulary import EntityKind

# In the order in which what they say of the same person or committee counts.
_FILES: Final = (
    "legislators-current.yaml",
    "legislators-historical.yaml",
    "executive.yaml",
    "legislators-social-media.yaml",
    "legislators-district-offices.yaml",
    "committees-current.yaml",
    "committees-historical.yaml",
    "committee-membership-current.yaml",
)
_ROWS: Final = "legislators-historical.csv"
_TOLD_IN_FULL: Final = "legislators-historical.yaml"
# What else is told of persons, by the field that tells it.
_MORE: Final = ("social", "offices")
_NAMED: Final = "named"
_SEAT: Final = ("type", "state", "district", "class")
_NAMED_BY: Final = ("bioguide", "govtrack", "wikidata", "lis", "thomas", "icpsr_prez", "icpsr")


class CongressLegislators:
    """The format ``congress-legislators``."""

    name = "congress-legislators"
    kinds: Sequence[EntityKind] = (
        EntityKind.ORGANIZATION,
        EntityKind.POST,
        EntityKind.PERSON,
    )

    def read(self, path: Path, notes: Notes) -> Iterator[Piece]:
        """All pieces of the files; raises InputError where there are none."""
        what = "legislators, committees or members of committees"
        return behind_named(some(_pieces(path, notes), path, what), _names)

    def compile(
        self, kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source
    ) -> list[NewFact]:
        """The facts of a person, a post or an organization."""
        if kind is EntityKind.PERSON:
            return person_facts(key, pieces, source)
        if pieces[0].part in ("committee", "members"):
            return committee_facts(key, pieces, source)
        subject = Subject(kind, key, pieces[0].place, source)
        if kind is EntityKind.POST:
            _post(subject, pieces[0].data)
        elif pieces[0].part == _NAMED:
            _organization(subject, key, pieces[0].data)
        return subject.facts()


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise InputError(f"there is no file or folder {path}")
        return [path]
    found = [path / name for name in _FILES if (path / name).is_file()]
    rows = [each for each in (path / _ROWS, path / "gh-pages" / _ROWS) if each.is_file()]
    if path / _TOLD_IN_FULL not in found:
        found += rows[:1]
    if not found:
        raise InputError(f"{path} has none of the files {', '.join((*_FILES, _ROWS))}")
    return found


def _pieces(path: Path, notes: Notes) -> Iterator[Piece]:
    for file in _files(path):
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        pieces = _row_pieces if file.suffix == ".csv" else _yaml_pieces
        yield from pieces(file, name, notes)


def _yaml_pieces(file: Path, name: str, notes: Notes) -> Iterator[Piece]:
    for place, record in records(file, name, notes):
        yield from _pieces_of(record, place, notes)


def _pieces_of(record: Any, place: Place, notes: Notes) -> Iterator[Piece]:
    """What a record is, by the fields that it has."""
    if not isinstance(record, dict):
        notes.note("not_a_record", place, "", record, "left out")
    elif "thomas_id" in record:
        yield from committee_pieces(record, place, notes)
    elif "id" in record:
        yield from _person_pieces(record, place, notes)
    else:
        yield from member_pieces(record, place, notes)


def _person_pieces(record: Json, place: Place, notes: Notes) -> Iterator[Piece]:
    key = _key(record)
    if key is None:
        notes.note("no_id", place, "id", record.get("id"), "left out")
        return
    part = next((each for each in _MORE if each in record and "terms" not in record), "record")
    near = _near(record)
    yield Piece(kind="person", key=key, part=part, data=record, place=place, near=near)


def _row_pieces(file: Path, name: str, notes: Notes) -> Iterator[Piece]:
    rows = CsvFile(file, name)
    if "bioguide_id" not in rows.header():
        raise InputError(f"{name} has no column bioguide_id")
    for place, row in rows.rows(notes):
        for record in admitted(record_of(row), place, notes):
            for piece in _person_pieces(record, place, notes):
                yield replace(piece, part="row")


def _key(record: Json) -> str | None:
    """The key of a person: the Bioguide id, or where there is none, the first other id it has."""
    ids = record["id"] if isinstance(record["id"], dict) else {}
    for scheme in _NAMED_BY:
        if found := id_of(ids.get(scheme)):
            value = found.lower()
            return value if scheme == "bioguide" else f"{scheme}-{value}"
    return None


def _near(record: Json) -> str:
    terms = record.get("terms")
    last = terms[-1] if isinstance(terms, list) and terms else None
    seat = seat_of(last) if isinstance(last, dict) else None
    return f"{seat.organization} {seat.post}" if seat else ""


def _names(piece: Piece) -> Iterator[Naming]:
    """The bodies, parties and posts that a piece names."""
    if piece.part == "committee":
        yield from _bodies(CHAMBERS.get(str(piece.data.get("type")), CONGRESS))
    elif piece.kind == EntityKind.PERSON:
        for role in listed(piece.data, "leadership_roles"):
            if is_text(role.get("title")):
                yield from _bodies(leading_body(role))
                yield "post", leadership_key(role), _NAMED, role
        for term in listed(piece.data, "terms"):
            yield from _named_by_term(term)


def _named_by_term(term: Json) -> Iterator[Naming]:
    for each in (term, *listed(term, "party_affiliations")):
        if name := party_name(each.get("party")):
            yield "organization", party_key(name), _NAMED, {"party": name}
    if seat := seat_of(term):
        yield from _bodies(seat.organization)
        if seat.post:
            data: Json = {each: term[each] for each in _SEAT if each in term}
            yield "post", seat.post, _NAMED, data


def _bodies(key: str) -> Iterator[Naming]:
    return (("organization", each, _NAMED, {}) for each in bodies(key))


def _organization(subject: Subject, key: str, data: Json) -> None:
    if key in BODIES:
        body = BODIES[key]
        subject.name("name", body.name)
        subject.attribute("classification", "classification", body.classification)
        subject.relation("parent", subject.reference(subject.kind, body.parent, "parent"))
    else:
        subject.name("party", data.get("party"))
        subject.attribute("classification", "classification", "party")


def _post(subject: Subject, data: Json) -> None:
    seat = seat_of(data) or _leader(data)
    subject.name("title", seat.name)
    subject.attribute("role", "role", seat.role)
    subject.attribute("area", "area", seat.area)
    body = subject.reference(EntityKind.ORGANIZATION, seat.organization, "organization")
    subject.relation("organization", body)


def _leader(data: Json) -> Seat:
    title = str(data["title"])
    return Seat(leading_body(data), leadership_key(data), title, title, title)
