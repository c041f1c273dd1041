"""JSON lines and CSV of one kind: items a page at a time, and what is gone behind them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol

import orjson
from sqlalchemy.orm import Session

from app.csv_text import BOM, write_csv, write_rows
from app.exports.wanted import Wanted
from app.profiles.facts import Json

Chunks = Iterator[bytes]
Writer = Callable[[Session, Wanted], Chunks]
# What an increment tells of each item beside its columns.
_GONE: Final = ("deleted", "merged_into")


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
            yield ((BOM if wanted.bom else "") + write_csv(told, ())).encode()
        for page in source.shorts(session, wanted):
            yield write_rows(told, page).encode()
        for tombstones in source.tombstones(session, wanted):
            yield write_rows(told, tombstones).encode()

    return write


def joined(pages: Iterator[list[Any]]) -> Chunks:
    """The members of a JSON array, one a line."""
    before = b"\n"
    for page in pages:
        if page:
            yield before + b",\n".join(orjson.dumps(each) for each in page)
            before = b",\n"
