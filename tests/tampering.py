"""A database changed by hand in SQL, as somebody with its password would, and put back again."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    Engine,
    Float,
    Integer,
    Table,
    event,
    select,
    text,
)

from app.keeping.verifying import Verified, Wanted, verify
from app.models import Base
from app.models.base import table_of

# Of the record: the change that a row belongs to, as a condition finds it.
RECORD = ("changes", "change_entities", "entities", "article_texts", "citations", "facts")
DERIVED = (
    *("documents", "people", "organizations", "posts", "events", "articles", "entity_references"),
    *("entity_values", "search_names", "search_texts", "search_words", "name_keys", "name_words"),
    *("closed_name_keys", "closed_name_words", "tenures", "quality", "withheld_facts"),
    "dataset_counts",
)
# Neither: what an installation keeps beside the ledger (docs/decisions/0006).
OWN = (
    *("api_keys", "key_sessions", "webhooks", "webhook_deliveries", "installation", "datasets"),
    *("proposals", "proposed_articles", "idempotency_keys", "import_runs", "import_records"),
    "merge_proposals",
)


@dataclass(frozen=True)
class Place:
    """A column of a row: ``key`` are the values of the row's primary key."""

    column: Column[Any]
    key: tuple[Any, ...]

    @property
    def table(self) -> Table:
        table = self.column.table
        assert isinstance(table, Table)
        return table

    def condition(self, key: tuple[Any, ...]) -> Any:
        pairs = zip(self.table.primary_key.columns, key, strict=True)
        return [column == value for column, value in pairs]


def unlock(engine: Engine) -> None:
    """Take away all that the database itself refuses an edit by."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _unchecked)
    with engine.begin() as connection:
        for name in _guards(connection):
            connection.execute(text(name))
    engine.dispose()


def _unchecked(connection: Any, _record: object) -> None:
    for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _guards(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        found = text("SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'")
        return list(connection.scalars(found))
    checks = text(
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)"
        " FROM pg_constraint WHERE contype IN ('c', 'f')"
        " AND connamespace = 'public'::regnamespace ORDER BY contype DESC"
    )
    triggers = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in RECORD]
    return [*connection.scalars(checks), *triggers]


def columns(names: tuple[str, ...]) -> list[Column[Any]]:
    """All columns of these tables, as the models have them."""
    return [column for name in names for column in Base.metadata.tables[name].columns]


def place(engine: Engine, column: Column[Any], offset: int = 0) -> Place | None:
    """A row to change the column of: one in which it is not NULL, where there is one."""
    table = column.table
    assert isinstance(table, Table)
    keys = list(table.primary_key.columns)
    found = select(*keys).order_by(column.is_(None), *keys).offset(offset).limit(1)
    with engine.connect() as connection:
        row = connection.execute(found).first()
    return Place(column, tuple(row)) if row else None


@contextmanager
def changed(engine: Engine, at: Place) -> Iterator[tuple[Any, Any]]:
    """Another value in that place, and then the first one again; gives both."""
    with engine.begin() as connection:
        before = connection.scalar(select(at.column).where(*at.condition(at.key)))
        after = another(at.column, before)
        connection.execute(at.table.update().where(*at.condition(at.key)), {at.column.key: after})
    key = tuple(
        after if column is at.column else value
        for column, value in zip(at.table.primary_key.columns, at.key, strict=True)
    )
    try:
        yield before, after
    finally:
        with engine.begin() as connection:
            connection.execute(at.table.update().where(*at.condition(key)), {at.column.key: before})


def another(column: Column[Any], value: Any) -> Any:
    """A value that is not this one, of the column's type."""
    if isinstance(column.type, JSON):
        return {"made": "up"} if value != {"made": "up"} else {"made": "otherwise"}
    if isinstance(column.type, Integer):
        # A primary key must be one that no other row has.
        return (value or 0) + (1_000_000 if column.primary_key else 1)
    if isinstance(column.type, Float):
        return (value or 0.0) + 0.5
    if isinstance(column.type, Date):
        day = value or dt.date(2001, 1, 1)
        return day - dt.timedelta(days=1) if day > dt.date(2001, 1, 1) else day.replace(2002)
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=1)
    return f"{value or ''}x"


def checked(engine: Engine, *parts: str, **more: Any) -> Verified:
    """What ``verify`` says of these parts, or of all."""
    wanted = Wanted(parts=parts, **more) if parts else Wanted(**more)
    return verify(engine, wanted, lambda *_: None)


def owner(engine: Engine, at: Place) -> int:
    """The number of the change to whose record a place belongs."""
    table = at.table
    if table.name == "citations":
        fact = Base.metadata.tables["facts"]
        found = select(fact.c.recorded_in).where(fact.c.row == at.key[0])
    else:
        found = select(_of_change(at)).select_from(table).where(*at.condition(at.key))
    with engine.connect() as connection:
        return int(connection.scalar(found) or 0)


def _of_change(at: Place) -> Any:
    columns = at.table.c
    names = {
        "changes": "number",
        "change_entities": "change",
        "entities": "declared_in",
        "article_texts": "declared_in",
        "facts": "recorded_in",
    }
    if at.column.key in ("retracted_in", "retraction_reason"):
        return columns["retracted_in"]
    return columns[names[at.table.name]]


def every_model_has_a_place() -> bool:
    """Whether each table is of the record, derived, or neither."""
    named = sorted((*RECORD, *DERIVED, *OWN))
    return named == sorted(table_of(mapper.class_).name for mapper in Base.registry.mappers)
