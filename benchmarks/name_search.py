"""``make bench-names``: how well people are found by name, and what a query costs the server.

The names are recorded in the ledger, and the queries asked of the server over HTTP, one after the
other. What the server works for a query is read from the system, in nanoseconds; a look-up in a
plain FTS5 table of the same names is timed beside, in this process.
"""

import argparse
import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from app.config import ROOT
from app.db import make_engine, sqlite_module
from benchmarks.client import ask
from benchmarks.dataset import CACHE
from benchmarks.figures import Bar, percentile, print_bars, print_json
from benchmarks.machine import description, stop_what_we_started
from benchmarks.name_set import (
    People,
    Query,
    bytes_of_search,
    digest_of,
    load_people,
    read_index,
    read_queries,
)
from benchmarks.servers import Server, incumbent
from tests.postgres import postgres_server

SHARED: Final = ROOT.parent / "shared" / "names"
_GROUPS: Final = {
    "one edit": ("typo1", "typo1_nonlatin", "typo1_order"),
    "order, case, diacritics, spacing": ("order", "case_punct", "diacritics", "spacing"),
    "exact": ("exact",),
}
_WARM_UP: Final = 50
# What may change without other keys being kept.
_ASKING: Final = (
    "asking",
    "candidates",
    "finding",
    "scoring",
    "nicknames",
    "latin_forms",
    "suggesting",
    "keys",
)


def main() -> None:
    """Measure, and print the figures."""
    given = _arguments()
    stop_what_we_started()
    people, queries = read_index(given.index), read_queries(given.queries, given.sample)
    with _database(given.database_url, given.index) as url:
        engine = make_engine(url)
        seconds = load_people(engine, people, f"names-{digest_of([given.index])}")
        size, names = bytes_of_search(engine)
        engine.dispose()
        with incumbent(url) as server:
            ranks, work = _ask(server, queries)
        plain = _fts5(people, queries)
    figures = _figures(queries, ranks, work, plain)
    told = {
        "people": len(people),
        "names": names,
        "bytes_a_name": round(size / max(names, 1)),
        "seconds_of_loading": round(seconds, 1),
        "fts5_p50_ms": round(percentile(plain, 0.5), 4),
    }
    bars = _bars(figures, told)
    _print(figures, told, bars)
    judged = [bar.told() for bar in bars]
    print_json({"machine": description(), "figures": figures, **told, "bars": judged})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the search for names.")
    parser.add_argument("--index", type=Path, default=SHARED / "index.tsv")
    parser.add_argument("--queries", type=Path, default=SHARED / "queries.tsv")
    parser.add_argument(
        "--database-url", default="", help="postgresql: one that we start ourselves"
    )
    parser.add_argument("--sample", type=int, default=1, help="ask every so many-th query")
    return parser.parse_args()


@contextmanager
def _database(url: str, index: Path) -> Iterator[str]:
    """The database to load: the one given, or one of our own that is kept for the next run."""
    sources = [each for each in sorted((ROOT / "app" / "search").iterdir()) if each.is_file()]
    keeping = [each for each in sources if each.stem not in _ASKING]
    folder = CACHE / f"names-{digest_of([index, *keeping])}"
    folder.mkdir(parents=True, exist_ok=True)
    if url == "postgresql":
        with postgres_server(folder / "postgresql", "-c shared_buffers=512MB") as ours:
            yield ours
    else:
        yield url or f"sqlite:///{folder / 'incumbent.db'}"


def _ask(server: Server, queries: Sequence[Query]) -> tuple[list[int], list[float]]:
    """At which place each query found whom it means (0: not among ten), and its milliseconds."""
    connection = server.connect()
    for query in queries[:_WARM_UP]:
        ask(connection, _path(query))
    ranks, work = [], []
    for query in queries:
        before = _worked(server.pid)
        _, body = ask(connection, _path(query))
        work.append(_worked(server.pid) - before)
        found = [each["id"] for each in json.loads(body)["data"]]
        ranks.append(found.index(query.expected) + 1 if query.expected in found else 0)
    connection.close()
    return ranks, work


