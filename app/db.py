"""The engine, sessions, and all that differs between SQLite and PostgreSQL."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from types import ModuleType
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Integer,
    NullPool,
    Select,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

from app.patience import (
    FOR_COMMANDS,
    Patience,
    busy_of,
    limit_on_postgresql,
    limit_on_sqlite,
    set_busy,
)
from app.sqlite_files import NOT_THERE, require_file
from app.watching.statements import WatchedPool

try:
    from pysqlite3 import dbapi2 as _bundled_sqlite
except ImportError:  # no wheel for this platform
    _bundled_sqlite = None

# A statement whatever its columns are.
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


class text_position(FunctionElement[int]):  # noqa: N801 (a function of SQL)
    """Where in a text another one stands first, from 1 on; 0 where it does not."""

    type = Integer()
    inherit_cache = True
    name = "text_position"


@compiles(text_position)
def _instr(element: text_position, compiler: SQLCompiler, **more: Any) -> str:
    return f"instr({compiler.process(element.clauses, **more)})"


@compiles(text_position, "postgresql")
def _strpos(element: text_position, compiler: SQLCompiler, **more: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **more)})"


class _Utf8(UserDefinedType[bytes]):
    """Text as its UTF-8. SQLite gives it as such; psycopg would, but as twice the bytes."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, _coltype: object) -> Any:
        """What makes bytes of a value."""
        return str.encode if dialect.name == "postgresql" else None


class text_bytes(FunctionElement[bytes]):  # noqa: N801 (a function of SQL)
    """A text as its UTF-8, for what passes it on as it is."""

    type = _Utf8()
    inherit_cache = True
    name = "text_bytes"


@compiles(text_bytes)
def _as_blob(element: text_bytes, compiler: SQLCompiler, **more: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **more)} AS BLOB)"


class unindexed(FunctionElement[Any]):  # noqa: N801 (a function of SQL)
    """A column as it is, but SQLite takes no index for it; PostgreSQL knows when one is of use."""

    inherit_cache = True
    name = "unindexed"

    def __init__(self, column: Any) -> None:
        """The same type as the column's."""
        super().__init__(column)
        self.type = column.type


@compiles(unindexed)
def _with_plus(element: unindexed, compiler: SQLCompiler, **more: Any) -> str:
    return f"+{compiler.process(element.clauses, **more)}"


