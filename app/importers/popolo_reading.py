"""Popolo read into pieces: every record under its id, what is embedded in others taken out.

The data of each piece has ``space``, what stands before each id of its file, and ``said``: the
record as the source has it. A membership is a piece of its member, an attendance one of its person.
What has no entity of its own here (areas, what stands beside the arrays) is told to an
organization, or where a file has none, to its first person. What others refer to is told twice:
once whole, and once as a piece of its own kind to look up, in whatever order the file stands.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.importers.admitting import admitted
from app.importers.cleaning import Cleaner, id_of
from app.importers.popolo_files import ARRAYS, PopoloFile, popolo_files
from app.importers.records import Json, Notes, Piece, Place, Source
from app.popolo_fields import AREA, BESIDE
from app.vocabulary import EntityKind

RECORD: Final = "record"
EMBEDDED: Final = "embedded"
MEMBERSHIP: Final = "membership"
ATTENDANCE: Final = "attendance"
KINDS: Final[dict[str, str]] = {
    "persons": EntityKind.PERSON,
    "organizations": EntityKind.ORGANIZATION,
    "posts": EntityKind.POST,
    "events": EntityKind.EVENT,
    "areas": AREA,  # none of ours: it is only looked up
}
# What is looked up of the records that others refer to.
LOOKED_UP: Final[dict[str, str]] = {
    EntityKind.ORGANIZATION: "parent_id",
    EntityKind.POST: "organization_id",
    EntityKind.EVENT: "parent_id",
}
# Records within records: the array of what is within, and the field of it that names the outer one.
_WITHIN: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "persons": {"memberships": ("memberships", "person_id")},
    "organizations": {
        "memberships": ("memberships", "organization_id"),
        "posts": ("posts", "organization_id"),
        "children": ("organizations", "parent_id"),
    },
    "posts": {"memberships": ("memberships", "post_id")},
    "events": {"children": ("events", "parent_id")},
    "areas": {
        "memberships": ("memberships", "area_id"),
        "organizations": ("organizations", "area_id"),
        "posts": ("posts", "area_id"),
        "children": ("areas", "parent_id"),
    },
}
# Fields that may hold the record that another field would name.
_REFERRED: Final = {
    "person": "persons",
    "organization": "organizations",
    "on_behalf_of": "organizations",
    "post": "posts",
    "area": "areas",
}


def read_popolo(path: Path, notes: Notes) -> Iterator[Piece]:
    """All pieces of a file or a folder; raises InputError where it is no Popolo."""
    for file in popolo_files(path, notes):
        yield from _FileReader(file, notes).pieces()


def key_of(space: str, own_id: Any) -> str:
    """The key of what a file calls so."""
    return f"{space}{own_id}"


def looked_up(source: Source, kind: str, key: str) -> Json | None:
    """What is known of a record that another refers to; None where the input has none."""
    return source.find(f"{kind} {RECORD}", key) or source.find(f"{kind} {EMBEDDED}", key)


class _FileReader:
    """Reads one file. It remembers areas, and who named them first, until their end."""

    def __init__(self, file: PopoloFile, notes: Notes) -> None:
        self._file = file
        self._notes = notes
        self._areas: dict[str, str | None] = {}  # of each, the organization that named it first
        self._organizations: set[str] = set()
        self._beside: Json = {}
        self._first: dict[str, str] = {}  # of each array, the id of its first record

    def pieces(self) -> Iterator[Piece]:
        for array, index, value in self._file.members(self._notes):
            position = array if index is None else f"{array}[{index}]"
            for each in admitted(value, Place(self._file.name, position), self._notes):
                if array not in ARRAYS:
                    self._aside(array, index, each)
                elif index is not None:
                    yield from self._record(array, each, Place(self._file.name, position))
                else:
                    yield from self._no_array(array, each)
        yield from self._left_over()

    def _aside(self, name: str, index: int | None, value: Any) -> None:
        if index is None:
            self._beside[name] = value
        else:
            self._note("not_imported", f"{name}[{index}]", "", value)

    def _no_array(self, array: str, value: Any) -> Iterator[Piece]:
        place = Place(self._file.name, array)
        for record in Cleaner(self._notes, place).objects("", value):
            yield from self._record(array, record, place)

    def _record(self, array: str, record: Any, place: Place) -> Iterator[Piece]:
        """A record with all that is embedded in it."""
        if not isinstance(record, dict):
            self._note("not_a_record", place.position, "", record)
            return
        inner = _WITHIN.get(array, {})
        told = record
        for field in [name for name in inner if name in record]:
            told = {name: value for name, value in told.items() if name != field}
            within, naming = inner[field]
            for index, each in enumerate(Cleaner(self._notes, place).objects(field, record[field])):
                at = Place(place.file, f"{place.position}.{field}[{index}]")
                outer = {naming: record.get("id")} if each.get(naming) is None else {}
                yield from self._record(within, each | outer, at)
        told, referred = self._taken_out(array, told)
        for field, within, each in referred:
            at = Place(place.file, f"{place.position}.{field}")
            yield from self._record(within, each, at)
        yield from self._own(array, told, place)

    def _taken_out(self, array: str, record: Json) -> tuple[Json, list[tuple[str, str, Json]]]:
        """The record with names in place of the records that it holds, and those."""
        parents = {"parent": array} if array != "memberships" else {}
        found: list[tuple[str, str, Json]] = []
        for field, within in (_REFERRED | parents).items():
            each = record.get(field)
            if isinstance(each, dict) and (own_id := id_of(each.get("id"))):
                record = {name: value for name, value in record.items() if name != field}
                if record.get(f"{field}_id") is None:
                    record[f"{field}_id"] = own_id
                if len(each) > 1:
                    found.append((field, within, each))
        return record, found

    def _own(self, array: str, record: Json, place: Place) -> Iterator[Piece]:
        if array == "memberships":
            yield from self._membership(record, place)
            return
        own_id = id_of(record.get("id"))
        if own_id is None:
            self._note("no_id", place.position, "id", record)
            return
        kind = KINDS[array]
        # One that stands in its own array counts before what is repeated of it elsewhere.
        part = EMBEDDED if "." in place.position else RECORD
        known = f"{kind} {part}"
        yield self._piece(known if kind == AREA else kind, own_id, part, place, said=record)
        if kind in LOOKED_UP:
            field = LOOKED_UP[kind]
            yield self._piece(known, own_id, part, place, said={field: record.get(field)})
        self._first.setdefault(array, own_id)
        if array == "areas":
            self._areas.setdefault(own_id, None)
        elif array == "organizations":
            self._organizations.add(own_id)
            self._name_area(record, own_id)
        elif array == "posts":
            self._name_area(record, id_of(record.get("organization_id")))
        elif array == "events":
            yield from self._attendances(record, own_id, place)

    def _membership(self, record: Json, place: Place) -> Iterator[Piece]:
        """A piece of its member; who is only called a member may be of either kind."""
        organization = id_of(record.get("organization_id"))
        member = record.get("member")
        named = member.get("id") if isinstance(member, dict) else None
        person, any_member = id_of(record.get("person_id")), id_of(record.get("member_id") or named)
        if person:
            found = [(EntityKind.PERSON, person)]
        elif any_member:
            found = [(EntityKind.PERSON, any_member), (EntityKind.ORGANIZATION, any_member)]
        else:
            self._note("no_member", place.position, "person_id", record)
            return
        near = key_of(self._file.space, organization) if organization else ""
        if near and (post := id_of(record.get("post_id"))):
            near = f"{near} {post}"
        for kind, own_id in found:
            yield self._piece(kind, own_id, MEMBERSHIP, place, near, said=record)
        self._name_area(record, organization)

    def _attendances(self, event: Json, own_id: str, place: Place) -> Iterator[Piece]:
        attendees = Cleaner(self._notes, place).objects("attendees", event.get("attendees", []))
        for index, each in enumerate(attendees):
            at = Place(place.file, f"{place.position}.attendees[{index}]")
            person = id_of(each.get("id"))
            if person is None or len(each) > 1:  # without an id that is what is noted
                yield from self._record("persons", each, at)
            if person:
                yield self._piece(EntityKind.PERSON, person, ATTENDANCE, at, said=own_id)

    def _name_area(self, record: Json, organization: str | None) -> None:
        area = id_of(record.get("area_id"))
        if area and organization and not self._areas.get(area):
            self._areas[area] = organization

    def _left_over(self) -> Iterator[Piece]:
        """What has no entity of its own, told to those that are near to it."""
        array = next((each for each in ("organizations", "persons") if each in self._first), None)
        if array is None:
            for each in [*self._areas, *self._beside]:
                self._note("not_imported", "", each, self._beside.get(each))
            return
        first = (KINDS[array], self._first[array])
        for area, organization in self._areas.items():
            is_there = organization in self._organizations
            near = (EntityKind.ORGANIZATION, str(organization)) if is_there else first
            yield self._piece(*near, AREA, Place(self._file.name, "areas"), said=area)
        if self._beside:
            yield self._piece(*first, BESIDE, Place(self._file.name, ""), said=self._beside)

    def _piece(
        self, kind: str, own_id: str, part: str, place: Place, near: str = "", *, said: Any
    ) -> Piece:
        key = key_of(self._file.space, own_id)
        told = {"space": self._file.space, "said": said}
        return Piece(kind=kind, key=key, part=part, data=told, place=place, near=near)

    def _note(self, rule: str, position: str, field: str, value: Any) -> None:
        Cleaner(self._notes, Place(self._file.name, position)).note(rule, field, value)
