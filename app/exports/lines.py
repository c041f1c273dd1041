"""JSON lines, CSV and JSON-LD of one kind: items a page at a time, and what is gone behind them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol

import orjson
from sqlalchemy.orm import Session

from app.csv_text import write_csv, write_rows
from app.exports.wanted import Wanted
from app.profiles.facts import Json
from app.profiles.linked_data import CONTEXT, linked_node
from app.vocabulary import PATHS, EntityKind

Chunks = Iterator[bytes]
Writer = Callable[[Session, Wanted], Chunks]
# What an increment tells of each item beside its columns.
_GONE: Final = ("deleted", "merged_into")
# Beside the words of schema.org those of Popolo's own context.
_CONTEXT: Final = CONTEXT | {
    "as": "https://www.w3.org/ns/activitystreams#",
    "opengov": "http://www.w3.org/ns/opengov#",
}


class Source(Protocol):
    """Where items come from."""

    def pieces(self, session: Session, wanted: Wanted) -> Chunks:
        """The items as lines of JSON, a page at a time."""

    def shorts(self, session: Session, wanted: Wanted) -> Iterator[list[Json]]:
        """The items as the list tells them, a page at a time."""

    def tombstones(self, session: Session, wanted: Wanted) -> Iterator[list[Json]]:
        """What was told after the change ``since`` and is no more."""


def json_lines(source: Source) -> Writer:
    """One item a line; what is gone is a line with ``deleted``."""

    def write(session: Session, wanted: Wanted) -> Chunks:
        yield from source.pieces(session, wanted)
        for tombstones in source.tombstones(session, wanted):
            yield b"".join(orjson.dumps(each) + b"\n" for each in tombstones)

    return write


def csv_rows(source: Source, columns: Sequence[str]) -> Writer:
    """One item a row, under a row of names, which a part that is added to another goes without.

    An increment has two columns more, which tell what is gone.
    """

    def write(session: Session, wanted: Wanted) -> Chunks:
        told = [*columns, *(_GONE if wanted.since is not None else ())]
        if wanted.after is None:
            yield write_csv(told, ()).encode()
        for page in source.shorts(session, wanted):
            yield write_rows(told, page).encode()
        for tombstones in source.tombstones(session, wanted):
            yield write_rows(told, tombstones).encode()

    return write


def linked_graph(source: Source) -> Writer:
    """One JSON-LD document: all items are nodes of its graph."""

    def nodes(session: Session, wanted: Wanted) -> Iterator[list[Any]]:
        for piece in source.pieces(session, wanted):
            yield [linked_node(orjson.loads(line)) for line in piece.splitlines()]
        for tombstones in source.tombstones(session, wanted):
            yield [_linked_tombstone(each) for each in tombstones]

    def write(session: Session, wanted: Wanted) -> Chunks:
        yield b'{"@context":' + orjson.dumps(_CONTEXT) + b',"@graph":['
        yield from joined(nodes(session, wanted))
        yield b"\n]}\n"

    return write


def joined(pages: Iterator[list[Any]]) -> Chunks:
    """The members of a JSON array, one a line."""
    before = b"\n"
    for page in pages:
        if page:
            yield before + b",\n".join(orjson.dumps(each) for each in page)
            before = b",\n"


def _linked_tombstone(gone: Json) -> Json:
    path = PATHS.get(gone["kind"], "/v1/memberships")
    node: Json = {"@type": "as:Tombstone", "@id": f"{path}/{gone['id']}"}
    survivor = gone["merged_into"]
    return node | ({"sameAs": f"{path}/{survivor}"} if survivor else {})


KINDS: Final = {path.removeprefix("/v1/"): kind for kind, path in PATHS.items()}


def kind_of(name: str) -> EntityKind | None:
    """The kind of entities that an export of this name has; None of memberships."""
    return KINDS.get(name)
