"""``make bench-scale``: a million people in, and everything out.

The synthetic set is written as one file of Popolo JSON and imported by the command that operators
use, on both databases; then the very rows that the import wrote go into an empty database by the
bare driver. The ratio of the two times is the figure. Exports are measured in ``exports.py``.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from app.config import ROOT
from app.db import make_engine
from app.migrate import migrate
from benchmarks import exports
from benchmarks.dataset import CACHE, DATABASES
from benchmarks.figures import Bar, print_bars, print_json
from benchmarks.machine import description, memory_of_all, stop_what_we_started
from benchmarks.popolo_file import write_popolo_file
from benchmarks.raw_rows import Written, write_raw
from tests.postgres import postgres_server

_SERVER: Final = "-c shared_buffers=1GB -c max_wal_size=4GB -c max_connections=100"
_TOLD: Final = ("--title", "Made up", "--licence", "CC0-1.0", "--attribution", "Nobody")
_URL: Final = ("--source-url", "https://made-up.example/")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import took; ``cpu`` with the processes that it started, ``memory`` in megabytes."""

    seconds: float
    cpu: float
    memory: float


def main() -> None:
    """Measure what is asked for, and print it; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description="Measure imports and exports.")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--keep", action="store_true", help="Keep the databases for another look.")
    given = parser.parse_args()
    stop_what_we_started()
    file = _popolo_file(given.people, given.seed)
    figures: dict[str, Any] = {"people": given.people, "machine": description()}
    bars: list[Bar] = []
    for database in given.database or DATABASES:
        with _empty_database(database, keep=given.keep) as (url, other_url):
            measured = _measure(file, given.people, url, other_url)
        figures[database] = measured
        bars += _bars(database, measured)
    print_bars(bars)
    print_json(figures | {"bars": [bar.told() for bar in bars]})


def _measure(file: Path, people: int, url: str, other_url: str) -> dict[str, Any]:
    imported = _import(file, url)
    _say(f"imported: {people / imported.seconds:,.0f} people a second, {imported.memory:.0f} MB")
    raw = _raw(url, other_url)
    _say(f"raw: {people / raw.seconds:,.0f} people a second, {raw.rows / people:.1f} rows each")
    exported = exports.measure(url)
    return {
        "import": asdict(imported),
        "raw": asdict(raw),
        "import_ratio": raw.seconds / imported.seconds,
        "people_a_second": people / imported.seconds,
        "export": exported,
    }


def _bars(database: str, measured: dict[str, Any]) -> list[Bar]:
    imported, exported = measured["import"], measured["export"]
    return [
        Bar(f"{database}: import / executemany of the same rows", measured["import_ratio"], 0.35),
        Bar(f"{database}: memory of the import, MB", imported["memory"], 400, at_most=True),
        Bar(f"{database}: export of JSON lines / reading the documents", exported["ratio"], 0.40),
        Bar(f"{database}: memory of an export, MB", exported["rss"], 120, at_most=True),
        Bar(f"{database}: first byte, ms", exported["first_byte"], 100, at_most=True),
    ]


def _popolo_file(people: int, seed: int) -> Path:
    CACHE.mkdir(parents=True, exist_ok=True)
    file = CACHE / f"popolo-{people}-seed-{seed}.json"
    if not file.exists():
        _say(f"making up {people:,} people")
        write_popolo_file(file, people, seed)
    return file


@contextmanager
def _empty_database(database: str, *, keep: bool) -> Iterator[tuple[str, str]]:
    """Two empty databases: one for the import, one for its rows."""
    folder = CACHE / f"scale-{database}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        if database == "sqlite":
            yield f"sqlite:///{folder}/imported.db", f"sqlite:///{folder}/raw.db"
        else:
            with postgres_server(folder / "postgresql", _SERVER) as url:
                yield _created(url, "imported"), _created(url, "raw")
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _created(url: str, name: str) -> str:
    engine = make_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    made = engine.url.set(database=name).render_as_string(hide_password=False)
    engine.dispose()
    return made


def _import(file: Path, url: str) -> Imported:
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    command = [sys.executable, "-m", "app", "import", "popolo", str(file)]
    told = ["--dataset", "made-up", *_TOLD, *_URL]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(
        [*command, *told], cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, stdout=sys.stderr
    ) as process:
        most = _most_memory(process)
    if process.returncode:
        sys.exit(f"the import ended with code {process.returncode}")
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Imported(seconds, cpu, most)


def _most_memory(process: "subprocess.Popen[bytes]") -> float:
    """The most megabytes that a process and those it started had together, until it ends."""
    most = 0.0
    while process.poll() is None:
        with suppress(OSError):  # one of them has just ended
            most = max(most, memory_of_all(process.pid))
        time.sleep(0.5)
    return most


def _raw(url: str, other_url: str) -> Written:
    source, target = make_engine(url), make_engine(other_url)
    migrate(target)
    written = write_raw(source, target)
    source.dispose()
    target.dispose()
    return written


def _say(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
