"""The entities that are there, in parts of a sitemap: by kind and id, with when each changed."""

from typing import Any, Final

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from app.models import Change, Document, holds
from app.queries.search_filters import LISTS
from app.vocabulary import EntityKind

PART: Final = 10_000  # entities of one part; a sitemap may have 50,000


def sitemap_parts(session: Session, size: int = PART) -> list[tuple[EntityKind, str]]:
    """The parts: each a kind, and the id behind which it begins (empty for the first).

    The ids are read through, so ask once for each change.
    """
    parts = [_part_ends(kind, size) for kind in LISTS]
    found = session.execute(union_all(*parts)).all()
    starts = sorted((str(row[0]), str(row[1])) for row in found)
    return [
        (kind, after)
        for kind in LISTS
        for after in ["", *(last for of, last in starts if of == kind)]
    ]


def sitemap_part(session: Session, kind: EntityKind, after: str, size: int = PART) -> list[Any]:
    """The ids of one part, each with when the change was that last touched what is told of it."""
    table = LISTS[kind].table
    item = LISTS[kind].item
    document = (Document.id == item) & holds(Document, None)
    found = select(item, Change.at).join(Document, document)
    found = found.join(Change, Change.number == Document.since)
    found = found.where(holds(table, None), item > after).order_by(item).limit(size)
    return list(session.execute(found))


def _part_ends(kind: EntityKind, size: int) -> Any:
    """The last id of each part but the last one, which ends with the list."""
    item = LISTS[kind].item
    place = func.row_number().over(order_by=item)
    placed = select(item.label("id"), place.label("place")).where(holds(LISTS[kind].table, None))
    inner = placed.subquery()
    return select(literal(str(kind)), inner.c.id).where(inner.c.place % size == 0)
