"""The order of a list: by the keys of ``sort``, each of which an index backs.

What is not known stands last in both directions. Names are compared folded (no case, no accents),
by code point, alike on both databases. Ties are broken by name and id, so the order is total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from app.queries.narrowing import Column
from app.queries.paging import Order, descends, plain
from app.queries.parameters import ListError, Parameter, Takes


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key: what sorts by it upwards and downwards."""

    up: Any
    down: Any

    @classmethod
    def of_text(cls, column: Column) -> "SortKey":
        """A column that is never missing."""
        return cls(column, column.desc())

    @classmethod
    def of_days(cls, up: Column, down: Column) -> "SortKey":
        """The two columns that a date is sorted by."""
        return cls(up, down)


def sort_parameter(keys: Mapping[str, SortKey], usual: str) -> Parameter:
    """The parameter ``sort``; ``usual``: the order without it."""
    description = (
        f"By what the list is sorted: {', '.join(keys)}; several with commas, - before one for"
        f" descending. What is not known stands last. Without it: {usual}."
    )
    return Parameter("sort", Takes.WORD, description, "-" + list(keys)[-1])


def order_by(text: str, keys: Mapping[str, SortKey], ties: Sequence[Column]) -> Order:
    """The order that ``sort`` asks for; raises ListError."""
    order: list[Any] = []
    named: set[str] = set()
    for part in text.split(","):
        name = part.removeprefix("-")
        if name not in keys or name in named:
            raise ListError("sort", _refusal(name, keys, named))
        named.add(name)
        order.append(keys[name].down if part.startswith("-") else keys[name].up)
    # In the direction of the last key, so that one index gives the whole order.
    used = {plain(each).key for each in order}
    if ties[-1].key in used:  # which leaves nothing to be decided
        return order
    rest = [each for each in ties if each.key not in used]
    return [*order, *(each.desc() if descends(order[-1]) else each for each in rest)]


def _refusal(name: str, keys: Mapping[str, SortKey], named: set[str]) -> str:
    if name in named:
        return f"{name} is given twice"
    near = get_close_matches(name, keys, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{name!r} is no key to sort by: {hint}keys are {', '.join(keys)}, with - to descend"
