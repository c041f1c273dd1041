"""Statements and the pool of connections: measured, and slow statements told to the log."""

import time
from typing import Any, Final

import structlog
from sqlalchemy import Engine, PoolProxiedConnection, QueuePool, event
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.watching.meters import POOL_TIMEOUTS, POOL_WAITING, POOL_WAITS, STATEMENTS

SLOW: Final = 1.0  # seconds, from which on a statement leaves a line
_LONGEST: Final = 2_000  # characters of a statement that are told

log = structlog.get_logger(__name__)


class WatchedPool(QueuePool):
    """A pool that measures how long it takes to get a connection."""

    def connect(self) -> PoolProxiedConnection:
        """A connection; raises TimeoutError of SQLAlchemy where all are in use for too long."""
        begun = time.perf_counter()
        POOL_WAITING.inc()
        try:
            return super().connect()
        except PoolTimeoutError:
            POOL_TIMEOUTS.inc()
            raise
        finally:
            POOL_WAITING.dec()
            POOL_WAITS.observe(time.perf_counter() - begun)


def watch_statements(engine: Engine) -> None:
    """Measure each statement of an engine; a slow one is told, without its values."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)


def _begin(*of_it: Any) -> None:
    context = of_it[4]
    context.incumbent_begun = time.perf_counter()


def _end(*of_it: Any) -> None:
    statement, context = of_it[2], of_it[4]
    seconds = time.perf_counter() - context.incumbent_begun
    STATEMENTS.observe(seconds)
    if seconds >= SLOW:
        told = " ".join(statement.split())[:_LONGEST]
        log.warning("slow_statement", ms=round(seconds * 1000), statement=told)
