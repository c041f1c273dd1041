"""``make bench``: the read path, beside constant bytes and beside Datasette.

Each server is one process that has a core for itself; wrk, PostgreSQL and this process share the
others. The servers take turns, a few seconds each, round after round, so that whatever else the
machine does meets them alike; a ratio is the median over the rounds of the ratios within a round.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from app.db import make_engine, read_session
from benchmarks import cold, rival, servers
from benchmarks.dataset import DATABASES, Dataset
from benchmarks.figures import Bar, print_bars, print_json, print_row
from benchmarks.load import Asked, Run, run, write_requests
from benchmarks.machine import (
    description,
    keep_off_the_servers_core,
    memory,
    require_tool,
    stop_what_we_started,
)
from benchmarks.sample import Sample, draw, page_of_people, pages_of_people
from benchmarks.servers import Server

PROFILE: Final = "profile"
UNCHANGED: Final = "profile, 304"
PAGE: Final = "page of 50 people"
MEMBERS: Final = "members of a legislature on a day"
FIRST_PAGE: Final = "page 1 of 10 people"
LATE_PAGE: Final = "late page of 10 people"
# Each asked for so seldom that it is made anew.
EARLY_PAGES: Final = "many early pages of 10 people"
LATE_PAGES: Final = "many late pages of 10 people"
_PAGE_NUMBER: Final = 10_000
_LIMIT: Final = 10
_PROFILES, _KNOWN, _LEGISLATURES, _PAGES = 20_000, 2_000, 20_000, 10_000
_COMPARED: Final = 50  # answers that are held against Datasette's before anything is measured
Key = tuple[str, str]  # the work, and the server that does it
Runs = dict[Key, list[Run]]
Measure = Callable[[Run], float]


@dataclass(frozen=True, slots=True)
class Work:
    """Requests for one server."""

    name: str
    server: Server
    requests: Path

    @property
    def key(self) -> Key:
        """Under which its runs are kept."""
        return self.name, self.server.name


@dataclass(slots=True)
class Bench:
    """The set on both databases, with every server running."""

    dataset: Dataset
    urls: dict[str, str]
    sample: Sample
    ours: dict[str, Server]
    rival: Server
    constants: list[Server]
    folder: Path

    @property
    def late_page(self) -> int:
        """The number of the late page: 10,000, or the last one of a smaller set."""
        return min(_PAGE_NUMBER, self.dataset.people // _LIMIT)

    def works(self) -> list[Work]:
        """All that is measured, in the order in which it is."""
        people = [self.sample.person() for _ in range(_PROFILES)]
        profiles = self._file("profiles", [f"/v1/people/{each}" for each in people])
        theirs = self._file("datasette-profiles", [rival.PROFILE.format(each) for each in people])
        works = [Work(PROFILE, each, profiles) for each in (*self.constants, *self.ours.values())]
        works.append(Work(PROFILE, self.rival, theirs))
        page = self._file("page", ["/v1/people?limit=50"])
        works += [Work(PAGE, each, page) for each in self.ours.values()]
        works.append(Work(PAGE, self.rival, self._file("datasette-page", [rival.PAGE])))
        works += self._members()
        for database, server in self.ours.items():
            works += self._unchanged(server, people), *self._pages(database, server)
        return works

    def _members(self) -> Iterator[Work]:
        bodies, of = self.sample.organizations, self.sample
        asked = [(of.random.choice(bodies), of.day()) for _ in range(_LEGISLATURES)]
        paths = [f"/v1/organizations/{each}/members?on={day}&limit=50" for each, day in asked]
        self._require_the_same(paths, [rival.MEMBERS.format(*each) for each in asked])
        file = self._file("members", paths)
        yield from (Work(MEMBERS, each, file) for each in self.ours.values())
        theirs = [rival.MEMBERS.format(*each) for each in asked]
        yield Work(MEMBERS, self.rival, self._file("datasette-members", theirs))

    def _require_the_same(self, paths: Sequence[str], theirs: Sequence[str]) -> None:
        """Refuse to compare where we and Datasette do not list the same memberships."""
        for path, other in list(zip(paths, theirs, strict=True))[:_COMPARED]:
            expected = [each["id"] for each in json.loads(self.rival.get(other))]
            for server in self.ours.values():
                found = [each["id"] for each in json.loads(server.get(path))["data"]]
                if found != expected:
                    raise RuntimeError(f"{server.name} and Datasette differ at {path}")

    def _unchanged(self, server: Server, people: Sequence[str]) -> Work:
        asked = []
        connection = server.connect()
        for each in people[:_KNOWN]:
            connection.request("GET", f"/v1/people/{each}")
            answer = connection.getresponse()
            answer.read()
            asked.append(Asked(f"/v1/people/{each}", answer.headers["ETag"]))
        connection.request("GET", asked[0].path, headers={"If-None-Match": asked[0].etag})
        if connection.getresponse().status != 304:
            raise RuntimeError(f"{server.name}: {asked[0]} did not answer 304")
        connection.close()
        return Work(UNCHANGED, server, write_requests(self.folder, f"304-{server.name}", asked))

    def _pages(self, database: str, server: Server) -> Iterator[Work]:
        number = self.late_page
        engine = make_engine(self.urls[database])
        with read_session(engine) as session:
            late = page_of_people(session, number, _LIMIT)
            many = min(_PAGES, number)
            early_ones = pages_of_people(session, 1, many, _LIMIT)
            late_ones = pages_of_people(session, max(2, number - many // 2), many, _LIMIT)
        engine.dispose()
        first = self._file("page-1", [f"/v1/people?limit={_LIMIT}"])
        yield Work(FIRST_PAGE, server, first)
        yield Work(LATE_PAGE, server, self._file(f"page-{number}-{database}", [late]))
        yield Work(EARLY_PAGES, server, self._file(f"early-pages-{database}", early_ones))
        yield Work(LATE_PAGES, server, self._file(f"late-pages-{database}", late_ones))

    def _file(self, name: str, paths: Sequence[str]) -> Path:
        return write_requests(self.folder, name, [Asked(path) for path in paths])


@contextmanager
def prepared(dataset: Dataset) -> Iterator[Bench]:
    """The set on both databases, and every server over it."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(dataset.on(name)) for name in DATABASES}
        engine = make_engine(urls["sqlite"])
        sample = draw(engine, dataset.people)
        engine.dispose()
        pids = {"sqlite": None, "postgresql": dataset.postgres_pid()}
        ours = {
            name: stack.enter_context(servers.incumbent(url, f"incumbent on {name}", pids[name]))
            for name, url in urls.items()
        }
        bodies = [ours["sqlite"].get(f"/v1/people/{sample.person()}") for _ in range(500)]
        size = round(statistics.median(len(each) for each in bodies))
        constants = [
            stack.enter_context(servers.constant(each, size)) for each in ("starlette", "fastapi")
        ]
        theirs = stack.enter_context(rival.datasette(dataset.folder / "incumbent.db"))
        folder = dataset.folder / "requests"
        folder.mkdir(exist_ok=True)
        yield Bench(dataset, urls, sample, ours, theirs, constants, folder)


