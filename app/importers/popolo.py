"""Popolo JSON (https://www.popoloproject.com): one file, or a folder of them.

Everything of Popolo 1.0 and what EveryPolitician adds to it, in any order. What the model has no
place for stands in the ``source_data`` of the name, as the source has it; ``docs/popolo.md`` tells
what becomes of each field.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.importers.cleaning import Cleaner
from app.importers.popolo_memberships import memberships
from app.importers.popolo_reading import (
    ATTENDANCE,
    EMBEDDED,
    MEMBERSHIP,
    RECORD,
    key_of,
    looked_up,
    read_popolo,
)
from app.importers.popolo_records import Record, area_name
from app.importers.records import Json, Notes, Piece, Source
from app.ledger import NewFact
from app.popolo_fields import AREA, ATTENDEE, BESIDE, SOURCE
from app.vocabulary import EntityKind, FactKind


class PopoloFormat:
    """The format ``popolo``."""

    name = "popolo"
    kinds: Sequence[EntityKind] = (
        EntityKind.ORGANIZATION,
        EntityKind.POST,
        EntityKind.EVENT,
        EntityKind.PERSON,
    )

    def read(self, path: Path, notes: Notes) -> Iterator[Piece]:
        """All pieces of the file or folder; raises InputError where it is no Popolo."""
        return read_popolo(path, notes)

    def compile(
        self, kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source
    ) -> list[NewFact]:
        """All that the input says of one entity; nothing where it only refers to it."""
        record, others = _records(pieces, source)
        held = [piece for piece in pieces if piece.part == MEMBERSHIP]
        if record is None:
            _note_dangling(kind, key, pieces, source)
            return []
        clean = Cleaner(source.notes, record.place)
        facts = Record(kind, key, record.data, source, clean).facts()
        subject_id = facts[0].subject_id
        return [
            *facts,
            *memberships(kind, subject_id, held, source),
            *_attendances(subject_id, pieces, source),
            *_asides(subject_id, pieces, source),
            *_duplicates(subject_id, others),
        ]


def _records(pieces: Sequence[Piece], source: Source) -> tuple[Piece | None, list[Json]]:
    """The record that counts: the first in its own array, else the first that is embedded; and what
    others say that contradicts it.
    """
    in_array = [piece for piece in pieces if piece.part == RECORD]
    embedded = [piece for piece in pieces if piece.part == EMBEDDED]
    records = in_array + embedded
    contradicting: list[Json] = []
    for other in records[1:]:
        known, said = records[0].data["said"], other.data["said"]
        differs = {name: each for name, each in said.items() if known.get(name) != each}
        if other.part == RECORD or differs:
            Cleaner(source.notes, other.place).note("duplicate_id", "id", said)
        contradicting += [differs] if differs else []
    return (records[0] if records else None), contradicting


def _duplicates(subject_id: str, others: Sequence[Json]) -> Iterator[NewFact]:
    """What further records with the same id say otherwise: kept, and never shown."""
    if others:
        yield NewFact(
            kind=FactKind.STATEMENT,
            subject_id=subject_id,
            property="duplicate",
            value="",
            source_data={SOURCE: {"also": others}},
        )


def _note_dangling(kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source) -> None:
    """Everything here is of somebody whom the input does not have."""
    for piece in pieces:
        said = piece.data["said"]
        is_other = kind is EntityKind.ORGANIZATION or looked_up(
            source, EntityKind.ORGANIZATION, key
        )
        # One who is only called a member may be of either kind: it is told once, as a person.
        if piece.part == MEMBERSHIP and not said.get("person_id") and is_other:
            continue
        Cleaner(source.notes, piece.place).note("dangling_reference", f"{kind}_id", said)


def _attendances(subject_id: str, pieces: Sequence[Piece], source: Source) -> Iterator[NewFact]:
    attended = [piece.data for piece in pieces if piece.part == ATTENDANCE]
    for event in dict.fromkeys(key_of(data["space"], data["said"]) for data in attended):
        yield NewFact(
            kind=FactKind.PARTICIPATION,
            subject_id=subject_id,
            property=ATTENDEE,
            object_id=source.entity_id(EntityKind.EVENT, event),
        )


def _asides(subject_id: str, pieces: Sequence[Piece], source: Source) -> Iterator[NewFact]:
    """What has no entity of its own: areas, and what stands beside the arrays of a file."""
    about: dict[str, Any] = {"kind": FactKind.STATEMENT, "subject_id": subject_id}
    for piece in pieces:
        space, said = piece.data["space"], piece.data["said"]
        if piece.part == BESIDE:
            yield NewFact(**about, property=BESIDE, source_data={SOURCE: said})
        elif piece.part == AREA and (data := looked_up(source, AREA, key_of(space, said))):
            Cleaner(source.notes, piece.place).text("area.name", data["said"].get("name"))
            name = area_name(source, space, said) or said
            record = {SOURCE: data["said"] | {"id": key_of(space, said)}}
            yield NewFact(**about, property=AREA, value=name, source_data=record)
