"""The best of what is said: ranks, display names, values."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from app.models.rows import FactRow
from app.vocabulary import PROPERTIES, FactKind, Rank

_STATED: Final = (FactKind.ATTRIBUTE, FactKind.RELATION)


def best(facts: Iterable[FactRow]) -> list[FactRow]:
    """The facts of best rank (Wikibase): the preferred ones if there are any, else the normal.

    In an order that a correction does not change: that of their ids, behind what was said of the
    entity itself what was said of one that was merged into it.
    """
    ranked: dict[str, list[FactRow]] = defaultdict(list)
    for fact in facts:
        ranked[fact.rank].append(fact)
    return sorted(ranked[Rank.PREFERRED] or ranked[Rank.NORMAL], key=_order)


def display_name(entity_id: str, facts: Iterable[FactRow]) -> str:
    """The name an entity is shown by: its best primary name or title, else its id.

    Where articles differ, the name that most of them print, then the longest. The names of what was
    merged into it stand back, and so do those that it has no longer.
    """
    found = names_now(fact for fact in facts if _is_name(fact))
    return most_printed(found) if found else entity_id


def names_now(facts: Iterable[FactRow]) -> list[FactRow]:
    """Of these names those that count: of best rank, its own, and not over if any is not."""
    found = best(facts)
    own = [fact for fact in found if not fact.said_ids or found[0].said_ids]
    return [fact for fact in own if fact.end_date is None] or own


def most_printed(names: Iterable[FactRow]) -> str:
    """The name that most of these facts say, then the longest."""
    said = [str(fact.value) for fact in names]
    return max(dict.fromkeys(said), key=lambda name: (said.count(name), len(name), name))


def best_value(facts: Iterable[FactRow], property_: str) -> Any:
    """The best value of a property: a list where several stand side by side, else one or None."""
    found = best(fact for fact in facts if fact.property == property_ and fact.kind in _STATED)
    values = [fact.object_id or fact.value for fact in found]
    if PROPERTIES[property_].many:
        return list(dict.fromkeys(values))
    return values[0] if values else None


def _order(fact: FactRow) -> tuple[bool, str]:
    return fact.said_ids is not None, fact.id


def _is_name(fact: FactRow) -> bool:
    is_title = fact.kind == FactKind.ATTRIBUTE and fact.property == "title"
    return is_title or (fact.kind == FactKind.NAME and fact.property == "name")
