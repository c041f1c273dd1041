"""``make bench-sizing``: what a database takes: disk, memory, processor time (docs/sizing.md).

It looks at a database that is there (``DATABASE_URL``), made by ``incumbent import`` or by
``benchmarks.dataset``, and changes nothing in it. Times of requests are those of processors: the
server's own, and beside it that of PostgreSQL's processes where ``--postgres-pid`` names the first.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Engine, func, select

from app.db import make_engine, read_session
from app.models import Change, Citation, Document, Fact, Organization, Person, Tenure, holds
from app.vocabulary import EntityKind
from benchmarks import servers
from benchmarks.client import ask
from benchmarks.figures import percentile, print_json, print_row
from benchmarks.machine import (
    cpu_seconds,
    cpu_seconds_of_all,
    description,
    forget_file,
    memory,
    stop_what_we_started,
)
from benchmarks.servers import Server

_FILE: Final = "/v1/exports/people.jsonl"
_PIECE: Final = 1_048_576
_DRAWN: Final = 2_000
_PATIENCE: Final = 900.0
_RELATIONS: Final = """
    SELECT c.relname, pg_relation_size(c.oid) + coalesce(pg_relation_size(c.reltoastrelid), 0)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'i') ORDER BY 1
"""


def main() -> None:
    """Measure the database of DATABASE_URL; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=500, help="How many of each sort.")
    parser.add_argument("--postgres-pid", type=int, help="The first process of PostgreSQL.")
    given = parser.parse_args()
    stop_what_we_started()
    url = os.environ.get("DATABASE_URL") or sys.exit("DATABASE_URL names the database.")
    engine = make_engine(url)
    figures: dict[str, Any] = {"rows": rows(engine), "bytes": sizes(engine)}
    paths = draw(engine, given.requests)
    engine.dispose()
    figures |= _served(url, paths, given.postgres_pid)
    for name, told in figures["requests"].items():
        print_row(name, *(f"{each:.2f}" for each in told.values()))
    print_json(figures | {"machine": description()})


def rows(engine: Engine) -> dict[str, int]:
    """How much there is."""
    people = select(func.count()).where(holds(Person, None))
    counted = {
        "people": people,
        "documents": select(func.count()).where(holds(Document, None)),
        "facts": select(func.count(Fact.row)),
        "citations": select(func.count(Citation.fact_row)),
        "tenures": select(func.count(Tenure.row)),
        "changes": select(func.count(Change.number)),
    }
    with read_session(engine) as session:
        return {name: session.scalar(each) or 0 for name, each in counted.items()}


def sizes(engine: Engine) -> dict[str, int]:
    """The bytes of each table and index, and of all of it."""
    if engine.dialect.name == "sqlite":
        with sqlite3.connect(f"file:{engine.url.database}?mode=ro", uri=True) as connection:
            told = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
            found = {str(name): int(size) for name, size in told}
    else:
        with engine.connect() as reading:
            found = {str(name): int(size) for name, size in reading.exec_driver_sql(_RELATIONS)}
    return found | {"all": sum(found.values())}


def draw(engine: Engine, count: int) -> dict[str, list[str]]:
    """Requests of each sort, drawn at random and repeatably."""
    random = Random(1)  # noqa: S311 (to repeat, not to hide)
    named = select(Document.id, Document.name).where(
        holds(Document, None), Document.kind == EntityKind.PERSON
    )
    assemblies = select(Organization.id).where(
        holds(Organization, None), Organization.classification == "legislature"
    )
    with read_session(engine) as session:
        people = [(str(one), str(name)) for one, name in _reservoir(session.execute(named), random)]
        bodies = list(session.scalars(assemblies.limit(_DRAWN)))
    drawn = [random.choice(people) for _ in range(count)]
    return {
        "profile": [f"/v1/people/{one}" for one, _ in drawn],
        "search by name": [f"/v1/search?q={quote(name)}" for _, name in drawn],
        "suggest": [f"/v1/suggest?prefix={quote(name[: 3 + len(name) // 3])}" for _, name in drawn],
        "members on a day, 50": [
            f"/v1/organizations/{random.choice(bodies)}/members"
            f"?on={random.randrange(1975, 2024)}-07-01&limit=50"
            for _ in range(count)
        ],
        "page of 50 people, born in a year": [
            f"/v1/people?birth_date={year}&limit=50"
            for year in (random.randrange(1930, 1999) for _ in range(count))
        ],
    }


def _reservoir(found: Any, random: Random) -> list[Any]:
    """So many of all rows, each as likely as any other."""
    kept: list[Any] = []
    for number, row in enumerate(found):
        if number < _DRAWN:
            kept.append(row)
        elif (place := random.randrange(number + 1)) < _DRAWN:
            kept[place] = row
    return kept


def _served(url: str, paths: dict[str, list[str]], postgres_pid: int | None) -> dict[str, Any]:
    file = make_engine(url).url
    if file.get_backend_name() == "sqlite":
        forget_file(Path(str(file.database)))
    with servers.incumbent(url) as started:
        server = replace(started, database_pid=postgres_pid)
        idle = memory(server.pid)["rss"]
        first, _ = ask(_connect(server), paths["profile"][0])
        requests = {name: _cost(server, each) for name, each in paths.items()}
        exported = _export(server)
        return {
            "requests": requests,
            "first_request_ms": round(first, 1),
            "export": exported,
            "memory": {"idle": round(idle), "after": round(memory(server.pid)["rss"])},
        }


def _cost(server: Server, paths: list[str]) -> dict[str, float]:
    """Milliseconds of processors for each request, and how long they took over one connection."""
    connection = _connect(server)
    taken: list[float] = []
    own, of_database = _spent(server, lambda: taken.extend(_asked(connection, paths)))
    connection.close()
    return {
        "cpu": own * 1000 / len(paths),
        "database_cpu": of_database * 1000 / len(paths),
        "p50": statistics.median(taken),
        "p95": percentile(taken, 0.95),
    }


def _connect(server: Server) -> HTTPConnection:
    """A connection on which an answer may take long, as where others are at work."""
    connection = server.connect()
    connection.timeout = _PATIENCE
    return connection


def _asked(connection: HTTPConnection, paths: list[str]) -> Iterator[float]:
    for path in paths:
        yield ask(connection, path)[0]


def _export(server: Server) -> dict[str, float]:
    """All people as JSON lines, read to the end."""
    counted = {"bytes": 0, "lines": 0}

    def read() -> None:
        connection = _connect(server)
        connection.request("GET", _FILE)
        answer = connection.getresponse()
        while piece := answer.read(_PIECE):
            counted["bytes"] += len(piece)
            counted["lines"] += piece.count(b"\n")
        connection.close()

    started = time.perf_counter()
    own, of_database = _spent(server, read)
    seconds = time.perf_counter() - started
    return {**counted, "cpu": own, "database_cpu": of_database, "seconds": round(seconds, 1)}


def _spent(server: Server, work: Callable[[], None]) -> tuple[float, float]:
    """The seconds of processors that some work took: the server's, and the database's."""
    before = _used(server)
    work()
    own, of_database = (now - then for now, then in zip(_used(server), before, strict=True))
    return own, of_database


def _used(server: Server) -> tuple[float, float]:
    database = cpu_seconds_of_all(server.database_pid) if server.database_pid else 0.0
    return cpu_seconds(server.pid), database


if __name__ == "__main__":
    main()