def measure(works: Sequence[Work], rounds: int, seconds: int) -> Runs:
    """Every work in turn, round after round; a short one before is not counted."""
    runs: Runs = {work.key: [] for work in works}
    for work in works:
        run(work.server, work.requests, seconds=1, seed=0)
    for number in range(1, rounds + 1):
        print(f"  round {number} of {rounds}", file=sys.stderr, flush=True)
        for work in works:
            runs[work.key].append(run(work.server, work.requests, seconds, seed=number))
    return runs


def ratio(runs: Runs, of: Key, to: Key, figure: Measure) -> float:
    """The median over the rounds of how often ``to``'s figure goes into that of ``of``."""
    pairs = zip(runs[of], runs[to], strict=True)
    return statistics.median(figure(one) / figure(other) for one, other in pairs)


def speed(each: Run) -> float:
    """Requests a second."""
    return each.per_second


def thrift(each: Run) -> float:
    """Requests in a second of the server's own processor time."""
    return 1 / each.cpu


_SQLITE, _POSTGRESQL = (f"incumbent on {each}" for each in DATABASES)
_STARLETTE, _FASTAPI, _DATASETTE = "starlette constant", "fastapi constant", "datasette"
# The work of ours, that of the reference, how many times as fast it must be, and by what.
COMPARED: Final = (
    ((PROFILE, _SQLITE), (PROFILE, _STARLETTE), 0.80, speed),
    ((PROFILE, _SQLITE), (PROFILE, _DATASETTE), 8.0, speed),
    ((UNCHANGED, _SQLITE), (PROFILE, _STARLETTE), 0.90, speed),
    ((PROFILE, _POSTGRESQL), (PROFILE, _FASTAPI), 0.50, thrift),
    ((PAGE, _SQLITE), (PAGE, _DATASETTE), 7.0, speed),
    ((MEMBERS, _SQLITE), (MEMBERS, _DATASETTE), 3.0, speed),
)


