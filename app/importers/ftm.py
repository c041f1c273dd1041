"""FollowTheMoney: entities as JSON lines, or as statements in CSV.

PATH is one file, or a folder of them. People, organizations, positions and events become entities,
occupancies and memberships become memberships; what is no part of profiles (addresses, vessels,
sanctions, documents) is noted and left out.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson

from app.ftm_words import EDGES, EDGES_WITHIN, KINDS
from app.importers.admitting import LARGEST, TOO_LARGE, admitted
from app.importers.ftm_edges import edge_facts, stand_in_facts, stand_in_key
from app.importers.ftm_entities import entity_facts
from app.importers.ftm_statements import statement_entities
from app.importers.input_files import input_files
from app.importers.named import Naming, behind_named, some
from app.importers.records import InputError, Json, Notes, Piece, Place, Source
from app.importers.written_text import storable
from app.ledger import NewFact
from app.vocabulary import EntityKind

_LINES: Final = (".json", ".jsonl", ".ndjson", ".ijson", ".ftm")
_SHOWN: Final = 200  # characters of a line that cannot be read, in the report
# What is looked up of an entity while others are compiled.
_LOOKED_UP: Final = ("organization", "country", "jurisdiction", "parent")
_NODE: Final = "node"
_HELD: Final = ("Occupancy", "Membership")  # who holds the same is recorded side by side
# A number that is no text, which has more digits than a float can hold, or zeros that it drops.
_NUMBER: Final = re.compile(rb"[:\[,]\s*-?[0-9][0-9.eE+-]*\s*[,\]}]")


class FollowTheMoney:
    """The format ``ftm``."""

    name = "ftm"
    kinds: Sequence[EntityKind] = (
        EntityKind.ORGANIZATION,
        EntityKind.POST,
        EntityKind.EVENT,
        EntityKind.PERSON,
    )

    def read(self, path: Path, notes: Notes) -> Iterator[Piece]:
        """All pieces of the files; raises InputError where there are none."""
        what = "people, organizations, positions, events or their ties"
        return behind_named(some(_pieces(path, notes), path, what), _stand_in)

    def compile(
        self, kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source
    ) -> list[NewFact]:
        """The facts of an entity, and of the edges that it is at the beginning of."""
        if pieces[0].part == "stand_in":
            return stand_in_facts(key, pieces[0], source)
        told = [piece for piece in pieces if piece.part == "entity"]
        edges = [piece for piece in pieces if piece.part != "entity"]
        if not told:
            _note_dangling(kind, key, edges, source)
            return []
        if KINDS[(source.find(_NODE, key) or told[0].data)["schema"]] is not kind:
            done = f"recorded as a {kind} besides; ties lead to the other"
            source.notes.note("duplicate_id", told[0].place, "id", key, done)
        subject = entity_facts(kind, key, told, source)
        edge_facts(subject, edges)
        return subject.facts()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = [file for file in input_files(path) if file.suffix in (*_LINES, ".csv")]
    if not found:
        raise InputError(f"{path} has no files of entities ({', '.join(_LINES)}) or statements")
    return found


def _pieces(path: Path, notes: Notes) -> Iterator[Piece]:
    for file in _files(path):
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        read = _of_statements if file.suffix == ".csv" else _line_entities
        for place, entity in read(file, name, notes):
            yield from _pieces_of(entity, place, notes)


def _of_statements(path: Path, name: str, notes: Notes) -> Iterator[tuple[Place, Json]]:
    for place, entity in statement_entities(path, name, notes):
        yield from ((place, each) for each in admitted(entity, place, notes))


def _line_entities(path: Path, name: str, notes: Notes) -> Iterator[tuple[Place, Json]]:
    for number, line in _lines(path):
        text = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not text:
            continue
        place = Place(name, f"line {number}")
        try:
            read = _read(text)
        except (ValueError, RecursionError) as error:
            shown = text[:_SHOWN].decode(errors="replace")
            notes.note("unreadable_record", place, "", shown, f"left out: {error}")
            continue
        for entity in admitted(read, place, notes):
            if isinstance(entity, dict):
                yield from ((place, each) for each in _with_those_within(entity))
            else:
                notes.note("not_a_record", place, "", entity, "left out")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file; of one that is too large the beginning, which is too large still."""
    with path.open("rb") as file:
        number, is_new = 0, True
        while line := file.readline(LARGEST + 1):
            number += is_new
            if is_new:
                yield number, line
            is_new = line.endswith(b"\n")


def _read(text: bytes) -> Any:
    """A line of JSON, in which numbers keep their digits; raises ValueError."""
    if len(text) > LARGEST:
        raise ValueError(TOO_LARGE)
    if not _NUMBER.search(text) and b"\\u" not in text:
        return orjson.loads(text)
    return storable(json.loads(text, parse_int=str, parse_float=str, parse_constant=str))


