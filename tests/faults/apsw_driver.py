"""apsw as the engine expects a driver of SQLite, so that the application runs on a disk of ours."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import apsw

_Row = tuple[Any, ...]


def driver(vfs: str, version: tuple[int, int, int] | None = None) -> Any:
    """A module of the Python database API whose files are on this VFS.

    ``version``: which SQLite it says to be, where not the one that it is.
    """
    errors = {
        name: getattr(sqlite3, name)
        for name in dir(sqlite3)
        if isinstance(getattr(sqlite3, name), type)
        and issubclass(getattr(sqlite3, name), Exception)
    }
    told = version or tuple(map(int, apsw.sqlite_lib_version().split(".")))
    return SimpleNamespace(
        **errors,
        Binary=bytes,
        apilevel="2.0",
        paramstyle="qmark",
        threadsafety=1,
        sqlite_version=".".join(map(str, told)),
        sqlite_version_info=told,
        connect=lambda file, **_more: _Connection(file, vfs),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Errors as the standard library's driver raises them."""
    try:
        yield
    except apsw.ConstraintError as error:
        raise sqlite3.IntegrityError(str(error)) from error
    except apsw.InterruptError as error:  # as SQLite itself says it
        raise sqlite3.OperationalError("interrupted") from error
    except apsw.Error as error:
        raise sqlite3.OperationalError(str(error)) from error


class _Cursor:
    arraysize = 1

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._cursor.exec_trace = self._describe
        self.description: Any = None
        self.rowcount = -1

    @property
    def lastrowid(self) -> int:
        return self._connection.last_insert_rowid()

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "_Cursor":
        return self._run(self._cursor.execute, sql, values)

    def executemany(self, sql: str, values: Iterable[Sequence[Any]]) -> "_Cursor":
        return self._run(self._cursor.executemany, sql, values)

    def fetchone(self) -> _Row | None:
        with _translated():
            return self._cursor.fetchone()

    def fetchall(self) -> list[_Row]:
        with _translated():
            return self._cursor.fetchall()

    def fetchmany(self, size: int | None = None) -> list[_Row]:
        rows = (self.fetchone() for _ in range(size or self.arraysize))
        return [row for row in rows if row is not None]

    def close(self) -> None:
        self._cursor.close(force=True)

    def _run(self, run: Any, sql: str, values: Any) -> "_Cursor":
        before = self._connection.total_changes()
        self.description = None
        with _translated():
            run(sql, values)
        self.rowcount = self._connection.total_changes() - before if not self.description else -1
        return self

    def _describe(self, cursor: apsw.Cursor, _sql: str, _values: Any) -> bool:
        # Only here is it known also of a statement that finds no row.
        columns = cursor.get_description()
        self.description = [(name, *[None] * 6) for name, _ in columns] or None
        return True


class _Connection:
    isolation_level: str | None = None  # nothing begins transactions but who asks for it

    def __init__(self, file: str, vfs: str) -> None:
        with _translated():
            self._connection = apsw.Connection(file, vfs=vfs)

    def cursor(self) -> _Cursor:
        return _Cursor(self._connection)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> _Cursor:
        return self.cursor().execute(sql, values)

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def close(self) -> None:
        self._connection.close(force=True)

    def create_function(self, name: str, count: int, called: Any, *, deterministic: bool) -> None:
        self._connection.create_scalar_function(name, called, count, deterministic=deterministic)

    def set_progress_handler(self, called: Any, steps: int) -> None:
        self._connection.set_progress_handler(called, steps)

    def _end(self, how: str) -> None:
        if self._connection.in_transaction:
            self.execute(how)
