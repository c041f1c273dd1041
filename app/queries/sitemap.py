"""The entities that are there, in parts of a sitemap: by kind and id, with when each changed."""

from typing import Any, Final

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from app.models import Change, Document, holds
from app.queries.search_filters import LISTS
from app.vocabulary import EntityKind

PART: Final = 10_000  # entities of one part; a sitemap may have 50,000


def sitemap_parts(session: Session, size: int = PART) -> list[tuple[EntityKind, str]]:
    """The parts: each a kind, and the id with which it begins (empty for the first).

    No part is empty, which a sitemap must not be. The ids are read through, so ask once for each
    change.
    """
    parts = [_part_starts(kind, size) for kind in LISTS]
    found = session.execute(union_all(*parts)).all()
    starts = sorted((str(row[0]), row[1], str(row[2])) for row in found)
    return [
        (kind, "" if place == 1 else first)
        for kind in LISTS
        for of, place, first in starts
        if of == kind
    ]


def sitemap_part(session: Session, kind: EntityKind, start: str, size: int = PART) -> list[Any]:
    """The ids of one part, each with when the change was that last touched what is told of it."""
    table = LISTS[kind].table
    item = LISTS[kind].item
    document = (Document.id == item) & holds(Document, None)
    found = select(item, Change.at).join(Document, document)
    found = found.join(Change, Change.number == Document.since)
    found = found.where(holds(table, None), item >= start).order_by(item).limit(size)
    return list(session.execute(found))


def _part_starts(kind: EntityKind, size: int) -> Any:
    """The first id of each part, with its place in the list."""
    item = LISTS[kind].item
    place = func.row_number().over(order_by=item)
    placed = select(item.label("id"), place.label("place")).where(holds(LISTS[kind].table, None))
    inner = placed.subquery()
    starts = inner.c.place % size == 1 % size
    return select(literal(str(kind)), inner.c.place, inner.c.id).where(starts)
