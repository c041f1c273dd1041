"""Keyset paging: a cursor names the last item seen, so page 10,000 costs what page 1 costs.

Cursors are signed and bound to the list that they came from. They survive inserts and deletes in
between: what comes after the item seen is found by comparison, not by counting.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, Date, Row, func, literal, literal_column, select, tuple_
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Change, Installation

MOST_COUNTED: Final = 10_000
MOST_ITEMS: Final = 500
_NEWEST: Final = select(Change.at).order_by(Change.number.desc()).limit(1).scalar_subquery()


class CursorError(ValueError):
    """The cursor was altered, or belongs to another list."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a list is wanted. ``list_name`` and ``filters`` bind the cursor to the list."""

    list_name: str
    filters: dict[str, Any]
    limit: int
    cursor: str | None
    secret: str

    def after(self) -> list[Any] | None:
        """The key of the last item seen; raises CursorError."""
        if self.cursor is None:
            return None
        try:
            bound_to, key = self._signer().loads(self.cursor)
        except (BadData, ValueError, TypeError):
            raise CursorError("the cursor was altered, or is not one of ours") from None
        if bound_to != self._bound_to():
            raise CursorError("the cursor belongs to another list, or to other filters")
        return list(key)

    def cursor_after(self, key: Sequence[Any]) -> str:
        """The cursor for what comes after the item with this key."""
        plain = [each.isoformat() if isinstance(each, dt.date) else each for each in key]
        return str(self._signer().dumps([self._bound_to(), plain]))

    def _bound_to(self) -> str:
        told = sorted((name, value) for name, value in self.filters.items() if value is not None)
        return hashlib.sha256(f"{self.list_name}{told}".encode()).hexdigest()[:16]

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="cursor")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page; ``next_cursor`` is None on the last."""

    rows: Sequence[Row[Any]]
    next_cursor: str | None
    total: int
    total_is_exact: bool
    changed_at: dt.datetime | None = None  # when the newest change was recorded


def after_key(
    statement: AnySelect, key: Sequence[ColumnElement[Any]], after: Sequence[Any] | None
) -> AnySelect:
    """The statement in the order of ``key``, from behind the item whose key is ``after``."""
    if after is not None:
        values = (_literal(column, value) for column, value in zip(key, after, strict=True))
        statement = statement.where(tuple_(*key) > tuple_(*values))
    return statement.order_by(*key)


def _literal(column: ColumnElement[Any], value: Any) -> ColumnElement[Any]:
    if isinstance(column.type, Date):
        value = dt.date.fromisoformat(value)
    return literal(value, column.type)


def fetch_page(
    session: Session,
    statement: AnySelect,
    key: Sequence[ColumnElement[Any]],
    wanted: PageRequest,
) -> Page:
    """Run the statement for one page; the columns of ``key`` must be among those selected."""
    ordered = after_key(statement, key, wanted.after()).limit(wanted.limit + 1)
    rows = session.execute(ordered).all()
    shown = rows[: wanted.limit]
    last = shown[-1]._mapping if len(rows) > wanted.limit else None  # noqa: SLF001 (public name)
    next_cursor = wanted.cursor_after([last[column] for column in key]) if last else None
    return Page(shown, next_cursor, *_count(session, statement))


def cursor_secret(session: Session) -> str:
    """The secret that signs this installation's cursors."""
    found = select(Installation.value).where(Installation.name == "cursor_secret")
    return session.execute(found).scalar_one()


def _count(session: Session, statement: AnySelect) -> tuple[int, bool, dt.datetime | None]:
    """How many there are, whether that is exact, and the time of the newest change."""
    counted: AnySelect = statement.with_only_columns(
        literal_column("1"), maintain_column_froms=True
    ).limit(MOST_COUNTED + 1)
    found = select(func.count(), _NEWEST).select_from(counted.subquery())
    total, changed_at = session.execute(found).one()
    return min(total, MOST_COUNTED), total <= MOST_COUNTED, changed_at
