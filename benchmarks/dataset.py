"""The synthetic set in a migrated database, written through the ledger and kept for the next run.

``python -m benchmarks.dataset --people 200000`` makes it on both databases. A build that was
interrupted goes on where it was; one that is there already is used as it is.
"""

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, func, select, text

from app.config import ROOT
from app.db import make_engine, read_session, write_session
from app.ledger import OpenChange
from app.ledger.upgrading import upgrade_views
from app.migrate import migrate
from app.models import Change, Citation, Fact, Tenure
from benchmarks.machine import stop_what_we_started
from benchmarks.population import VERSION, Batch, batches
from tests.postgres import postgres_server

DATABASES: Final = ("sqlite", "postgresql")
CACHE: Final = Path(os.environ.get("BENCH_CACHE") or ROOT / "benchmarks" / ".cache")
# A quarter of a small machine's memory, as PostgreSQL's manual advises; the rest is as it comes.
_SERVER: Final = "-c shared_buffers=1GB -c max_wal_size=4GB -c max_connections=100"
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Which set: two of the same people and seed are the same to the byte, but for the times."""

    people: int
    seed: int = 1

    @property
    def folder(self) -> Path:
        """Where its databases are kept."""
        return CACHE / f"people-{self.people}-seed-{self.seed}-v{VERSION}"

    @contextmanager
    def on(self, database: str) -> Iterator[str]:
        """The URL of the set on ``sqlite`` or ``postgresql``, made where it is not there yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if database == "sqlite":
            url = f"sqlite:///{self.folder / 'incumbent.db'}"
            self._make(url)
            yield url
        else:
            with postgres_server(self.folder / "postgresql", _SERVER) as url:
                self._make(url)
                yield url

    def postgres_pid(self) -> int:
        """The first process of the running PostgreSQL."""
        return int((self.folder / "postgresql" / "postmaster.pid").read_text().split()[0])

    def _make(self, url: str) -> None:
        engine = make_engine(url)
        try:
            migrate(engine)
            with write_session(engine) as session:
                upgrade_views(session)
            if not is_whole(engine, self):
                build(engine, self, show_progress(self.people))
        finally:
            engine.dispose()


_LAST: Final = "built"


def is_whole(engine: Engine, wanted: Dataset) -> bool:
    """Whether the last batch is in the database."""
    with read_session(engine) as session:
        marked = select(Change.number).where(Change.action == _LAST)
        return wanted.people == 0 or session.scalars(marked).first() is not None


def build(engine: Engine, wanted: Dataset, progress: Progress | None = None) -> None:
    """Write the set into a migrated database, one change for each batch that is not there yet."""
    with read_session(engine) as session:
        there = set(session.scalars(select(Change.origin).distinct()))
    done = 0
    with garbage_kept():
        for batch in batches(wanted.people, wanted.seed):
            done += batch.people
            if batch.origin in there:
                continue
            is_last = done == wanted.people and batch.people > 0
            write(engine, batch, action=_LAST if is_last else "import")
            gc.collect()
            if progress:
                progress(done)
    if engine.dialect.name == "postgresql":  # which would do so by itself, some time later
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


@contextmanager
def garbage_kept() -> Iterator[None]:
    """No collection of cyclic garbage meanwhile: a batch is a million objects that all stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def write(engine: Engine, batch: Batch, action: str) -> None:
    """Record one batch with a change of its own."""
    with write_session(engine) as session:
        change = OpenChange(
            session,
            actor="benchmark",
            action=action,
            reason=f"Synthetic {batch.origin}",
            origin=batch.origin,
        )
        change.declare_dataset("synthetic", "Made-up people, for measuring")
        change.declare(batch.entities)
        for each in batch.texts:
            change.declare_article(each.article_id, each.text)
        change.record(batch.origin, "synthetic", batch.facts)
        change.close()


def show_progress(people: int) -> Progress:
    """A function that says on standard error how far the build is, how fast, and how long still."""
    first: list[tuple[int, float]] = []  # the people that were there before, and when

    def show(done: int) -> None:
        first.append((done, time.monotonic()))
        people_before, started = first[0]
        rate = (done - people_before) / max(time.monotonic() - started, 1e-9)
        left = (people - done) / rate if rate else 0
        told = f"{done:,} of {people:,} people, {rate:,.0f} a second, {left / 60:.1f} min left"
        print(f"  building: {told}", file=sys.stderr, flush=True)

    return show


def counts(engine: Engine) -> dict[str, int]:
    """How many rows the set has."""
    columns: dict[str, Any] = {
        "facts": Fact.row,
        "citations": Citation.fact_row,
        "tenures": Tenure.row,
        "changes": Change.number,
    }
    with read_session(engine) as session:
        return {
            name: session.execute(select(func.count(column))).scalar_one()
            for name, column in columns.items()
        }


def main() -> None:
    """Make the set on the databases asked for."""
    parser = argparse.ArgumentParser(description="Make the synthetic set.")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=DATABASES, action="append")
    given = parser.parse_args()
    stop_what_we_started()
    for database in given.database or DATABASES:
        with Dataset(given.people, given.seed).on(database) as url:
            engine = make_engine(url)
            print(json.dumps({"database": database} | counts(engine)))
            engine.dispose()


if __name__ == "__main__":
    main()
