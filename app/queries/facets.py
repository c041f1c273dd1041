"""Facets: how often each value stands among the items of a list, the most frequent first."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from app.db import AnySelect
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
    counted = {name: found.spec.facet(name) for name in names}
    items, is_whole = _items(session, found)
    counts = {
        name: counting.counts(name, items, found.given, found.known_at)
        for name, (counting, _) in counted.items()
    }
    facets: Facets = {name: [] for name in counts}
    # One statement for all facets, so that the items are found once.
    firsts = [_first_of(name, each) for name, each in counts.items()]
    for row in session.execute(union_all(*firsts)) if firsts else ():
        facets[row.facet].append({"value": row.value, "label": None, "count": row.number})
    for values in facets.values():
        values.sort(key=lambda each: (-each["count"], each["value"]))
    named = {name for name, (_, parameter) in counted.items() if parameter.takes is Takes.ID}
    label(session, facets, named, found.known_at)
    return facets, is_whole


def _first_of(name: str, counts: AnySelect) -> AnySelect:
    """The most frequent values of a facet."""
    value, number = counts.selected_columns.value, counts.selected_columns.number
    first = counts.order_by(number.desc(), value).limit(MOST_SHOWN).subquery()
    return select(literal(name).label("facet"), first.c.value, first.c.number)


def _items(session: Session, found: Listing) -> tuple[Items, bool]:
    if found.is_whole:
        return None, True
    items, is_exact = found.items(), count(session, found.statement)[1]
    if not is_exact:
        items = items.order_by(*found.order).limit(MOST_COUNTED)
    return select(items.cte("items")), is_exact


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
