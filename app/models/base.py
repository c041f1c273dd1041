"""The declarative base: names of constraints, column types that act alike on both databases."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    inspect,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

# Collation C: PostgreSQL then orders and compares text by code point, as SQLite does.
TEXT: Final = Text().with_variant(Text(collation="C"), "postgresql")
# JSON, not JSONB: the order of keys is kept, so both databases give back the same bytes.
JSON_VALUE: Final = JSON(none_as_null=True)
BIG_INTEGER: Final = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002 (the base's signature)
    ) -> dt.datetime | None:
        """The moment with its zone."""
        if value is None or value.tzinfo:
            return value and value.astimezone(dt.UTC)
        return value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: TEXT, Any: JSON_VALUE, dt.datetime: UtcDateTime}  # noqa: RUF012


def table_of(model: type[Any]) -> Table:
    """The table of a model."""
    table = inspect(model).local_table
    if not isinstance(table, Table):
        raise TypeError(model)
    return table


EntityId = Annotated[str, mapped_column(TEXT, ForeignKey("entities.id"))]
ChangeNumber = Annotated[int, mapped_column(Integer, ForeignKey("changes.number"))]


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A CHECK that the column holds one of the vocabulary's words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
