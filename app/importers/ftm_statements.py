"""FollowTheMoney statements: a CSV file with one value of one entity a row, in whatever order.

The rows are sorted on disk, so that entities come out one by one however large the file is.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from app.batches import batches
from app.importers.csv_rows import CsvFile
from app.importers.records import InputError, Json, Notes, Place

_NEEDED: Final = ("entity_id", "prop", "schema", "value")
_KEPT: Final = ("schema", "prop", "value", "dataset", "lang", "original_value", "external")
_AT_ONCE: Final = 2_000
_SETTINGS: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
"""
_ID: Final = "id"  # the property of the statement that an entity exists
_TRUE: Final = ("t", "true", "1", "yes")
# The rows of an entity together, in the order of their file; entities as they first appear.
_SORTED: Final = f"""
SELECT first.position, rows.id, rows.entity_id, {", ".join(f"rows.{name}" for name in _KEPT)}
FROM rows JOIN
  (SELECT id, position, min(number) AS number FROM rows GROUP BY id) first ON first.id = rows.id
ORDER BY first.number, rows.number
"""  # noqa: S608 (constants)


def statement_entities(path: Path, name: str, notes: Notes) -> Iterator[tuple[Place, Json]]:
    """The entities of a file of statements, each with the line of its first row.

    Beside its properties an entity has ``langs`` and ``originals``, by property and value: the
    language of a value, and how it read before it was cleaned. Raises InputError where columns are
    missing.
    """
    with TemporaryDirectory(prefix="incumbent-") as folder:
        # Not the SQLite that the database has: that one sorts in memory.
        db = sqlite3.connect(Path(folder) / "rows.db", isolation_level=None)
        try:
            columns = "number, position, id, entity_id, " + ", ".join(_KEPT)
            db.executescript(_SETTINGS)
            db.execute(f"CREATE TABLE rows ({columns})")
            marks = ", ".join("?" for _ in columns.split(","))
            db.execute("BEGIN")
            for batch in batches(_rows(path, name, notes), _AT_ONCE):
                db.executemany(f"INSERT INTO rows VALUES ({marks})", batch)  # noqa: S608 (constants)
            db.execute("CREATE INDEX rows_of ON rows (id, number)")
            for (position, entity_id), rows in groupby(db.execute(_SORTED), lambda row: row[:2]):
                yield Place(name, position), _entity(entity_id, rows)
        finally:
            db.close()


def _rows(path: Path, name: str, notes: Notes) -> Iterator[tuple[Any, ...]]:
    file = CsvFile(path, name)
    missing = [each for each in _NEEDED if each not in file.header()]
    if missing:
        raise InputError(f"{name} has no column {', '.join(missing)}: it is no statements.csv")
    for number, (place, row) in enumerate(file.rows(notes)):
        if not all(row.get(each) for each in _NEEDED):
            notes.note("unreadable_record", place, "", row, "left out: values are missing")
            continue
        known = [row.get(each) or None for each in _KEPT]
        entity_id = row["entity_id"]
        yield number, place.position, row.get("canonical_id") or entity_id, entity_id, *known


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
