"""The pieces of an input, kept aside in a file, in the order in which they are recorded.

A million persons do not fit in memory, and an input seldom stands in the order that is wanted. So
its pieces go to a file of SQLite, and come back by entity: kinds in the order that the format
states, within a kind those that are ``near`` one another, else as they first appeared.

It is the SQLite of the standard library: the newer one that the database has (app/db.py) is built
so that it sorts in memory whatever it is told, and the fault that it has not concerns WAL only.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import orjson

from app.batches import batches
from app.importers.records import UNREADABLE, Json, Notes, Piece, Place
from app.importers.report import as_json

_AT_ONCE: Final = 2_000  # rows of one statement
_KEPT: Final = 4_096  # looked up pieces that are kept: the same few organizations, over and over
_SCHEMA: Final = """
PRAGMA journal_mode = OFF;
CREATE TABLE pieces (
  number INTEGER PRIMARY KEY, kind TEXT, key TEXT, part TEXT, near TEXT,
  file TEXT, position TEXT, data BLOB
);
CREATE TABLE notes (rule TEXT, file TEXT, position TEXT, field TEXT, value BLOB, done TEXT);
CREATE TABLE entities (number INTEGER PRIMARY KEY, kind TEXT, key TEXT);
"""
# What this process recorded is kept beside: a killed one leaves the file of the pieces as it was.
_OPEN: Final = """
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8000;
PRAGMA temp_store = FILE;
CREATE TEMP TABLE recorded (entity_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_PIECE: Final = "INSERT INTO pieces VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)"
# Whatever piece of an entity says first what it is near counts.
_NEAR: Final = "min(CASE WHEN near <> '' THEN printf('%012d', number) || near END)"
_ORDERED: Final = f"""
INSERT INTO entities (kind, key)
SELECT kind, key FROM (
  SELECT kind, key, min(number) AS first, coalesce(substr({_NEAR}, 13), '') AS beside
  FROM pieces WHERE kind = ? GROUP BY kind, key
) ORDER BY beside, first
"""  # noqa: S608 (constants)
_GROUPED: Final = """
SELECT e.number, e.kind, e.key, p.part, p.near, p.file, p.position, p.data
FROM json_each(?) wanted
CROSS JOIN entities e ON e.number = wanted.value
CROSS JOIN pieces p ON p.kind = e.kind AND p.key = e.key
ORDER BY e.number, p.number
"""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the input, with its number in the order of recording, and all its pieces."""

    number: int
    kind: str
    key: str
    pieces: Sequence[Piece]


class Staging:
    """The staged pieces of one input; use it with ``with``."""

    def __init__(self, path: Path, *, is_new: bool) -> None:
        """Open the file at ``path``, or fill an empty one.

        Raises sqlite3.DatabaseError where it cannot be opened.
        """
        self._path = path
        # What is there is never written to, and is not made where it is not there.
        how = "" if is_new else "?mode=ro&immutable=1"
        self._db = sqlite3.connect(path.resolve().as_uri() + how, isolation_level=None, uri=True)
        self._db.executescript((_SCHEMA if is_new else "") + _OPEN)
        self._looked_up: OrderedDict[tuple[str, str], Json | None] = OrderedDict()

    @property
    def path(self) -> Path:
        """Where the file is now."""
        return self._path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def add(
        self,
        pieces: Iterable[Piece],
        kinds: Sequence[str],
        count: Callable[[int], None],
        notes: Notes,
    ) -> None:
        """Take in all pieces and put them in order; ``count`` is told how many there are.

        One that cannot be written down is noted and left out. Raises OSError where there is no
        room for them.
        """
        try:
            self._add(pieces, kinds, count, notes)
        except sqlite3.OperationalError as error:
            raise OSError(f"{self._path}: {error}") from None

    def _add(
        self,
        pieces: Iterable[Piece],
        kinds: Sequence[str],
        count: Callable[[int], None],
        notes: Notes,
    ) -> None:
        done = 0
        self._db.execute("BEGIN")
        for batch in batches(pieces, _AT_ONCE):
            self._db.executemany(_PIECE, [row for each in batch if (row := _row(each, notes))])
            done += len(batch)
            count(done)
        self._db.execute("CREATE INDEX pieces_of ON pieces (kind, key, number)")
        for kind in kinds:
            self._db.execute(_ORDERED, (kind,))
        self._db.execute("CREATE INDEX entities_of ON entities (kind, key)")
        self._db.execute("CREATE TABLE sealed (is_sealed)")  # at last: a file with it is whole
        self._db.execute("COMMIT")

    def is_sealed(self) -> bool:
        """Whether the file is one that was written to its end."""
        found = "SELECT count(*) FROM sqlite_master WHERE name = 'sealed'"
        return bool(self._db.execute(found).fetchone()[0])

    def count(self) -> int:
        """How many entities there are; their numbers run from 1 to this."""
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM entities").fetchone()[0])

    def entities(self, numbers: Sequence[int]) -> Iterator[Entity]:
        """The entities with these numbers, in their order."""
        rows = self._db.execute(_GROUPED, (orjson.dumps(numbers).decode(),))
        for (number, kind, key), group in groupby(rows, key=itemgetter(0, 1, 2)):
            yield Entity(number, kind, key, [_piece(row) for row in group])

    def numbers_of(self, kind: str) -> Iterator[int]:
        """The numbers of all entities of a kind, in their order."""
        found = "SELECT number FROM entities WHERE kind = ? ORDER BY number"
        return (row[0] for row in self._db.execute(found, (kind,)))

    def number_of(self, kind: str, key: str) -> int | None:
        """The number of an entity; None where the input has no such entity."""
        found = "SELECT number FROM entities WHERE kind = ? AND key = ?"
        row = self._db.execute(found, (kind, key)).fetchone()
        return row[0] if row else None

    def find(self, kind: str, key: str) -> Json | None:
        """The data of the first piece of this kind and key; None where the input has none."""
        asked = (kind, key)
        if asked in self._looked_up:
            self._looked_up.move_to_end(asked)
            return self._looked_up[asked]
        found = "SELECT data FROM pieces WHERE kind = ? AND key = ? ORDER BY number LIMIT 1"
        row = self._db.execute(found, asked).fetchone()
        data: Json | None = orjson.loads(row[0]) if row else None
        self._looked_up[asked] = data
        if len(self._looked_up) > _KEPT:
            self._looked_up.popitem(last=False)
        return data

    def note(self, rule: str, place: Place, field: str, value: Any, done: str) -> None:
        """Keep what was found wrong while reading, for whoever goes on with this file."""
        said = as_json(value)
        row = (rule, place.file, place.position, field, said, done)
        self._db.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?)", row)

    def tell(self, notes: Notes) -> None:
        """Tell all that was kept so."""
        for rule, file, position, field, value, done in self._db.execute("SELECT * FROM notes"):
            notes.note(rule, Place(file, position), field, orjson.loads(value), done)

    def is_whole(self) -> bool:
        """Whether all of the input could be read."""
        found = "SELECT count(*) FROM notes WHERE rule = ?"
        return bool(self._db.execute(found, (UNREADABLE,)).fetchone() == (0,))

    def mark(self, entity_ids: Iterable[str]) -> None:
        """Remember that the input has these entities of ours."""
        rows = ((each,) for each in entity_ids)
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO recorded VALUES (?)", rows)
        self._db.execute("COMMIT")

    def unmarked(self, entity_ids: Sequence[str]) -> list[str]:
        """Those of these that the input does not have."""
        listed = orjson.dumps(entity_ids).decode()
        found = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT entity_id FROM recorded)"
        return [row[0] for row in self._db.execute(found, (listed,))]


def _row(piece: Piece, notes: Notes) -> tuple[Any, ...] | None:
    place = piece.place
    try:
        data = orjson.dumps(piece.data)
    except TypeError as error:  # nested too deep, a number beyond 64 bits, half a character
        notes.note(UNREADABLE, place, "", piece.key, f"left out: {error}")
        return None
    return piece.kind, piece.key, piece.part, piece.near, place.file, place.position, data


def _piece(row: Sequence[Any]) -> Piece:
    _, kind, key, part, near, file, position, data = row
    place = Place(file, position)
    return Piece(kind=kind, key=key, part=part, data=orjson.loads(data), place=place, near=near)