def _path(query: Query) -> str:
    return "/v1/people?" + urlencode({"q": query.text, "limit": 10})


def _worked(pid: int) -> float:
    """Milliseconds that all threads of a process have had on a core."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e6


def _fts5(people: People, queries: Sequence[Query]) -> list[float]:
    """Milliseconds of each query in a plain FTS5 table of the same names."""
    table: sqlite3.Connection = sqlite_module().connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE names USING fts5(person UNINDEXED, name)")
    rows = ((person, name) for person, names in people for name in names)
    table.executemany("INSERT INTO names VALUES (?, ?)", rows)
    taken = []
    for query in queries:
        words = " ".join('"' + word.replace('"', "") + '"' for word in query.text.split())
        started = time.process_time_ns()
        table.execute(
            "SELECT person FROM names WHERE names MATCH ? ORDER BY rank LIMIT 10", (words,)
        ).fetchall()
        taken.append((time.process_time_ns() - started) / 1e6)
    return taken


def _figures(
    queries: Sequence[Query], ranks: Sequence[int], work: Sequence[float], plain: Sequence[float]
) -> dict[str, dict[str, float]]:
    """For each class and group: recall, mean reciprocal rank, and milliseconds of work."""
    members: dict[str, list[int]] = defaultdict(list)
    for n, query in enumerate(queries):
        script = "across scripts" if query.crosses_scripts else "same script"
        groups = [name for name, classes in _GROUPS.items() if query.group in classes]
        for group in ("all", script, *groups, query.group):
            if n not in members[group][-1:]:
                members[group].append(n)
    fts5 = percentile(plain, 0.5)
    return {
        group: _told([ranks[n] for n in of], [work[n] for n in of], fts5)
        for group, of in members.items()
    }


def _told(ranks: Sequence[int], work: Sequence[float], fts5: float) -> dict[str, float]:
    p50, p95 = percentile(work, 0.5), percentile(work, 0.95)
    return {
        "queries": len(ranks),
        "recall@1": sum(rank == 1 for rank in ranks) / len(ranks),
        "recall@10": sum(rank > 0 for rank in ranks) / len(ranks),
        "mrr": sum(1 / rank for rank in ranks if rank) / len(ranks),
        "p50_ms": p50,
        "p95_ms": p95,
        "p50_in_fts5": p50 / fts5,
        "p95_in_fts5": p95 / fts5,
    }


def _bars(figures: dict[str, dict[str, float]], told: dict[str, Any]) -> list[Bar]:
    asked = (
        ("all", "recall@1", 0.85), ("all", "recall@10", 0.93),
        ("same script", "recall@1", 0.94),
        ("across scripts", "recall@1", 0.70), ("across scripts", "recall@10", 0.85),
        ("wade_giles", "recall@10", 0.97), ("one edit", "recall@1", 0.97),
        ("order, case, diacritics, spacing", "recall@1", 1.0),
    )  # fmt: skip
    bars = [
        Bar(f"{group}: {of}", figures[group][of], least)
        for group, of, least in asked
        if group in figures
    ]
    at_most = (("all", "p50_ms", 15.0), ("all", "p95_ms", 40.0), ("exact", "p95_ms", 5.0))
    bars += [
        Bar(f"{group}: {of}", figures[group][of], most, at_most=True)
        for group, of, most in at_most
        if group in figures
    ]
    return [*bars, Bar("bytes a name", told["bytes_a_name"], 700, at_most=True)]


def _print(figures: dict[str, dict[str, float]], told: dict[str, Any], bars: Sequence[Bar]) -> None:
    heads = ("queries", "recall@1", "recall@10", "mrr", "p50_ms", "p95_ms", "p50_in_fts5")
    print(f"{'class':34}" + "".join(f"{head:>12}" for head in heads))
    for group, of in figures.items():
        print(f"{group:34}" + "".join(f"{of[head]:>12.3f}" for head in heads))
    print(json.dumps(told))
    print_bars(bars)


if __name__ == "__main__":
    main()
