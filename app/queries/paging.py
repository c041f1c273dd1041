"""Keyset paging: a cursor names the last item seen, so page 10,000 costs what page 1 costs.

Cursors are signed and bound to the list that they came from. They survive inserts and deletes in
between: what comes after the item seen is found by comparison, not by counting.
"""

import datetime as dt
import hashlib
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    UnaryExpression,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import desc_op
from sqlalchemy.types import TypeEngine

from app.db import AnySelect
from app.models import Change, Installation

Order: TypeAlias = Sequence[Any]  # columns, or columns with desc()
Types: TypeAlias = Sequence[TypeEngine[Any]]  # of the parts of a key
MOST_COUNTED: Final = 10_000
MOST_ITEMS: Final = 500
_NEWEST: Final = select(Change.at).order_by(Change.number.desc()).limit(1).scalar_subquery()


class CursorError(ValueError):
    """The cursor was altered, or belongs to another list."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a list is wanted. ``list_name`` and ``filters`` bind the cursor to the list.

    ``beside``: what the answer has beside the data and the page.
    """

    list_name: str
    filters: dict[str, Any]
    limit: int
    cursor: str | None
    secret: str
    beside: Mapping[str, Any] = field(default_factory=dict)

    def after(self, types: Types) -> list[Any] | None:
        """The key of the last item seen, whose parts are of these types; raises CursorError.

        What we signed is checked like the rest: another release may have sorted by something else.
        """
        if self.cursor is None:
            return None
        try:
            bound_to, key = cursor_signer(self.secret).loads(self.cursor)
        except (BadData, ValueError, TypeError):
            raise CursorError("the cursor was altered, or is not one of ours") from None
        if bound_to != self._bound_to():
            raise CursorError("the cursor belongs to another list, or to other filters")
        try:
            return _key_in(key, types)
        except (ValueError, TypeError, OverflowError):
            message = "the cursor is of another version, which sorted otherwise"
            raise CursorError(message) from None

    def cursor_after(self, key: Sequence[Any]) -> str:
        """The cursor for what comes after the item with this key."""
        plain = [each.isoformat() if isinstance(each, dt.date) else each for each in key]
        return str(cursor_signer(self.secret).dumps([self._bound_to(), plain]))

    def _bound_to(self) -> str:
        told = sorted((name, value) for name, value in self.filters.items() if value is not None)
        return hashlib.sha256(f"{self.list_name}{told}".encode()).hexdigest()[:16]


@lru_cache(maxsize=4)
def cursor_signer(secret: str) -> URLSafeSerializer:
    """What signs cursors with this secret, and reads those that it signed."""
    return URLSafeSerializer(secret, salt="cursor")


def _key_in(told: Any, types: Types) -> list[Any]:
    if not isinstance(told, list):
        raise TypeError(told)
    return [_part_in(value, each) for value, each in zip(told, types, strict=True)]


def _part_in(value: Any, of: TypeEngine[Any]) -> Any:
    """A part of a key as a database takes it in a column of this type."""
    if isinstance(of, Date):
        return dt.date.fromisoformat(value)
    wanted = of.python_type
    if wanted is float and type(value) is int:
        value = float(value)
    if type(value) is not wanted:
        raise TypeError(value)
    if wanted is int and not _fits(value, 64 if isinstance(of, BigInteger) else 32):
        raise OverflowError(value)
    if wanted is str and b"\0" in value.encode():  # and half a character has no UTF-8
        raise ValueError(value)
    return value


def _fits(number: int, bits: int) -> bool:
    return -(1 << bits - 1) <= number < 1 << bits - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, or other items, of one page; ``next_cursor`` is None on the last."""

    rows: Sequence[Any]
    next_cursor: str | None
    total: int
    total_is_exact: bool
    changed_at: dt.datetime | None = None  # when the newest change was recorded
    beside: Mapping[str, Any] = field(default_factory=dict)


def after_key(statement: AnySelect, order: Order, after: Sequence[Any] | None) -> AnySelect:
    """The statement in this order, from behind the item whose key is ``after``."""
    if after is not None:
        statement = statement.where(_behind(order, after))
    return statement.order_by(*order)


def descends(column: Any) -> bool:
    """Whether a part of an order runs downwards."""
    return isinstance(column, UnaryExpression) and column.modifier is desc_op


def plain(column: Any) -> Any:
    """The column that a part of an order compares."""
    return column.element if descends(column) else column


def types_of(order: Order) -> Types:
    """Of the parts of the keys of items in this order."""
    return [plain(each).type for each in order]


def _behind(order: Order, after: Sequence[Any]) -> ColumnElement[bool]:
    columns = [plain(each) for each in order]
    values = [literal(value, each.type) for each, value in zip(columns, after, strict=True)]
    directions = {descends(each) for each in order}
    if directions == {False}:
        return tuple_(*columns) > tuple_(*values)
    if directions == {True}:
        return tuple_(*columns) < tuple_(*values)
    # No comparison of rows says this: the first column that differs decides.
    behind: ColumnElement[bool] = false()
    for part, column, value in reversed(list(zip(order, columns, values, strict=True))):
        beyond = column < value if descends(part) else column > value
        behind = or_(beyond, and_(column == value, behind))
    # Said once more, so that an index of the first column leads there.
    return and_(columns[0] <= values[0] if descends(order[0]) else columns[0] >= values[0], behind)


def fetch_page(session: Session, statement: AnySelect, order: Order, wanted: PageRequest) -> Page:
    """Run the statement for one page; the columns of the order must be among those selected.

    Raises CursorError.
    """
    after = wanted.after(types_of(order))
    rows = session.execute(after_key(statement, order, after).limit(wanted.limit + 1)).all()
    shown = rows[: wanted.limit]
    last = shown[-1]._mapping if len(rows) > wanted.limit else None  # noqa: SLF001 (public name)
    key = [last[plain(each).key] for each in order] if last else None
    next_cursor = wanted.cursor_after(key) if key else None
    total, is_exact, changed_at = count(session, statement)
    return Page(shown, next_cursor, total, is_exact, changed_at, wanted.beside)


def page_of(
    items: Sequence[Any],
    key: Callable[[Any], list[Any]],
    types: Types,
    wanted: PageRequest,
    *,
    is_whole: bool,
) -> Page:
    """One page of items that are there already, in the order of their keys of these types.

    Raises CursorError.
    """
    after = wanted.after(types)
    first = bisect_right(items, after, key=key) if after else 0
    shown = items[first : first + wanted.limit]
    is_last = first + wanted.limit >= len(items)
    next_cursor = None if is_last else wanted.cursor_after(key(shown[-1]))
    return Page(shown, next_cursor, len(items), is_whole)


def cursor_secret(session: Session) -> str:
    """The secret that signs this installation's cursors."""
    found = select(Installation.value).where(Installation.name == "cursor_secret")
    return session.execute(found).scalar_one()


def count(session: Session, statement: AnySelect) -> tuple[int, bool, dt.datetime | None]:
    """How many there are, whether that is exact, and the time of the newest change."""
    counted: AnySelect = statement.with_only_columns(
        literal_column("1"), maintain_column_froms=True
    ).limit(MOST_COUNTED + 1)
    found = select(func.count(), _NEWEST).select_from(counted.subquery())
    total, changed_at = session.execute(found).one()
    return min(total, MOST_COUNTED), total <= MOST_COUNTED, changed_at
