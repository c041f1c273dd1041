"""``make bench-exports``: JSON lines over HTTP, beside reading the ready documents alone.

The server is one process that has a core for itself. Reading raw is what the database's driver does
in this process: no more than the documents, one after the other. Both take turns; the ratio is the
median of the ratios within a round.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any, Final

import psycopg
from sqlalchemy import make_url

from app.db import sqlite_module
from benchmarks import servers
from benchmarks.dataset import DATABASES, Dataset
from benchmarks.figures import print_json
from benchmarks.machine import (
    description,
    keep_off_the_servers_core,
    memory,
    stop_what_we_started,
)
from benchmarks.servers import Server

_FILE: Final = "/v1/exports/people.jsonl"
_BODIES: Final = "SELECT body FROM documents WHERE kind = 'person' AND until IS NULL"
_THERE: Final = f"{_BODIES} AND body IS NOT NULL"
_PIECE: Final = 1_048_576
_AT_ONCE: Final = 1000
_FIRSTS: Final = 10


def measure(database_url: str, rounds: int = 3) -> dict[str, Any]:
    """The rates, their ratio, the server's memory and the time until the first byte.

    ``http`` and ``raw``: documents a second. ``rss_before`` and ``rss``: megabytes of the server
    before the first export and after the last; ``first_byte``: milliseconds.
    """
    raw, http, ratios = [], [], []
    with servers.incumbent(database_url) as server:
        before = memory(server.pid)["rss"]
        first = statistics.median(_first_byte(server) for _ in range(_FIRSTS))
        for _ in range(rounds):
            raw.append(_rate(_read_raw(database_url)))
            http.append(_rate(_read_export(server)))
            ratios.append(http[-1] / raw[-1])
        after = memory(server.pid)["rss"]
    return {
        "http": round(statistics.median(http)),
        "raw": round(statistics.median(raw)),
        "ratio": round(statistics.median(ratios), 3),
        "rss_before": round(before),
        "rss": round(after),
        "first_byte": round(first, 1),
    }


def _rate(counts: Iterator[int]) -> float:
    started = time.perf_counter()
    return sum(counts) / (time.perf_counter() - started)


def _read_raw(database_url: str) -> Iterator[int]:
    """How many documents were read, a part at a time."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        connection: Any = sqlite_module().connect(url.database)
        cursor = connection.execute(_THERE)
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(plain)
        cursor = connection.cursor(name="bodies")
        cursor.execute(_THERE)
    while rows := cursor.fetchmany(_AT_ONCE):
        yield len(rows)
    connection.close()


def _read_export(server: Server) -> Iterator[int]:
    connection = server.connect()
    answer = _asked(connection)
    while piece := answer.read(_PIECE):
        yield piece.count(b"\n")
    connection.close()


def _first_byte(server: Server) -> float:
    connection = server.connect()
    connection.connect()
    started = time.perf_counter()
    answer = _asked(connection)
    answer.read(1)
    taken = time.perf_counter() - started
    connection.close()
    time.sleep(0.05)  # until the server knows that nobody reads on
    return taken * 1000


def _asked(connection: HTTPConnection) -> Any:
    connection.request("GET", _FILE)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{_FILE} answered {answer.status}")
    return answer


def main() -> None:
    """Measure on both databases; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", choices=DATABASES, action="append")
    given = parser.parse_args()
    stop_what_we_started()
    keep_off_the_servers_core()
    figures: dict[str, Any] = {}
    for database in given.database or DATABASES:
        with Dataset(given.people).on(database) as url:
            figures[database] = measure(url, given.rounds)
        sys.stdout.write(f"{database}: {figures[database]}\n")
    print_json({"people": given.people, "exports": figures, "machine": description()})


if __name__ == "__main__":
    main()
