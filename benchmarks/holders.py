"""``make bench-time``: who held a post on a day, against reading one profile.

One server, one client, one connection; the questions take turns, so that whatever else the machine
does meets them alike.
"""

import argparse
import statistics
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final

from app.db import make_engine
from benchmarks.client import ask
from benchmarks.dataset import DATABASES, Dataset, counts
from benchmarks.figures import Bar, percentile, print_bars, print_json, print_row
from benchmarks.machine import (
    description,
    keep_off_the_servers_core,
    require_tool,
    stop_what_we_started,
)
from benchmarks.population import MEMBERSHIPS_A_PERSON
from benchmarks.sample import Sample, draw
from benchmarks.servers import Server, incumbent

PROFILE: Final = "profile"
HOLDERS: Final = "holders of a post on a day"
QUESTIONS: Final[dict[str, Callable[[Sample], str]]] = {
    PROFILE: lambda of: f"/v1/people/{of.person()}",
    HOLDERS: lambda of: f"/v1/posts/{of.random.choice(of.posts)}/holders?on={of.day()}",
    "members of a legislature on a day": lambda of: (
        f"/v1/organizations/{of.random.choice(of.organizations)}/members?on={of.day()}&limit=50"
    ),
    "holders of the fullest posts on a day": lambda of: (
        f"/v1/posts/{of.random.choice(of.busiest_posts)}/holders?on={of.day()}&limit=50"
    ),
}
_MOST: Final = 3.0


def measure(server: Server, sample: Sample, requests: int, warm_up: int) -> dict[str, Any]:
    """Milliseconds for each question: p50, p95 and the mean size of the answer in bytes."""
    connection = server.connect()
    taken: dict[str, list[float]] = defaultdict(list)
    sizes: dict[str, list[int]] = defaultdict(list)
    for number in range(warm_up + requests):
        for name, path_of in QUESTIONS.items():
            milliseconds, body = ask(connection, path_of(sample))
            if number >= warm_up:
                taken[name].append(milliseconds)
                sizes[name].append(len(body))
    connection.close()
    return {name: _told(taken[name], sizes[name]) for name in QUESTIONS}


def compare(measured: dict[str, Any]) -> dict[str, float]:
    """The p95 of each question in multiples of the profile's."""
    profile = measured[PROFILE]["p95"]
    return {name: told["p95"] / profile for name, told in measured.items() if name != PROFILE}


def _told(taken: list[float], sizes: list[int]) -> dict[str, float]:
    return {
        "p50": round(statistics.median(taken), 4),
        "p95": round(percentile(taken, 0.95), 4),
        "bytes": round(sum(sizes) / len(sizes)),
    }


def run(dataset: Dataset, database: str, requests: int, warm_up: int) -> dict[str, Any]:
    """All figures of one database."""
    with ExitStack() as stack:
        url = stack.enter_context(dataset.on(database))
        engine = make_engine(url)
        sample = draw(engine, dataset.people)
        rows = counts(engine)
        engine.dispose()
        server = stack.enter_context(incumbent(url))
        measured = measure(server, sample, requests, warm_up)
    return {"rows": rows, "milliseconds": measured, "p95_ratios": compare(measured)}


def show(database: str, figures: dict[str, Any]) -> None:
    """Print a table of one database."""
    print(f"\n{database}, {figures['rows']['tenures']:,} memberships")
    print_row("milliseconds", "p50", "p95", "bytes", "p95 / profile")
    for name, told in figures["milliseconds"].items():
        ratio = figures["p95_ratios"].get(name, 1.0)
        print_row(name, told["p50"], told["p95"], told["bytes"], ratio)


def main() -> None:
    """Make or find the set, measure, print."""
    parser = argparse.ArgumentParser(description="Holders on a day against one profile.")
    parser.add_argument("--memberships", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=2000, help="of each question")
    parser.add_argument("--warm-up", type=int, default=200, help="of each question, not counted")
    parser.add_argument("--database", choices=DATABASES, action="append")
    given = parser.parse_args()
    dataset = Dataset(max(1, round(given.memberships / MEMBERSHIPS_A_PERSON)))
    require_tool("taskset", "util-linux")
    stop_what_we_started()
    keep_off_the_servers_core()
    figures: dict[str, Any] = {"benchmark": "time", "machine": description()}
    for database in given.database or DATABASES:
        figures[database] = run(dataset, database, given.requests, given.warm_up)
        show(database, figures[database])
    bars = [
        Bar(
            f"{database}: p95 of holders / p95 of profile", told["p95_ratios"][HOLDERS], _MOST, True
        )
        for database, told in figures.items()
        if database in DATABASES
    ]
    print_bars(bars)
    print_json(figures | {"bars": [bar.told() for bar in bars]})


if __name__ == "__main__":
    main()
