"""FollowTheMoney statements: a CSV file with one value of one entity a row, in whatever order.

The rows are sorted on disk, so that entities come out one by one however large the file is.
"""

import csv
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from app.batches import batches
from app.db import sqlite_module
from app.importers.records import InputError, Json, Notes, Place

_NEEDED: Final = ("entity_id", "prop", "schema", "value")
_KEPT: Final = ("schema", "prop", "value", "dataset", "lang", "original_value", "external")
_AT_ONCE: Final = 2_000
_LONGEST_FIELD: Final = 16 * 1024 * 1024
_ID: Final = "id"  # the property of the statement that an entity exists
_TRUE: Final = ("t", "true", "1", "yes")
# The rows of an entity together, in the order of their file; entities as they first appear.
_SORTED: Final = f"""
SELECT first.line, rows.id, rows.entity_id, {", ".join(f"rows.{name}" for name in _KEPT)}
FROM rows JOIN (SELECT id, min(line) AS line FROM rows GROUP BY id) first ON first.id = rows.id
ORDER BY first.line, rows.line
"""  # noqa: S608 (constants)


def statement_entities(path: Path, name: str, notes: Notes) -> Iterator[tuple[Place, Json]]:
    """The entities of a file of statements, each with the line of its first row.

    Beside its properties an entity has ``langs`` and ``originals``, by property and value: the
    language of a value, and how it read before it was cleaned. Raises InputError where columns are
    missing.
    """
    with TemporaryDirectory(prefix="incumbent-") as folder:
        db = sqlite_module().connect(str(Path(folder) / "rows.db"), isolation_level=None)
        try:
            columns = "line, id, entity_id, " + ", ".join(_KEPT)
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            db.execute(f"CREATE TABLE rows ({columns})")
            marks = ", ".join("?" for _ in columns.split(","))
            db.execute("BEGIN")
            for batch in batches(_rows(path, name, notes), _AT_ONCE):
                db.executemany(f"INSERT INTO rows VALUES ({marks})", batch)  # noqa: S608 (constants)
            db.execute("CREATE INDEX rows_of ON rows (id, line)")
            for (line, entity_id), rows in groupby(db.execute(_SORTED), lambda row: row[:2]):
                yield Place(name, f"line {line}"), _entity(entity_id, rows)
        finally:
            db.close()


def _rows(path: Path, name: str, notes: Notes) -> Iterator[tuple[Any, ...]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(file)
        missing = [each for each in _NEEDED if each not in (reader.fieldnames or ())]
        if missing:
            raise InputError(f"{path} has no column {', '.join(missing)}: it is no statements.csv")
        for row in _readable(reader, name, notes):
            if not all(row.get(each) for each in _NEEDED):
                place = Place(name, f"line {reader.line_num}")
                notes.note("unreadable_record", place, "", dict(row), "left out: values missing")
                continue
            entity_id = row["entity_id"]
            known = [row.get(each) or None for each in _KEPT]
            yield reader.line_num, row.get("canonical_id") or entity_id, entity_id, *known


def _readable(
    reader: "csv.DictReader[str]", name: str, notes: Notes
) -> Iterator[Mapping[str, str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            place = Place(name, f"line {reader.line_num}")
            notes.note("unreadable_record", place, "", None, f"left out: {error}")


def _entity(entity_id: str, rows: Iterator[tuple[Any, ...]]) -> Json:
    """One entity of all rows that are of it; the schema of its first row counts."""
    entity: Json = {"id": entity_id, "schema": None, "properties": {}}
    referents: set[str] = set()
    datasets: set[str] = set()
    for row in rows:
        said = dict(zip(("entity_id", *_KEPT), row[2:], strict=True))
        if str(said["external"] or "").lower() in _TRUE:
            continue  # a mere candidate for enrichment, no part of the data
        entity["schema"] = entity["schema"] or said["schema"]
        referents.add(said["entity_id"])
        datasets |= {said["dataset"]} - {None}
        if said["prop"] != _ID:
            _add_value(entity, said)
    if datasets:
        entity["datasets"] = sorted(datasets)
    if referents - {entity_id}:
        entity["referents"] = sorted(referents - {entity_id})
    return entity


def _add_value(entity: Json, said: Mapping[str, str]) -> None:
    name, value = said["prop"], said["value"]
    values = entity["properties"].setdefault(name, [])
    if value not in values:
        values.append(value)
    for field, column in (("langs", "lang"), ("originals", "original_value")):
        if said[column] and said[column] != value:
            told = entity.setdefault(field, {}).setdefault(name, {})
            told.setdefault(value, said[column])