def _with_those_within(entity: Json) -> Iterator[Json]:
    """An entity, then those that stand in its properties whole, as some files have them."""
    said = entity.get("properties")
    own = said.items() if isinstance(said, dict) else ()
    kept = {name: values for name, values in own if name not in EDGES_WITHIN}
    yield _in_shape(entity | {"properties": kept})
    for name, values in own:
        for each in values if isinstance(values, list) else [values]:
            if isinstance(each, dict) and isinstance(each.get("properties"), dict):
                end = EDGES_WITHIN.get(name)
                back = {end: [entity.get("id")]} if end else {}
                yield from _with_those_within(each | {"properties": back | each["properties"]})


def _in_shape(entity: Json) -> Json:
    """An entity whose properties are lists of texts: one alone and entities within it as well."""
    said = entity.get("properties")
    properties = {
        name: [_text(each) for each in _flat(values)]
        for name, values in (said.items() if isinstance(said, dict) else ())
    }
    kept = {name: list(dict.fromkeys(filter(None, each))) for name, each in properties.items()}
    shaped = entity | {"properties": {name: each for name, each in kept.items() if each}}
    langs = shaped.pop("langs", None)
    if isinstance(langs, dict):
        shaped["langs"] = {
            name: {value: code for value, code in told.items() if isinstance(code, str)}
            for name, told in langs.items()
            if isinstance(told, dict)
        }
    return shaped


def _flat(values: Any) -> list[Any]:
    """The values of a property, of lists within lists as well."""
    if not isinstance(values, list):
        return [values]
    if list not in map(type, values):
        return values
    return [value for each in values for value in _flat(each)]


def _text(value: Any) -> str | None:
    """A value as a text: of an entity its id, of any other object the JSON."""
    if isinstance(value, dict):
        value = value.get("id") or orjson.dumps(value).decode()
    return None if value is None or isinstance(value, bool) else str(value)


def _pieces_of(entity: Json, place: Place, notes: Notes) -> Iterator[Piece]:
    key, schema = entity.get("id"), str(entity.get("schema"))
    if not isinstance(key, str) or not key.strip():
        notes.note("no_id", place, "id", key, "left out")
    elif schema in KINDS:
        looked_up = {name: entity["properties"].get(name, []) for name in _LOOKED_UP}
        yield _piece(_NODE, key, _NODE, {"schema": schema, **looked_up}, place)
        yield _piece(KINDS[schema], key, "entity", entity, place)
        if schema == "Event":
            yield from _involved(key, entity, place)
    elif schema in EDGES:
        yield from _edge_pieces(entity, place, notes)
    else:
        notes.note("not_imported", place, "schema", schema, f"{key} is left out")


def _edge_pieces(entity: Json, place: Place, notes: Notes) -> Iterator[Piece]:
    source, target = (entity["properties"].get(end) for end in EDGES[entity["schema"]])
    if not source or not target:
        rule = "no_organization" if source else "no_member"
        notes.note(rule, place, entity["schema"], entity["properties"], "left out")
        return
    for each in source:
        near = target[0] if entity["schema"] in _HELD else ""
        yield replace(_piece(EntityKind.PERSON, each, "edge", entity, place), near=near)
        if entity["schema"] == "Membership":  # an organization may be the member as well
            yield _piece(EntityKind.ORGANIZATION, each, "edge", entity, place)


def _involved(key: str, entity: Json, place: Place) -> Iterator[Piece]:
    """Who was at an event, which may be people and organizations."""
    for each in entity["properties"].get("involved", ()):
        for kind in (EntityKind.PERSON, EntityKind.ORGANIZATION):
            yield _piece(kind, each, "event", {"event": key}, place)


def _stand_in(piece: Piece) -> Iterator[Naming]:
    """What stands in for the organization of a position that names none."""
    if piece.kind == EntityKind.POST and not piece.data["properties"].get("organization"):
        said = piece.data["properties"]
        data = {"country": next(iter(said.get("country", ())), None)}
        yield EntityKind.ORGANIZATION, stand_in_key(said), "stand_in", data


def _piece(kind: str, key: str, part: str, data: Json, place: Place) -> Piece:
    return Piece(kind=kind, key=key, part=part, data=data, place=place)


def _note_dangling(kind: EntityKind, key: str, edges: Sequence[Piece], source: Source) -> None:
    """Told once, for a person; what organizations are tied by as well is recorded with them."""
    node = source.find(_NODE, key)
    is_body = node is not None and KINDS[node["schema"]] is EntityKind.ORGANIZATION
    for piece in edges if kind is EntityKind.PERSON else ():
        if not (is_body and piece.data.get("schema") in (None, "Membership")):
            source.notes.note("dangling_reference", piece.place, "id", key, "left out")
