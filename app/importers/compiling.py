"""The entities of an input, compiled to facts by its format."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson

from app.importers.ids import entity_id
from app.importers.records import Format, Json, Notes, Place, StrictError
from app.importers.staging import Entity, Staging
from app.ledger import NewFact
from app.vocabulary import EntityKind

# What a record of a shape that nobody thought of ends in, when it is written out.
NOT_UNDERSTOOD: Final = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
# What is no fault of a record.
_ELSEWHERE: Final = (StrictError, OSError, MemoryError, sqlite3.Error)
Key = tuple[EntityKind, str]


@dataclass(frozen=True, slots=True)
class Compiled:
    """An entity with all that the input says of it, and a digest of that.

    ``number``: in the order of recording; ``place``: where the input first tells of it. ``asked``:
    the kind and key of each id that the format asked for. ``is_understood`` is False where the
    format failed: nothing is known of what the entity should be.
    """

    id: str
    kind: EntityKind
    number: int
    place: Place
    facts: Sequence[NewFact] = ()
    digest: str = ""
    asked: dict[str, Key] = field(default_factory=dict)
    is_understood: bool = True


class Compiler:
    """Compiles staged entities, and is the source that their format looks things up in."""

    def __init__(self, format_: Format, dataset: str, staging: Staging, notes: Notes) -> None:
        """``notes``: where the format tells what is wrong."""
        self._format = format_
        self._dataset = dataset
        self._staging = staging
        self._notes = notes
        self._asked: dict[str, Key] = {}

    @property
    def dataset(self) -> str:
        """The id of the dataset."""
        return self._dataset

    @property
    def notes(self) -> Notes:
        """Where to tell what is wrong."""
        return self._notes

    def entity_id(self, kind: EntityKind, key: str) -> str:
        """Our id of the source's entity, which is declared with the facts that speak of it."""
        found = entity_id(self._dataset, kind, key)
        self._asked[found] = (kind, key)
        return found

    def find(self, kind: str, key: str) -> Json | None:
        """The data of the first piece of this kind and key; None where the input has none.

        It is not to be changed: others are given the same.
        """
        return self._staging.find(kind, key)

    def compile_all(self, numbers: Sequence[int]) -> Iterator[Compiled]:
        """The entities with these numbers, compiled; those of which nothing is said are left out.

        Raises StrictError.
        """
        for entity in self._staging.entities(numbers):
            compiled = self._compile(entity)
            if compiled.facts or not compiled.is_understood:
                yield compiled

    def _compile(self, entity: Entity) -> Compiled:
        kind = EntityKind(entity.kind)
        self._asked = {}
        own_id = self.entity_id(kind, entity.key)
        place = entity.pieces[0].place
        told_of = (own_id, kind, entity.number, place)
        try:
            facts = self._format.compile(kind, entity.key, entity.pieces, self)
            told = orjson.dumps(facts)
        except _ELSEWHERE:
            raise
        except Exception as error:  # noqa: BLE001 (whatever a format ends in, others are not to suffer)
            why = f"{type(error).__name__}: {error}"
            self._notes.note("not_understood", place, "", why, "left as it was before")
            return Compiled(*told_of, is_understood=False)
        digest = hashlib.sha256(told).hexdigest()[:32]
        return Compiled(*told_of, facts, digest, self._asked)
