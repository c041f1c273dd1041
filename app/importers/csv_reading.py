"""Tables read into pieces: what a row names is resolved to keys as it is read.

What is named and not keyed gets its key from its name: an organization from the name alone, a post
from that of its organization too, a person as ``csv_people`` has it. The tables of a folder are
read in the order of ``TABLES``, so that a membership finds what the tables before it have.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.importers.admitting import admitted
from app.importers.cleaning import Cleaner
from app.importers.csv_mapping import (
    TABLES,
    CsvMapping,
    Table,
    columns_of,
    is_many,
    is_ours,
    many_of,
    read_mapping,
)
from app.importers.csv_people import People, by_name, has_identifiers, names_of
from app.importers.csv_rows import CsvFile, Row
from app.importers.records import InputError, Json, Notes, Piece, Place
from app.importers.report import Silence
from app.vocabulary import EntityKind

RECORD: Final = "record"
MENTION: Final = "mention"
MEMBERSHIP: Final = "membership"
PARENT: Final = "parent"  # only looked up, to see a cycle
MAPPING: Final = "mapping.yaml"
KINDS: Final = {
    "organizations": EntityKind.ORGANIZATION,
    "posts": EntityKind.POST,
    "people": EntityKind.PERSON,
}
# What tells in a row of people that it tells of a membership as well.
_HOLDS: Final = ("organization", "organization_id", "post", "post_id")
DATES_OF_PERSON: Final = ("birth_date", "death_date")
HELD: Final = (*("id", "role", "label", "area", "start_date", "end_date"),)
# How far a date of some format is told, by the signs in it.
_PRECISIONS: Final = (
    (("%d", "%j", "%x", "%D", "%F"), "%Y-%m-%d"),
    (("%m", "%b", "%B"), "%Y-%m"),
)
_REFERS: Final = {
    "organization": EntityKind.ORGANIZATION,
    "on_behalf_of": EntityKind.ORGANIZATION,
    "parent": EntityKind.ORGANIZATION,
}


def read_tables(path: Path, notes: Notes) -> Iterator[Piece]:
    """All pieces of a file or a folder; raises InputError where something cannot be read."""
    folder = path if path.is_dir() else path.parent
    mapping = read_mapping(folder / MAPPING)
    files = _files(path, mapping)
    if not files:
        wanted = ", ".join(f"{name}.csv" for name in TABLES)
        raise InputError(f"{path}: none of {wanted} is in it")
    reader = _Reader(mapping, notes)
    for name, file in files:
        yield from reader.pieces(
            name, CsvFile(file, file.name, mapping.encoding, mapping.delimiter)
        )


def _files(path: Path, mapping: CsvMapping) -> list[tuple[str, Path]]:
    """The tables at hand; a single file is the one that it is called after, else of people."""
    if path.is_file():
        return [(path.stem if path.stem in TABLES else "people", path)]
    named = {name: mapping.table(name).file for name in TABLES}
    for name, file in named.items():
        if file and not (path / file).is_file():
            raise InputError(f"{MAPPING}: {name}.file: there is no {file} in {path}")
    found = [(name, path / (named[name] or f"{name}.csv")) for name in TABLES]
    return [(name, file) for name, file in found if file.is_file()]


class _Reader:
    """Reads tables, and remembers what they call their records (None where it is several)."""

    def __init__(self, mapping: CsvMapping, notes: Notes) -> None:
        self._mapping = mapping
        self._notes = notes
        self._called: dict[str, str | None] = {}
        self._people = People()

    def pieces(self, name: str, file: CsvFile) -> Iterator[Piece]:
        table = self._mapping.table(name)
        header = file.header()
        fields = columns_of(name, table, header, file.name)
        for column in header:
            if column not in fields and not is_ours(column):
                self._clean(Place(file.name, "line 1")).note("unmapped_column", column, column)
        if name == "people" and has_identifiers(fields.values()):
            rows = file.rows(Silence())
            self._people.look_over(_said(table, fields, row)[0] for _, row in rows)
        for place, row in file.rows(self._notes):
            said, cells = _said(table, fields, row)
            (rest,) = admitted(cells, place, self._notes)
            if name == "memberships":
                yield from self._member(said, rest, place)
            else:
                yield from self._record(KINDS[name], said, rest, place)

    def _record(self, kind: EntityKind, said: Json, rest: Json, place: Place) -> Iterator[Piece]:
        if not said.get("name"):
            self._clean(place).note("no_name", "name", said)
            return
        key = said.pop("id", None)
        is_held = kind is EntityKind.PERSON and any(said.get(field) for field in _HOLDS)
        held: Json = {}
        if kind is EntityKind.PERSON:
            held = {field: said.pop(field) for field in _OF_MEMBERSHIP if field in said}
        if kind is EntityKind.POST:
            yield from self._referred(said, "organization", place)
        elif kind is EntityKind.ORGANIZATION:
            yield from self._referred(said, "parent", place)
        own_names = _own_names(kind, said)
        if kind is EntityKind.PERSON and key is None:
            key = self._person(said, place)
        key = key or by_name(kind, *own_names)
        self._call(kind, own_names, key)
        if parent := said.get("parent_id"):
            above = {"parent_id": parent}
            yield Piece(kind=PARENT, key=key, part=RECORD, data=above, place=place)
        own = said.pop("written", {}) | ({} if is_held else rest | held)
        told = said | {"rest": own}
        yield Piece(kind=kind, key=key, part=RECORD, data=told, place=place)
        if is_held:
            yield from self._membership(key, held, rest, place)

    def _person(self, said: Json, place: Place) -> str:
        """The key of a person without an id."""
        key = self._people.key(said, self._clean(place))
        called = by_name(EntityKind.PERSON, said["name"])
        if called in self._called:
            self._people.tell(said, key, self._called[called], self._clean(place))
        return key

    def _member(self, said: Json, rest: Json, place: Place) -> Iterator[Piece]:
        """A row of memberships."""
        name, key = said.pop("person", None), said.pop("person_id", None)
        if key is None and name is not None:
            key = self._key(EntityKind.PERSON, (name,), "person", place)
        if key is None:
            if name is None:
                self._clean(place).note("no_member", "person", said)
            return
        if name:
            yield Piece(
                kind=EntityKind.PERSON, key=key, part=MENTION, data={"name": name}, place=place
            )
        yield from self._membership(key, said, rest, place)

    def _membership(self, person: str, said: Json, rest: Json, place: Place) -> Iterator[Piece]:
        for field in ("organization", "on_behalf_of"):
            yield from self._referred(said, field, place)
        yield from self._post(said, place)
        near = said.get("organization_id") or ""
        yield Piece(
            kind=EntityKind.PERSON,
            key=person,
            part=MEMBERSHIP,
            data=said | {"rest": rest},
            place=place,
            near=near,
        )

    def _referred(self, said: Json, field: str, place: Place) -> Iterator[Piece]:
        """Let an organization be named by its key; one that only this row names is told of."""
        kind = _REFERS[field]
        name, key = said.pop(field, None), said.get(f"{field}_id")
        if name is None:
            return
        key = key or self._key(kind, (name,), field, place)
        if key is None:
            said["unresolved"] = {**said.get("unresolved", {}), field: name}
            return
        said[f"{field}_id"] = key
        yield Piece(kind=kind, key=key, part=MENTION, data={"name": name}, place=place)

    def _post(self, said: Json, place: Place) -> Iterator[Piece]:
        name, key = said.pop("post", None), said.get("post_id")
        organization = said.get("organization_id")
        if name is None:
            return
        key = key or self._key(EntityKind.POST, (organization or "", name), "post", place)
        if key is None:
            said["unresolved"] = {**said.get("unresolved", {}), "post": name}
            return
        said["post_id"] = key
        told = {"name": name, "organization_id": organization}
        yield Piece(kind=EntityKind.POST, key=key, part=MENTION, data=told, place=place)

    def _call(self, kind: EntityKind, names: tuple[str, ...], key: str) -> None:
        """Remember what a record is called, by its name alone too where that is a person."""
        for name in {by_name(kind, *names), by_name(kind, *names[: 1 + (kind is EntityKind.POST)])}:
            known = self._called.setdefault(name, key)
            if known != key:
                self._called[name] = None

    def _key(
        self, kind: EntityKind, names: tuple[str, ...], field: str, place: Place
    ) -> str | None:
        """The key of what is called so; None where several are."""
        called = by_name(kind, *names)
        key = self._called.get(called, called)
        if key is None:
            self._clean(place).note("ambiguous_name", field, names[-1])
        return key

    def _clean(self, place: Place) -> Cleaner:
        return Cleaner(self._notes, place)


_OF_MEMBERSHIP: Final = (*_HOLDS, "on_behalf_of", "on_behalf_of_id", *HELD[1:])


def _own_names(kind: EntityKind, said: Json) -> tuple[str, ...]:
    """What tells a record from others where it has no key."""
    if kind is EntityKind.POST:
        return said.get("organization_id") or "", said["name"]
    return names_of(said) if kind is EntityKind.PERSON else (said["name"],)


def _said(table: Table, fields: dict[str, str], row: Row) -> tuple[Json, Json]:
    """What a row says by field, and its cells that are no field."""
    said: Json = {}
    rest: Json = {}
    for name, value in table.constants.items():
        said[name] = many_of(table, name, value) if is_many(name) else value
    for column, cell in row.items():
        field = fields.get(column)
        if not (text := cell.strip()):
            continue
        if field is None:
            if not is_ours(column):
                rest[column] = cell
        elif is_many(field):
            said[field] = [*said.get(field, []), *many_of(table, field, text)]
        elif (
            field.endswith("_date")
            and table.date_format
            and (day := _read(table.date_format, text))
        ):
            said[field] = day
            if cell != day and field in DATES_OF_PERSON:
                said["written"] = said.get("written", {}) | {column: cell}
            elif cell != day:
                rest[column] = cell
        else:
            said[field] = text
    return said, rest


def _read(date_format: str, text: str) -> str | None:
    """A date in the format of the mapping, as far as that tells it."""
    try:
        day = dt.datetime.strptime(text, date_format).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    told = next((told for signs, told in _PRECISIONS if any(s in date_format for s in signs)), "%Y")
    return day.strftime(told)
