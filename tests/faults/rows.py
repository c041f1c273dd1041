"""All rows of a database, compared by what two revisions both know."""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, inspect, select, table, text

# Noted of the database itself, and written anew after a migration.
_NOT_DATA: Final = {"alembic_version"}
_ANEW: Final = {("installation", "view_version"), ("installation", "excluded_fields")}


@dataclass(frozen=True)
class Snapshot:
    """The columns and the rows of every table."""

    columns: dict[str, list[str]]
    rows: dict[str, list[dict[str, Any]]]

    def of(self, name: str, columns: list[str]) -> Counter[tuple[str, ...]]:
        """The rows of a table, in these columns."""
        return Counter(
            tuple(repr(row[column]) for column in columns)
            for row in self.rows[name]
            if (name, row.get("name")) not in _ANEW
        )


def snapshot(engine: Engine) -> Snapshot:
    """What is there now, as the database itself has it."""
    found = inspect(engine).get_multi_columns()
    columns = {name: [each["name"] for each in told] for (_, name), told in found.items()}
    columns = {name: names for name, names in columns.items() if name not in _NOT_DATA}
    with engine.connect() as connection:
        every = {
            name: connection.execute(select(text("*")).select_from(table(name))) for name in columns
        }
        rows = {name: [dict(row) for row in found.mappings()] for name, found in every.items()}
    return Snapshot(columns, rows)


def assert_same(before: Snapshot, after: Snapshot, but: AbstractSet[str] = frozenset()) -> None:
    """Fail where a row differs in what both know, ``but`` for these tables and columns."""
    for name in (before.columns.keys() & after.columns.keys()) - but:
        known = (each for each in before.columns[name] if each in after.columns[name])
        shared = [each for each in known if f"{name}.{each}" not in but]
        lost = before.of(name, shared) - after.of(name, shared)
        more = after.of(name, shared) - before.of(name, shared)
        assert not lost, f"{name} lost {[*lost][:3]}"
        assert not more, f"{name} gained {[*more][:3]}"


def taken_away(before: Snapshot, after: Snapshot) -> set[str]:
    """The tables and columns that are there no more: who knows only ``before`` cannot go on."""
    gone = set(before.columns.keys() - after.columns.keys())
    for name in before.columns.keys() & after.columns.keys():
        gone |= {f"{name}.{each}" for each in before.columns[name]} - {
            f"{name}.{each}" for each in after.columns[name]
        }
    return gone


def demanded(engine: Engine, before: Snapshot) -> set[str]:
    """New columns of tables that were there which must be given: who does not know them cannot."""
    found = set[str]()
    for (_, name), columns in inspect(engine).get_multi_columns().items():
        known = before.columns.get(name)
        if known is not None:
            required = (c["name"] for c in columns if not c["nullable"] and not c["default"])
            found |= {f"{name}.{each}" for each in required if each not in known}
    return found
