"""Where a list finds the values that it is narrowed and counted by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import AnySelect
from app.models import EntityValue, Tenure, holds
from app.models.versions import Versioned
from app.queries.narrowing import Condition, Tie
from app.vocabulary import EntityKind

Column = InstrumentedAttribute[Any]
Items = AnySelect | None  # the ids of the items to count; None for all


class Source(Protocol):
    """Values of the items of a list."""

    def has(self, values: Sequence[str], known_at: int | None) -> Condition:
        """That an item has one of the values."""

    def is_there(self, known_at: int | None) -> Condition:
        """That an item has any value."""

    def counts(self, items: Items, known_at: int | None) -> AnySelect:
        """Each value with the number of items that have it."""


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column of the list's own table."""

    table: type[Versioned]
    item: Column
    column: Column

    def has(self, values: Sequence[str], known_at: int | None) -> ColumnElement[bool]:  # noqa: ARG002 (the protocol's signature)
        """That the column has one of the values."""
        return among(self.column, values)

    def is_there(self, known_at: int | None) -> ColumnElement[bool]:  # noqa: ARG002 (the protocol's signature)
        """That the column is filled."""
        return self.column.is_not(None)

    def counts(self, items: Items, known_at: int | None) -> AnySelect:
        """The rows by the column."""
        found = counted(self.column, func.count(), self.item, items)
        return found.where(holds(self.table, known_at))


@dataclass(frozen=True, slots=True)
class KeptValues:
    """A property among the values kept of entities."""

    item: Column
    kind: EntityKind
    property: str

    def met(self, known_at: int | None) -> tuple[ColumnElement[bool], ...]:
        """The rows of the property."""
        of_kind = (EntityValue.kind == self.kind, EntityValue.property == self.property)
        return holds(EntityValue, known_at), *of_kind

    def has(self, values: Sequence[str], known_at: int | None) -> Tie:
        """That one of the values is kept of the item."""
        return self.tie(known_at, among(EntityValue.value, values))

    def is_there(self, known_at: int | None) -> Tie:
        """That a value is kept of the item."""
        return self.tie(known_at)

    def tie(self, known_at: int | None, *conditions: ColumnElement[bool]) -> Tie:
        """That a value which meets the conditions is kept of the item."""
        return Tie(self.item, EntityValue.entity_id, (*self.met(known_at), *conditions))

    def counts(self, items: Items, known_at: int | None) -> AnySelect:
        """The values by number of entities: a value is kept once of each."""
        found = counted(EntityValue.value, func.count(), EntityValue.entity_id, items)
        return found.where(*self.met(known_at))


@dataclass(frozen=True, slots=True)
class Held:
    """A column of the memberships, of the items that ``own`` names in them."""

    item: Column
    own: Column
    column: Column

    def has(self, values: Sequence[str], known_at: int | None) -> Tie:
        """That a membership of the item has one of the values."""
        return self.tie(known_at, among(self.column, values))

    def is_there(self, known_at: int | None) -> Tie:
        """That there is a membership of the item."""
        return self.tie(known_at, self.column.is_not(None))

    def tie(self, known_at: int | None, *conditions: ColumnElement[bool]) -> Tie:
        """That a membership of the item meets the conditions."""
        return Tie(self.item, self.own, (holds(Tenure, known_at), *conditions))

    def counts(self, items: Items, known_at: int | None) -> AnySelect:
        """The values by number of items, each counted once."""
        found = counted(self.column, func.count(self.own.distinct()), self.own, items)
        return found.where(holds(Tenure, known_at))


def among(column: Column, values: Sequence[str]) -> ColumnElement[bool]:
    """That the column has one of the values; one alone is compared, as indexes like it best."""
    return column == values[0] if len(values) == 1 else column.in_(values)


def counted(value: Column, number: ColumnElement[int], item: Column, items: Items) -> AnySelect:
    """Each value with a number, over the rows of these items."""
    found: AnySelect = select(value.label("value"), number.label("number")).group_by(value)
    # As a condition on rows, this would draw SQLite to an index that has less of what is read.
    found = found.having(value.is_not(None))
    return found if items is None else found.where(item.in_(items))
