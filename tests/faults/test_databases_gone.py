"""A PostgreSQL that restarts, is gone for a while, or takes questions and answers none."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, text

from app.db import make_engine
from app.migrate import migrate
from tests.clusters import cluster
from tests.conftest import MakeDatabase
from tests.faults.loads import Load, fill, loaded, serving
from tests.faults.sizes import FULL, report, size

ROUNDS = size(1, 5)
GONE = size(1.0, 60.0)  # seconds
# Within make test these only bound a hang: the machine may be busy.
REFUSED_WITHIN = size(10.0, 2.0)
BACK_WITHIN = size(20.0, 5.0)


@dataclass
class Database:
    """A database, and what can happen to it. ``still``: stands still for some seconds."""

    url: str
    stop: Callable[[], None]
    start: Callable[[], None]
    hold: Callable[[], None]
    go_on: Callable[[], None]


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """In full a server of its own, else one database of the session's server."""
    if FULL:
        with _own_server() as own:
            yield own
        return
    make: MakeDatabase = request.getfixturevalue("make_database")
    yield _one_of_many(make("postgresql"))


@contextmanager
def _own_server() -> Iterator[Database]:
    with cluster() as servers:
        server = servers.primary()
        server.sql("CREATE DATABASE kessaria")
        url = server.url("kessaria")
        engine = make_engine(url)
        migrate(engine)
        engine.dispose()
        yield Database(url, server.kill, server.start, server.hold, server.go_on)


def _one_of_many(url: str) -> Database:
    """One database of a server that others use: it takes nobody any more, and ends who is there."""
    server, _, name = url.rpartition("/")
    there = f"FROM pg_stat_activity WHERE datname = '{name}'"

    def told(*statements: str) -> list[int]:
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            rows = [connection.execute(text(each)) for each in statements]
            found = [row[0] for row in rows[-1]] if rows[-1].returns_rows else []
        engine.dispose()
        return found

    def signalled(number: signal.Signals) -> None:
        for pid in told(f"SELECT pid {there}"):
            os.kill(pid, number)

    def stop() -> None:
        closed = f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"
        told(closed, f"SELECT pg_terminate_backend(pid) {there}")

    def start() -> None:
        told(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")

    return Database(
        url,
        stop,
        start,
        lambda: signalled(signal.SIGSTOP),
        lambda: signalled(signal.SIGCONT),
    )


@pytest.fixture(scope="module")
def load(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """Readers and a writer at work on a server of that database, through all tests."""
    folder = tmp_path_factory.mktemp("gone")
    key = fill(database.url, folder)
    with serving(database.url, folder) as api, loaded(api, key) as made:
        yield made


def test_who_asks_while_the_database_is_gone_is_told_so_at_once(
    database: Database, load: Load
) -> None:
    gone = time.monotonic()
    database.stop()
    time.sleep(GONE)
    assert all(each.status != 200 for each in load.since(gone + GONE / 2, what="read"))
    database.start()
    _recovers("gone", load, gone)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_restart_is_survived(database: Database, load: Load, turn: int) -> None:
    gone = time.monotonic()
    database.stop()
    database.start()
    _recovers(f"restart {turn}", load, gone)


def test_a_database_that_stands_still_holds_nobody_up(database: Database, load: Load) -> None:
    gone = time.monotonic()
    database.hold()
    time.sleep(max(GONE, 3.0))
    database.go_on()
    _recovers("still", load, gone)


def _recovers(name: str, load: Load, gone: float) -> None:
    """After a fault all is as before, and nobody was told anything but the truth, in time."""
    back = time.monotonic()
    reading = load.await_right("read", back, BACK_WITHIN)
    writing = load.await_right("write", back, BACK_WITHIN)
    time.sleep(size(0.2, 6.0))
    sent = load.since(gone)
    refused = [each for each in sent if each.status >= 500]
    late = [each for each in refused if each.at > back + BACK_WITHIN]
    longest = load.longest(gone)
    report(
        f"database {name}", requests=len(sent), refused=len(refused), lost=len(load.lost()),
        reading=round(reading, 2), writing=round(writing, 2), **longest,
    )  # fmt: skip
    assert load.faults() == []
    assert refused, "nothing went wrong"
    assert longest["refused_within"] < REFUSED_WITHIN
    assert max(reading, writing) < BACK_WITHIN
    assert not late
    assert load.lost() == []
