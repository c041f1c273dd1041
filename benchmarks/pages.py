"""``make bench-pages``: profiles as pages for people, beside the JSON of the same profiles.

*Kept* pages were asked for before, and nothing was written since: every person's page is read once
before anything is counted. *Made* is that first reading: one client, one person after the other,
and the server's own processor time for each, beside that of the JSON. Pages and JSON take turns.
"""

import argparse
import statistics
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from app.db import make_engine
from benchmarks.dataset import DATABASES, Dataset
from benchmarks.figures import Bar, print_bars, print_json, print_row
from benchmarks.load import Asked, Run, run, write_requests
from benchmarks.machine import (
    cpu_seconds,
    description,
    keep_off_the_servers_core,
    memory,
    require_tool,
    stop_what_we_started,
)
from benchmarks.sample import draw
from benchmarks.servers import Server, incumbent

JSON: Final = "JSON"
PAGE: Final = "page"
_PREFIXES: Final = {JSON: "/v1/people/", PAGE: "/people/"}
_BROWSER: Final = "gzip, deflate, br, zstd"
# What a client takes, and whom it asks for: everyone in any order, or one again and again.
_KINDS: Final = {
    "everyone, as browsers ask": (_BROWSER, False),
    "one, as browsers ask": (_BROWSER, True),
    "everyone, uncompressed": ("", False),
    "one, uncompressed": ("", True),
}
_WANTED: Final = 0.4


@dataclass(frozen=True, slots=True)
class Made:
    """Milliseconds of the server's processor for each answer, and its bytes on the way."""

    cpu: float
    bytes_each: float


def make_all(server: Server, paths: list[str], encodings: str) -> Made:
    """Ask for each once, over one connection; raises RuntimeError where one is no 200."""
    connection = server.connect()
    headers = {"Accept-Encoding": encodings or "identity"}
    sizes, before = [], cpu_seconds(server.pid)
    for path in paths:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        sizes.append(len(answer.read()))
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    taken = cpu_seconds(server.pid) - before
    return Made(taken * 1000 / len(paths), statistics.mean(sizes))


@dataclass(frozen=True, slots=True)
class Bench:
    """A running server, the people that are asked for, and how often and how long."""

    server: Server
    people: list[str]
    folder: Path
    rounds: int
    seconds: int

    def made(self) -> dict[str, Made]:
        """What it costs to make what was not asked for before, as browsers ask for it."""
        make_all(self.server, self._paths(PAGE)[:1], "gzip;q=0.5")  # templates are read once
        return {what: make_all(self.server, self._paths(what), _BROWSER) for what in _PREFIXES}

    def kept(self, kind: str) -> dict[str, list[Run]]:
        """The runs of JSON and page, in turns; a pass over all comes before and is not counted."""
        encodings, only_one = _KINDS[kind]
        files: dict[str, Path] = {}
        for what in _PREFIXES:
            paths = self._paths(what)[:1] if only_one else self._paths(what)
            files[what] = write_requests(self.folder, f"{what}-{only_one}", list(map(Asked, paths)))
            run(self.server, files[what], 1, 0, encodings)
            make_all(self.server, paths, encodings)
        runs: dict[str, list[Run]] = {what: [] for what in _PREFIXES}
        for seed in range(1, self.rounds + 1):
            for what, file in files.items():
                runs[what].append(run(self.server, file, self.seconds, seed, encodings))
        return runs

    def _paths(self, what: str) -> list[str]:
        return [_PREFIXES[what] + each for each in self.people]


def ratio(runs: dict[str, list[Run]]) -> float:
    """The median over the rounds of the page's rate in the JSON's."""
    pairs = zip(runs[PAGE], runs[JSON], strict=True)
    return statistics.median(page.per_second / data.per_second for page, data in pairs)


def thrift(runs: dict[str, list[Run]]) -> float:
    """The same by the server's own processor time, which other work disturbs less."""
    pairs = zip(runs[PAGE], runs[JSON], strict=True)
    return statistics.median(data.cpu / page.cpu for page, data in pairs)


def measure(dataset: Dataset, database: str, rounds: int, seconds: int) -> dict[str, Any]:
    """All figures of one database."""
    with ExitStack() as stack:
        url = stack.enter_context(dataset.on(database))
        engine = make_engine(url)
        sample = draw(engine, dataset.people)
        engine.dispose()
        people = list(dict.fromkeys(sample.person() for _ in range(dataset.people * 10)))
        pid = dataset.postgres_pid() if database == "postgresql" else None
        server = stack.enter_context(incumbent(url, f"incumbent on {database}", pid))
        folder = dataset.folder / "requests"
        folder.mkdir(exist_ok=True)
        bench = Bench(server, people[: dataset.people], folder, rounds, seconds)
        made = bench.made()
        runs = {}
        for kind in _KINDS:
            print(f"  {database}: {kind}", file=sys.stderr, flush=True)
            runs[kind] = bench.kept(kind)
        return {"made": made, "runs": runs, "memory": memory(server.pid)}


def show(database: str, figures: dict[str, Any]) -> list[Bar]:
    """Print a table of one database; the bars."""
    print()
    print_row(database, "per second", "cpu ms", "bytes")
    for what, made in figures["made"].items():
        print_row(f"made, one after the other: {what}", "", made.cpu, made.bytes_each)
    bars = []
    for kind, runs in figures["runs"].items():
        for what, each in runs.items():
            told = [statistics.median(getattr(one, name) for one in each) for name in _FIGURES]
            print_row(f"kept, {kind}: {what}", *told)
        beside = f"by processor time {thrift(runs):.2f}"
        name = f"page / JSON, kept, {kind}: {database}"
        bars.append(Bar(name, ratio(runs), _WANTED, beside=beside))
    return bars


_FIGURES: Final = ("per_second", "cpu", "bytes_each")


def told(figures: dict[str, Any]) -> dict[str, Any]:
    """All figures of one database for the JSON line."""
    runs = {
        kind: {what: [asdict(each) for each in some] for what, some in both.items()}
        for kind, both in figures["runs"].items()
    }
    made = {what: asdict(each) for what, each in figures["made"].items()}
    ratios = {kind: round(ratio(both), 4) for kind, both in figures["runs"].items()}
    return {"made": made, "runs": runs, "ratios": ratios, "memory": figures["memory"]}


def main() -> None:
    """Make or find the set, measure, print."""
    parser = argparse.ArgumentParser(description="Pages for people beside the JSON they show.")
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of each run, whole ones")
    parser.add_argument("--database", choices=DATABASES, action="append")
    given = parser.parse_args()
    for tool, package in (("wrk", "wrk"), ("taskset", "util-linux")):
        require_tool(tool, package)
    stop_what_we_started()
    keep_off_the_servers_core()
    machine, dataset = description(), Dataset(given.people)
    databases = given.database or DATABASES
    measured = {each: measure(dataset, each, given.rounds, given.seconds) for each in databases}
    bars = [bar for name, figures in measured.items() for bar in show(name, figures)]
    print_bars(bars)
    head = {"benchmark": "pages", "machine": machine, "people": given.people}
    databases_told = {name: told(figures) for name, figures in measured.items()}
    print_json(head | {"databases": databases_told, "bars": [bar.told() for bar in bars]})


if __name__ == "__main__":
    main()
