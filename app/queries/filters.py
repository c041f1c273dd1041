"""Filters of lists: each narrows the statement where a value is given."""

from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from app.db import AnySelect


def where_equal(statement: AnySelect, filters: dict[InstrumentedAttribute[Any], Any]) -> AnySelect:
    """The statement, with each column equal to its value; None does not narrow."""
    wanted = {column: value for column, value in filters.items() if value is not None}
    return statement.where(*(column == value for column, value in wanted.items()))