@compiles(text_bytes, "postgresql")
@compiles(unindexed, "postgresql")
def _as_it_is(element: FunctionElement[Any], compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


# 3.7.0 to 3.51.2 can corrupt a WAL database when a commit races two checkpoints.
WAL_IS_SAFE_FROM: Final = (3, 51, 3)
_HASTE: Final = "SET LOCAL lock_timeout = '100ms'; SET LOCAL synchronous_commit = off"
_WRITERS_CACHE: Final = 64_000  # kilobytes of pages; only as many are taken as are used
# Milliseconds that a migration waits for a lock on a table: less than after which PostgreSQL looks
# for a deadlock and might end the reader instead.
_LOCK_TIMEOUT: Final = 500
LOCKED: Final = "55P03"  # what PostgreSQL says where it waited that long
_LEDGER_LOCK: Final = 0x1C0B_E27  # any number, the same for every process of Incumbent


def sqlite_module() -> ModuleType:
    """The SQLite driver with the newest library at hand."""
    module: ModuleType = _bundled_sqlite or sqlite3
    return module


def journal_mode() -> str:
    """``WAL`` where this SQLite keeps it safe, else ``DELETE``: slower, but sound."""
    safe = tuple(sqlite_module().sqlite_version_info) >= WAL_IS_SAFE_FROM
    return "WAL" if safe else "DELETE"


def make_engine(url: str, patience: Patience = FOR_COMMANDS) -> Engine:
    """An engine for the database at ``url``; a file of SQLite it opens only where it is there."""
    return _engine(url, patience, {"poolclass": WatchedPool, "pool_size": 20})


def make_engine_apart(url: str, seconds: float) -> Engine:
    """An engine for looking at the database from outside: it shares no connection with anybody.

    ``seconds``: that a query may take.
    """
    patience = Patience(connect=max(2, round(seconds)), query=seconds)  # libpq knows no less than 2
    return _engine(url, patience, {"poolclass": NullPool})


def _engine(url: str, patience: Patience, pool: dict[str, Any]) -> Engine:
    # Parameters may be secrets, and errors are told and logged.
    more = {"hide_parameters": True, **pool}
    is_shared = "pool_size" in pool
    if make_url(url).get_backend_name() == "sqlite":
        # As many connections as the server has threads, so that no reader waits for another.
        return _sqlite_engine(url, patience, more | ({"max_overflow": 30} if is_shared else {}))
    if is_shared:
        more |= {"pool_pre_ping": True, "max_overflow": 20, "pool_timeout": patience.pool}
    engine = create_engine(url, connect_args=patience.connect_arguments(), **more)
    if patience.query:
        limit_on_postgresql(engine, patience)
    return engine


def _sqlite_engine(url: str, patience: Patience, more: dict[str, Any]) -> Engine:
    engine = create_engine(url, module=sqlite_module(), **more)
    require_file(engine, url, sqlite_module().OperationalError)
    limit_on_sqlite(engine, patience)  # first: what sets up a connection waits as long, too
    event.listen(engine, "connect", on_sqlite_connect)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def on_sqlite_connect(connection: Any, _record: object) -> None:
    """Set up a new connection to SQLite: ours to begin transactions, and safe."""
    # The driver must not begin transactions itself; see _begin_on_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA journal_mode = {journal_mode()}")
    # A power cut loses acknowledged commits with NORMAL, and with FULL where there is a rollback
    # journal, whose deletion it may undo. In WAL mode EXTRA is no other than FULL.
    cursor.execute("PRAGMA synchronous = EXTRA")
    cursor.close()


def _begin_on_sqlite(connection: Connection) -> None:
    # IMMEDIATE for writers: a deferred transaction that reads and then writes fails at once
    # with "database is locked" where another has written in between, whatever the busy_timeout.
    writes = connection.get_execution_options().get("writes", False)
    if writes:
        # A change touches thirty indexes at random: what does not fit is written again and again.
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_WRITERS_CACHE}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def lock_ledger(connection: Connection) -> None:
    """Wait until no other writes, until the end of the transaction; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LEDGER_LOCK})


def try_lock(connection: Connection, name: str) -> bool:
    """Hold a name until the end of the transaction; False where another transaction holds it.

    On SQLite a transaction that writes is alone, so nobody else can.
    """
    if connection.dialect.name != "postgresql":
        return True
    digest = hashlib.sha256(name.encode()).digest()
    key = int.from_bytes(digest[:8], signed=True)
    found = connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key})
    return bool(found.scalar_one())


@contextmanager
def sole_writer(engine: Engine) -> Iterator[Connection]:
    """A connection while which nobody else writes the ledger, for who changes the schema.

    On SQLite it is in one transaction, which is committed at the end. On PostgreSQL it is in none
    (``let_go``), and waits no longer than a moment for a lock on a table: who asks to read waits
    behind one who waits to change it, so to wait on would hold up everybody.
    """
    with engine.connect().execution_options(writes=True) as connection:
        if connection.dialect.name == "sqlite":
            with connection.begin():
                yield connection
            return
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LEDGER_LOCK})
        connection.execute(text(f"SET lock_timeout = {_LOCK_TIMEOUT}"))
        connection.commit()
        try:
            yield connection
        finally:
            connection.invalidate()  # with all that was set, and the lock


def let_go(connection: Connection) -> None:
    """Undo what a connection of ``sole_writer`` has begun, on PostgreSQL; it stays the only one."""
    if connection.dialect.name == "postgresql":
        connection.rollback()


@contextmanager
def write_session(engine: Engine) -> Iterator[Session]:
    """One transaction that may write the ledger: commits at the end, rolls back on an error.

    Writers stand in a queue of one, so change numbers have no gaps and appear in their order.
    """
    with _writing(engine) as session:
        lock_ledger(session.connection())
        yield session


@contextmanager
def own_session(engine: Engine) -> Iterator[Session]:
    """One transaction that may write what is not ledger: keys and webhooks.

    On PostgreSQL it does not wait for those who write the ledger; SQLite has one queue for all.
    """
    with _writing(engine) as session:
        yield session


@contextmanager
def hasty_session(engine: Engine) -> Iterator[Session]:
    """The same for what may be lost: it waits for nobody, but gives up (OperationalError)."""
    with engine.connect() as connection:
        _set_busy(connection, 0)
        try:
            with _writing_on(connection) as session:
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(_HASTE)
                yield session
        finally:
            _set_busy(connection)


def _set_busy(connection: Connection, seconds: float | None = None) -> None:
    """How long the connection waits on SQLite; None: as long as its engine has it."""
    if connection.dialect.name == "sqlite":  # by the driver, else SQLAlchemy would begin
        waits = busy_of(connection) if seconds is None else seconds
        set_busy(connection.connection.driver_connection, waits)


@contextmanager
def _writing(engine: Engine) -> Iterator[Session]:
    with engine.connect() as connection, _writing_on(connection) as session:
        yield session


@contextmanager
def _writing_on(connection: Connection) -> Iterator[Session]:
    transaction = connection.execution_options(writes=True).begin()
    with transaction, Session(connection, expire_on_commit=False) as session:
        yield session
        session.flush()


def engine_version(connection: Connection) -> str:
    """The database as a person would name it, with its version."""
    if connection.dialect.name == "sqlite":
        return f"SQLite {sqlite_module().sqlite_version}"
    return "PostgreSQL " + str(connection.scalar(text("SHOW server_version"))).split()[0]


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """A session whose queries all see one state of the database.

    It takes a connection with its first query.
    """
    session = open_read_session(engine)
    try:
        yield session
    finally:
        end_reading(session)


def end_reading(session: Session) -> None:
    """Close a session that has only read: what was read stands, also where the database has gone.

    An answer may be on its way already, which an error now would break off.
    """
    try:
        session.close()
    except DBAPIError:
        session.invalidate()


def open_read_session(engine: Engine) -> Session:
    """The same, to be closed with ``end_reading``."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return Session(engine, autoflush=False)


