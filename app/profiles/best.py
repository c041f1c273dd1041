"""The best of what is said: ranks, display names, values."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from app.models.rows import FactRow
from app.vocabulary import PROPERTIES, FactKind, Rank

_STATED: Final = (FactKind.ATTRIBUTE, FactKind.RELATION)


class Facts(list[FactRow]):
    """The facts about one entity, with what a document asks of them again and again.

    Complete before it is asked anything: what it answers is remembered.
    """

    @cached_property
    def stated(self) -> dict[str, list[FactRow]]:
        """Its attributes and relations, by property."""
        by_property: defaultdict[str, list[FactRow]] = defaultdict(list)
        for fact in self:
            if fact.kind in _STATED:
                by_property[fact.property].append(fact)
        return dict(by_property)

    @cached_property
    def shown_name(self) -> str | None:
        """The best primary name or title; None where there is none.

        Where articles differ, the name that most of them print, then the longest. The names of what
        was merged into the entity stand back, and so do those that it has no longer.
        """
        found = best(fact for fact in self if _is_name(fact))
        return most_printed(_names_now(found)) if found else None


def best(facts: Iterable[FactRow]) -> list[FactRow]:
    """The facts of best rank (Wikibase): the preferred ones if there are any, else the normal.

    In an order that a correction does not change: that of their ids, behind what was said of the
    entity itself what was said of one that was merged into it.
    """
    standing = [fact for fact in facts if fact.rank != Rank.DEPRECATED]
    if len(standing) < 2:  # noqa: PLR2004 (nothing to choose from, nothing to order)
        return standing
    preferred = [fact for fact in standing if fact.rank == Rank.PREFERRED]
    return sorted(preferred or standing, key=_order)


def display_name(entity_id: str, facts: Facts) -> str:
    """The name an entity is shown by, else its id."""
    return entity_id if facts.shown_name is None else facts.shown_name


def names_now(facts: Iterable[FactRow]) -> list[FactRow]:
    """Of these names those that count: of best rank, its own, and not over if any is not."""
    return _names_now(best(facts))


def most_printed(names: Iterable[FactRow]) -> str:
    """The name that most of these facts say, then the longest."""
    said = [str(fact.value) for fact in names]
    return max(dict.fromkeys(said), key=lambda name: (said.count(name), len(name), name))


def best_value(facts: Facts, property_: str) -> Any:
    """The best value of a property: a list where several stand side by side, else one or None."""
    said = facts.stated.get(property_)
    values = [fact.object_id or fact.value for fact in best(said)] if said else []
    if PROPERTIES[property_].many:
        return list(dict.fromkeys(values))
    return values[0] if values else None


def _names_now(found: list[FactRow]) -> list[FactRow]:
    own = [fact for fact in found if not fact.said_ids or found[0].said_ids]
    return [fact for fact in own if fact.end_date is None] or own


def _order(fact: FactRow) -> tuple[bool, str]:
    return fact.said_ids is not None, fact.id


def _is_name(fact: FactRow) -> bool:
    is_title = fact.kind == FactKind.ATTRIBUTE and fact.property == "title"
    return is_title or (fact.kind == FactKind.NAME and fact.property == "name")