def compare(runs: Runs) -> list[Bar]:
    """The bars of what is compared with others, and of late pages with first ones."""
    bars = [_bar(runs, *each) for each in COMPARED]
    for name in (_SQLITE, _POSTGRESQL):
        for early, late in ((FIRST_PAGE, LATE_PAGE), (EARLY_PAGES, LATE_PAGES)):
            times = ratio(runs, (early, name), (late, name), speed)
            bars.append(Bar(f"{late} / {early}: {name}", times, 1.2, at_most=True))
    return bars


def _bar(runs: Runs, of: Key, to: Key, bound: float, by: Measure) -> Bar:
    other = thrift if by is speed else speed
    return Bar(
        f"{of[0]}: {of[1]} / {to[1]}, by {by.__name__}",
        ratio(runs, of, to, by),
        bound,
        beside=f"by {other.__name__} {ratio(runs, of, to, other):.2f}",
    )


def show(runs: Runs) -> None:
    """Print the medians of each work."""
    print()
    print_row("work, server", "per second", "cpu ms", "db cpu ms", "p50 ms", "p99 ms")
    for (work, server), each in runs.items():
        told = summary(each)
        figures = ("per_second", "cpu", "database_cpu", "p50", "p99")
        print_row(f"{work}: {server}", *(told[name] for name in figures))


def summary(runs: Sequence[Run]) -> dict[str, float]:
    """The median of each figure."""
    figures = [asdict(each) for each in runs]
    return {name: round(statistics.median(e[name] for e in figures), 4) for name in figures[0]}


def told(runs: Runs) -> list[dict[str, Any]]:
    """All figures of all rounds, for the JSON line."""
    return [
        {"work": work, "server": server, "median": summary(each), "rounds": list(map(asdict, each))}
        for (work, server), each in runs.items()
    ]


def main() -> None:
    """Make or find the set, measure, print."""
    parser = argparse.ArgumentParser(description="The read path beside constant bytes.")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of each run, whole ones")
    given = parser.parse_args()
    for tool, package in (("wrk", "wrk"), ("taskset", "util-linux")):
        require_tool(tool, package)
    stop_what_we_started()
    keep_off_the_servers_core()
    machine = description()
    with prepared(Dataset(given.people)) as bench:
        runs = measure(bench.works(), given.rounds, given.seconds)
        used = {name: memory(server.pid) for name, server in bench.ours.items()}
        starts = {name: cold.measure(url, bench.sample) for name, url in bench.urls.items()}
    bars = compare(runs)
    bars += [
        Bar(f"first request / warm: {n}", each["ratio"], 3, True) for n, each in starts.items()
    ]
    bars += [Bar(f"RSS in MB: {name}", each["rss"], 200, True) for name, each in used.items()]
    show(runs)
    print_bars(bars)
    told_bars = [bar.told() for bar in bars]
    head = {"benchmark": "read path", "machine": machine, "people": given.people}
    head |= {"late_page": bench.late_page}
    print_json(head | {"runs": told(runs), "cold": starts, "memory": used, "bars": told_bars})


if __name__ == "__main__":
    main()
