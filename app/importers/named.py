"""What formats do with their pieces: those that are only named stand once, and none is an error."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.importers.records import InputError, Json, Piece

# Kind, key, part and data of the piece of what is named.
Naming = tuple[str, str, str, Json]


def some(pieces: Iterable[Piece], path: Path, what: str) -> Iterator[Piece]:
    """The pieces; raises InputError where there are none.

    An input that is not of a format at all must not pass for an edition that has lost everything.
    """
    read = False
    for piece in pieces:
        read = True
        yield piece
    if not read:
        raise InputError(f"{path} has no {what}")


def behind_named(
    pieces: Iterable[Piece], names: Callable[[Piece], Iterable[Naming]]
) -> Iterator[Piece]:
    """Each piece, behind those of what it is the first to name.

    Remembers what was named, so ask it for bodies and posts only, of which there are few.
    """
    seen: set[tuple[str, str]] = set()
    for piece in pieces:
        for kind, key, part, data in names(piece):
            if (kind, key) not in seen:
                seen.add((kind, key))
                yield Piece(kind=kind, key=key, part=part, data=data, place=piece.place, near=key)
        yield piece