NO_ANSWER: Final = "The database does not answer"


class Trouble(StrEnum):
    """What is the matter with a database, as far as it makes a difference to who asks."""

    SLOW = "slow"
    BUSY = "busy"
    FULL = "full"
    OTHER = "other"


# By the state that PostgreSQL names, and by what SQLite says.
_STATES: Final = {"57014": Trouble.SLOW, "55P03": Trouble.BUSY, "53100": Trouble.FULL}
_SAYINGS: Final = {
    "interrupted": Trouble.SLOW,
    "database is locked": Trouble.BUSY,
    "database or disk is full": Trouble.FULL,
}
_EXPLAINED: Final = {
    Trouble.SLOW: "The query took longer than it may",
    Trouble.BUSY: "Another writes, and was waited for as long as may be",
    Trouble.FULL: "The disk of the database is full",
}


def trouble_of(error: DBAPIError | PoolTimeoutError) -> Trouble:
    """What an error of the database comes from."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    known = _STATES.get(state) if state else _SAYINGS.get(_reason(error))
    return known or Trouble.OTHER


def _reason(error: DBAPIError | PoolTimeoutError) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def explain(error: DBAPIError | PoolTimeoutError) -> str:
    """What is the matter with the database, in a sentence for its operator."""
    reason, trouble = _reason(error), trouble_of(error)
    if trouble in _EXPLAINED:
        return f"{_EXPLAINED[trouble]} ({reason})"
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state in _UNMIGRATED or any(sign in reason for sign in _UNMIGRATED):
        return f"The database is not migrated ({reason}): run incumbent migrate"
    if isinstance(error, PoolTimeoutError):
        return "All connections to the database are in use"
    if isinstance(error, OperationalError | InterfaceError) and not _is_refusal(reason):
        why = "its file is not there, or may not be opened" if reason == NOT_THERE else reason
        return f"{NO_ANSWER}: {why}"
    return f"The database refuses: {reason}"


def _is_refusal(reason: str) -> bool:
    return any(sign in reason for sign in ("readonly", "read-only", "not a database", "index row"))


# Tables and columns that are not there; to PostgreSQL a database or a role may be missing, too.
_UNMIGRATED: Final = ("no such table", "no such column", "42P01", "42703")
