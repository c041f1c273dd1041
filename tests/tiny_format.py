"""A format of the tests' own, as small as one can be: JSON lines of bodies, people and seats.

::

    {"body": "senate", "name": "Senate"}
    {"person": "ada", "name": "Ada", "born": "1980", "wikidata": "Q1"}
    {"seat": "ada", "in": "senate", "from": "2020"}
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from app.dates import PartialDate, PartialDateError
from app.importers.records import InputError, Json, Notes, Piece, Place, Source
from app.ledger import NewFact
from app.vocabulary import EntityKind, FactKind

ORGANIZATION, PERSON = EntityKind.ORGANIZATION, EntityKind.PERSON
_KINDS: Final = {"body": ORGANIZATION, "person": PERSON, "seat": PERSON}


class TinyFormat:
    name: str = "tiny"
    kinds: Sequence[EntityKind] = (ORGANIZATION, PERSON)

    def read(self, path: Path, notes: Notes) -> Iterator[Piece]:
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            place = Place(path.name, f"line {number}")
            try:
                data: Json = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                if line == b"broken":
                    notes.note("unreadable_record", place, "", "broken", "left out")
                    continue
                raise InputError(f"{place.file} {place.position}: {error}") from None
            part = next((each for each in _KINDS if each in data), None)
            if part is None:
                notes.note("unknown_record", place, "", data, "left out")
                continue
            yield Piece(
                kind=_KINDS[part],
                key=data[part],
                part=part,
                data=data,
                place=place,
                near=data.get("in", ""),
            )

    def compile(
        self, kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source
    ) -> list[NewFact]:
        whole = next((piece for piece in pieces if piece.part != "seat"), None)
        if whole is None:
            source.notes.note("dangling_reference", pieces[0].place, "seat", key, "left out")
            return []
        own_id = source.entity_id(kind, key)
        facts = list(_own(own_id, whole, source.notes))
        for piece in pieces:
            if piece.part == "seat":
                facts += _seat(own_id, piece, source)
        return facts


def _own(own_id: str, piece: Piece, notes: Notes) -> Iterator[NewFact]:
    data = piece.data
    yield _fact(FactKind.NAME, own_id, "name", value=data["name"])
    if data.get("born"):
        try:
            born = PartialDate.parse(data["born"]).text
        except PartialDateError:
            notes.note("impossible_date", piece.place, "born", data["born"], "left out")
        else:
            yield _fact(FactKind.ATTRIBUTE, own_id, "birth_date", value=born)
    if data.get("wikidata"):
        yield _fact(FactKind.IDENTIFIER, own_id, "wikidata", value=data["wikidata"])


def _seat(own_id: str, piece: Piece, source: Source) -> Iterator[NewFact]:
    body = piece.data["in"]
    if source.find(ORGANIZATION, body) is None:
        source.notes.note("dangling_reference", piece.place, "in", body, "left out")
        return
    since = piece.data.get("from")
    yield _fact(
        FactKind.MEMBERSHIP,
        own_id,
        "membership",
        organization_id=source.entity_id(ORGANIZATION, body),
        start_date=PartialDate.parse(since) if since else None,
    )


def _fact(kind: FactKind, subject_id: str, property_: str, **more: Any) -> NewFact:
    return NewFact(kind=kind, subject_id=subject_id, property=property_, **more)


def write_tiny(path: Path, lines: Sequence[Json]) -> Path:
    """The lines as a file."""
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    return path


class OddError(Exception):
    """An error that is written and cannot be read again."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


class OddFormat(TinyFormat):
    """Fails as few formats would, on persons of certain names."""

    def compile(
        self, kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source
    ) -> list[NewFact]:
        if key == "overflow":
            int(float("inf"))
        if key == "recursion":
            return self.compile(kind, key, pieces, source)
        if key == "odd":
            raise OddError("odd", "ly")
        if key == "full":
            raise FullDiskError("no", "room")
        return super().compile(kind, key, pieces, source)


class FullDiskError(OSError):
    """No fault of a record, and not to be read again either."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")
