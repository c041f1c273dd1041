"""What formats and the engine pass to one another: pieces of a source, and what is known of it.

A format reads its input once, from the start to the end, into pieces. The engine keeps them aside
in a file, brings together all pieces of one entity, and has the format compile them to facts. So
no format needs more memory than its largest entity, in whatever order its input stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from app.ledger import NewFact
from app.vocabulary import EntityKind

Json = dict[str, Any]
# The rule of what could not be read: nobody knows what else the input says.
UNREADABLE: Final = "unreadable_record"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input something stands: a file, and a line or a path in it (``persons[12]``)."""

    file: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One part of what a source says of one entity.

    ``kind``: an ``EntityKind``, or any other word for what is no entity here but is looked up while
    others are compiled (an area). ``key``: the source's own id of it, within its kind. ``part``:
    which part this is, in the format's own words. ``near``: entities of the same word are recorded
    one after the other; give the organization of a person's membership, so that its own document
    is written in few changes.
    """

    kind: str
    key: str
    part: str
    data: Json
    place: Place
    near: str = ""


class Notes(Protocol):
    """Takes what was found wrong with the input, and what was done about it."""

    def note(self, rule: str, place: Place, field: str, value: Any, done: str) -> None:
        """Count one case of a rule and write its line; raises StrictError where that is wanted."""


class Source(Protocol):
    """The whole input, while one entity of it is compiled."""

    @property
    def dataset(self) -> str:
        """The id of the dataset."""

    @property
    def notes(self) -> Notes:
        """Where to tell what is wrong."""

    def entity_id(self, kind: EntityKind, key: str) -> str:
        """Our id of the source's entity; the engine declares it, so ask only for ids to be used."""

    def find(self, kind: str, key: str) -> Json | None:
        """The data of the first piece of this kind and key; None where the input has none."""


class Format(Protocol):
    """A format that data comes in. ``kinds``: in which order its entities are recorded."""

    name: str
    kinds: Sequence[EntityKind]

    def read(self, path: Path, notes: Notes) -> Iterator[Piece]:
        """All pieces of the input; raises InputError where it is not of this format at all."""

    def compile(
        self, kind: EntityKind, key: str, pieces: Sequence[Piece], source: Source
    ) -> list[NewFact]:
        """All that the source says of one entity: facts of which it is the subject.

        The same input always gives the same facts in the same order. What the model has no place
        for stands in the ``source_data`` of the fact that it belongs to, as the source has it.
        """


class InputError(Exception):
    """The input cannot be read as this format; the message says where and what is wrong."""


class StrictError(Exception):
    """The first case of a rule, where the operator wants none; the message tells it."""
