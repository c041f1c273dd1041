"""Entities that a source only names, such as the party of a term: each is a piece once."""

from collections.abc import Callable, Iterable, Iterator

from app.importers.records import Json, Piece

# Kind, key, part and data of the piece of what is named.
Naming = tuple[str, str, str, Json]


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
