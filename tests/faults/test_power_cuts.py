"""The power is cut while a curator writes: what was acknowledged is on the disk, and it is whole.

The application runs on SQLite through apsw, on ``tests.faults.disk``. What a cut leaves there is
opened as a restart opens it: with the driver and the SQLite that Incumbent is installed with.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import event

from app.db import make_engine
from tests.conftest import MakeDatabase, running_app
from tests.faults.apsw_driver import driver
from tests.faults.disk import Disk
from tests.faults.sizes import FULL, report, size
from tests.faults.whole import assert_whole
from tests.faults.writers import Acknowledged, Writer, curator, missing

CUTS: Final = size(5, 200)
CUTS_OF_RUN: Final = size(5, 10)
# A new machine after so many runs, since all of what there is is looked at after each cut.
RUNS_OF_ONE: Final = 2
WRITES: Final = size(5, 25)  # of each run
SPACING: Final = size(100, 250)  # operations of the disk from cut to cut, on average
FILE: Final = "x.db"
JOURNALS: Final = {"WAL": None, "DELETE": (3, 40, 1)}  # by what SQLite says of its version


@dataclass
class Cut:
    """What a cut left, and what had been acknowledged before it."""

    folder: Path
    acknowledged: list[Acknowledged]


@dataclass
class Machine:
    """A machine that curators write to, and whose power is cut again and again."""

    folder: Path
    version: tuple[int, int, int] | None = None
    prepare: Callable[[Any], None] = lambda _engine: None
    acknowledged: list[Acknowledged] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(3))  # noqa: S311 (no secret)
    made: int = 0
    operations: int = 0

    def run(self, monkeypatch: pytest.MonkeyPatch) -> list[Cut]:
        """Start on what the last cut left, write and stop; what cuts meanwhile would have left."""
        engine = make_engine(self.url)
        writer = curator(engine)
        engine.dispose()
        disk, cuts = Disk(f"disk-{id(self)}-{self.made}"), list[Cut]()
        disk.cut_before = self._cutting(disk, writer, cuts)
        with monkeypatch.context() as patch:
            patch.setattr("app.db._bundled_sqlite", driver(disk.name, self.version))
            with self._served(writer) as api:
                for _ in range(WRITES):
                    writer.write(api)
        disk.close()
        self.operations += disk.operations
        return cuts

    def restart_on(self, cut: Cut) -> None:
        """Let the machine come back with what this cut left."""
        shutil.rmtree(self.folder)
        shutil.copytree(cut.folder, self.folder)
        self.acknowledged = cut.acknowledged

    @property
    def url(self) -> str:
        """Its database."""
        return f"sqlite:///{self.folder / FILE}"

    @contextmanager
    def _served(self, writer: Writer) -> Iterator[httpx.Client]:
        with running_app(self.url, webhooks=False) as (app, api):
            self.prepare(app.state.engine)
            api.headers.update(writer.headers)
            yield api

    def _cutting(self, disk: Disk, writer: Writer, cuts: list[Cut]) -> Callable[[int], None]:
        """What cuts the power before operations of chance."""
        coming = {self.chance.randrange(1, SPACING)}

        def cut(number: int) -> None:
            if number not in coming or len(cuts) == CUTS_OF_RUN:
                return
            coming.add(number + self.chance.randrange(1, 2 * SPACING))
            self.made += 1
            folder = self.folder.parent / f"cut-{self.made}"
            folder.mkdir()
            acknowledged = [*self.acknowledged, *map(replace, writer.acknowledged)]
            disk.survive(folder, self.chance)
            cuts.append(Cut(folder, acknowledged))

        return cut


def lost_in(cut: Cut) -> list[str]:
    """What was acknowledged and did not survive; fails where what survived is not whole."""
    engine = make_engine(f"sqlite:///{cut.folder / FILE}")
    lost = missing(engine, cut.acknowledged)
    assert_whole(engine)
    engine.dispose()
    return lost


def cut_again_and_again(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was lost in each of so many cuts; each run begins with what the last cut left."""
    new = Cut(shutil.copytree(machine.folder, machine.folder.with_name("new")), [])
    for run in count(1):
        cuts = machine.run(monkeypatch)
        yield from map(lost_in, cuts)
        machine.restart_on(cuts[-1] if run % RUNS_OF_ONE else new)
        for cut in cuts:
            shutil.rmtree(cut.folder)
        if machine.made >= CUTS:
            return


@pytest.fixture
def folder(make_database: MakeDatabase, tmp_path: Path) -> Path:
    """A folder with a database that was migrated."""
    machine = tmp_path / "machine"
    machine.mkdir()
    shutil.copy(make_database("sqlite").removeprefix("sqlite:///"), machine / FILE)
    return machine


@pytest.mark.parametrize("journal", JOURNALS)
def test_no_write_that_was_acknowledged_is_lost_with_the_power(
    folder: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(folder, JOURNALS[journal])
    for lost in cut_again_and_again(machine, monkeypatch):
        assert lost == []
    figures = {"cuts": machine.made, "operations": machine.operations, "lost": 0}
    report(f"power cuts, {journal}", **figures)


@pytest.mark.skipif(not FULL, reason="shows that the test above can fail")
def test_writes_are_lost_where_commits_are_not_synced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync_less(engine: Any) -> None:
        @event.listens_for(engine, "connect")
        def _set(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous = NORMAL")

    machine = Machine(folder, prepare=sync_less)
    lost = next(filter(None, cut_again_and_again(machine, monkeypatch)), [])
    report("power cuts, synchronous=NORMAL", cuts=machine.made, lost=len(lost))
    assert lost
