"""The same rows into the same tables with the bare driver: what an import is held against.

The rows of a database are read back, change by change, and written into an empty database by
``executemany``, each change in one transaction with the settings that the application uses. Only
the writing is timed.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import JSON, Connection, Engine, Table, text

from app.models import Base

# The column that tells with which change a row was written; of tables that have none, another
# table's, and the columns that join the two.
_CHANGE: Final = ("declared_in", "recorded_in", "since", "change", "number")
_THROUGH: Final = {
    "quality": ("entities", "entity_id", "id", "declared_in"),
    "citations": ("facts", "fact_row", "row", "recorded_in"),
    "name_keys": ("search_names", "number", "number", "since"),
    "name_words": ("search_names", "number", "number", "since"),
    "search_words": ("search_texts", "number", "number", "since"),
}
_ALL_AT_FIRST: Final = ("datasets", "changes")
# What is not the ledger's, nor derived from it.
_LEFT_OUT: Final = (
    *("api_keys", "webhooks", "webhook_deliveries", "installation"),
    *("proposals", "proposed_articles", "idempotency_keys", "key_sessions"),
)
_AT_ONCE: Final = 2_000  # rows read


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written, and how long that took: by the clock, and on a core."""

    rows: int
    seconds: float
    cpu: float


def write_raw(source: Engine, target: Engine) -> Written:
    """Write all rows of ``source`` into the empty, migrated database ``target``."""
    with ExitStack() as stack:
        tables = [each for each in Base.metadata.sorted_tables if is_measured(each)]
        postgresql = source.dialect.name == "postgresql"
        readers = [
            _Reader(stack.enter_context(source.connect()), table, postgresql=postgresql)
            for table in tables
        ]
        connection = stack.enter_context(target.connect())
        last = max(reader.last for reader in readers)
        rows, seconds, cpu = 0, 0.0, 0.0
        for change in range(last + 1):
            taken = [(reader.insert, reader.take(change)) for reader in readers]
            started, used = time.perf_counter(), time.process_time()
            _write(connection, taken)
            seconds += time.perf_counter() - started
            cpu += time.process_time() - used
            rows += sum(len(values) for _, values in taken)
    return Written(rows, seconds, cpu)


def is_measured(table: Table) -> bool:
    """Whether an import fills the table."""
    is_of_imports = table.name.startswith(("import_", "merge_", "dataset_"))
    return table.name not in _LEFT_OUT and not is_of_imports


def _write(connection: Connection, taken: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    with connection.execution_options(writes=True).begin():
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        for insert, values in taken:
            if values:
                cursor.executemany(insert, values)
        cursor.close()


class _Reader:
    """The rows of one table, change by change, as the driver takes them."""

    def __init__(self, connection: Connection, table: Table, *, postgresql: bool) -> None:
        names = [f'"{column.key}"' for column in table.columns]
        mark = "%s" if postgresql else "?"
        marks = ", ".join(mark for _ in names)
        self.insert = f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({marks})'
        own = [_read_as(column, postgresql=postgresql) for column in table.columns]
        change, joined = written_with(table)
        found = f'SELECT {", ".join(own)}, {change} FROM "{table.name}" AS t {joined}'
        self.last = (
            connection.scalar(text(f"SELECT max({change}) {found[found.index('FROM') :]}")) or 0
        )
        streamed = connection.execution_options(yield_per=_AT_ONCE)
        self._rows: Iterator[Any] = iter(
            streamed.exec_driver_sql(f"{found} ORDER BY {len(own) + 1}")
        )
        self._next: Any = next(self._rows, None)

    def take(self, change: int) -> list[tuple[Any, ...]]:
        """The rows that this change wrote."""
        taken: list[tuple[Any, ...]] = []
        while self._next is not None and self._next[-1] <= change:
            taken.append(tuple(self._next[:-1]))
            self._next = next(self._rows, None)
        return taken


def _read_as(column: Any, *, postgresql: bool) -> str:
    is_json = postgresql and isinstance(column.type, JSON)
    return f't."{column.key}"' + ("::text" if is_json else "")


def written_with(table: Table) -> tuple[str, str]:
    """An expression for the change that wrote a row, and the join that it needs."""
    if table.name in _ALL_AT_FIRST:
        return "0", ""
    if table.name in _THROUGH:
        other, own, theirs, change = _THROUGH[table.name]
        return f'o."{change}"', f'JOIN "{other}" AS o ON o."{theirs}" = t."{own}"'
    change = next(each for each in _CHANGE if each in table.columns)
    return f't."{change}"', ""
