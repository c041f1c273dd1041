"""Facets: how often each value stands among the items of a list, the most frequent first."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Reference, holds
from app.queries.lists import Listing
from app.queries.paging import MOST_COUNTED, count
from app.queries.parameters import Takes
from app.queries.sources import Items

MOST_SHOWN: Final = 20  # values of one facet
Facets = dict[str, list[dict[str, Any]]]


def count_facets(session: Session, found: Listing, names: Sequence[str]) -> tuple[Facets, bool]:
    """The values of each facet with their counts, and whether these are of all items.

    They are of a list that nothing narrows, which an index counts, and of one that is short;
    else of the first 10,000 items in the list's own order. Raises ListError.
    """
    items, is_whole = _items(session, found)
    facets: Facets = {}
    named: set[str] = set()
    for name in names:
        counting, parameter = found.spec.facet(name)
        counts = counting.counts(name, items, found.given, found.known_at)
        value, number = counts.selected_columns.value, counts.selected_columns.number
        ordered = counts.order_by(number.desc(), value).limit(MOST_SHOWN)
        rows = session.execute(ordered)
        facets[name] = [{"value": row.value, "label": None, "count": row.number} for row in rows]
        if parameter.takes is Takes.ID:
            named.add(name)
    label(session, facets, named, found.known_at)
    return facets, is_whole


def _items(session: Session, found: Listing) -> tuple[Items, bool]:
    if found.is_whole:
        return None, True
    if count(session, found.statement)[1]:
        return found.items(), True
    first = found.statement.order_by(*found.order).limit(MOST_COUNTED).subquery()
    return select(first.c[found.spec.item.key]), False


def label(session: Session, facets: Facets, named: set[str], known_at: int | None) -> None:
    """Add the names of the entities that values are ids of."""
    values = [each for name in named for each in facets[name]]
    names = names_of(session, {each["value"] for each in values}, known_at) if values else {}
    for each in values:
        each["label"] = names.get(each["value"])


def names_of(
    session: Session, entity_ids: Collection[str], known_at: int | None
) -> Mapping[str, str]:
    """The names of those of these entities that are there."""
    found = select(Reference.id, Reference.name)
    found = found.where(Reference.id.in_(entity_ids), holds(Reference, known_at))
    return {row.id: row.name for row in session.execute(found)}
