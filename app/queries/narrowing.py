"""Narrowing a list by what other tables know of its items, at a cost that stays small.

A condition on another table can be read two ways. As a list of ids (``id IN (…)``), which is made
whole before the first item is found: right where few match. Or as a probe for each item, in the
order of the list (``EXISTS …``): right where so many match that a page is soon full. Which one it
is, is counted first, up to a bound; SQLite's planner cannot know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Exists,
    GenerativeSelect,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db import AnySelect

Column: TypeAlias = InstrumentedAttribute[Any]
MOST_LISTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Tie:
    """That an item's ``column`` is among the ``ids`` of another table's rows that meet ``met``.

    ``probed_by``: the same conditions, written for a probe, where the id is to lead to the rows.
    ``parts``: the same, written for a list: no row meets two parts, and each has an index.
    """

    column: Column
    ids: Column
    met: tuple[ColumnElement[bool], ...]
    probed_by: tuple[ColumnElement[bool], ...] = ()
    parts: tuple[tuple[ColumnElement[bool], ...], ...] = ()

    def rows(self) -> GenerativeSelect:
        """The ids, as often as they are there."""
        each = [select(self.ids).where(*part) for part in self.parts or (self.met,)]
        return union_all(*each) if self.parts else each[0]

    def listed(self) -> ColumnElement[bool]:
        """The condition as a list of ids."""
        return self.column.in_(self.rows())

    def probed(self) -> Exists:
        """The condition as a probe for each item."""
        met = self.probed_by or self.met
        return select(literal_column("1")).where(*met, self.ids == self.column).exists()


Condition: TypeAlias = ColumnElement[bool] | Tie


def narrowed(session: Session, statement: AnySelect, conditions: Sequence[Condition]) -> AnySelect:
    """The statement with these conditions, each read in the way that costs less."""
    ties = [each for each in conditions if isinstance(each, Tie)]
    plain = [each for each in conditions if not isinstance(each, Tie)]
    few = [size <= MOST_LISTED for size in _sizes(session, ties)]
    read = [tie.listed() if few_of else tie.probed() for tie, few_of in zip(ties, few, strict=True)]
    return statement.where(*plain, *read)


def _sizes(session: Session, ties: Sequence[Tie]) -> Sequence[int]:
    """How many rows each tie has, counted up to the bound."""
    if not ties:
        return []
    bounded = [tie.rows().limit(MOST_LISTED + 1).subquery() for tie in ties]
    counted = [select(func.count()).select_from(each).scalar_subquery() for each in bounded]
    return list(session.execute(select(*counted)).one())
