"""kill -9 of a server while curators write: what was acknowledged is there, and nothing partial."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.db import make_engine
from app.models import Fact, known
from tests.commands import kill, run, start
from tests.conftest import DATABASES, MakeDatabase
from tests.dossiers import numbered_dossier, write_dossier
from tests.faults.servers import Server
from tests.faults.sizes import report, size
from tests.faults.whole import assert_whole
from tests.faults.writers import Writer, all_acknowledged, curator, missing

KILLS, WRITERS, DOSSIERS = size(2, 100), size(2, 4), size(4, 60)
# A new database after so many, since all of what there is is looked at after each.
KILLS_OF_ONE = 10
FACTS = 5  # of each dossier
MOST_WRITES = size(8, 24)  # of all writers, before a kill


@dataclass
class Killed:
    """A database, its curators, and servers that are killed one after another."""

    url: str
    engine: Engine
    folder: Path
    dossiers: Path
    writers: list[Writer]
    chance: Random

    def write_and_kill(self, number: int) -> None:
        """Let all write to a new server, load dossiers beside it, and kill both at any moment."""
        folder = self.folder / f"round-{number}"
        server = Server(self.url, folder)
        self._ask_for_the_last(server)
        before = len(all_acknowledged(self.writers))
        wanted = before + self.chance.randint(0, MOST_WRITES)
        over = Event()
        with ThreadPoolExecutor(len(self.writers)) as pool:
            clients = [server.client(each.headers) for each in self.writers]
            written = [
                pool.submit(writer.write_until, client, over.is_set)
                for writer, client in zip(self.writers, clients, strict=True)
            ]
            loading = self._load(number, folder)
            while len(all_acknowledged(self.writers)) < wanted:
                if any(each.done() for each in written):
                    break  # with an error, which is told below
                time.sleep(0.001)
            time.sleep(self.chance.uniform(0, 0.05))
            over.set()
            server.kill()
            for process in loading:
                kill(process)
            for each in written:
                each.result()
        for client in clients:
            client.close()

    def _load(self, number: int, folder: Path) -> list[int]:
        """Go on loading, every other time, in a process beside the server."""
        if number % 2:
            return []
        (folder / "load").mkdir()
        return [start(self.url, "load", self.dossiers, folder=folder / "load")]

    def _ask_for_the_last(self, server: Server) -> None:
        """What was acknowledged last is served: its document, its list row, its search key."""
        last = [each for each in all_acknowledged(self.writers) if not each.is_replaced]
        if not last or last[-1].value is None:
            return
        person = last[-1].person
        with server.client() as api:
            assert last[-1].value in api.get(f"/v1/people/{person}").json()["language"]
            listed = api.get(f"/v1/people?id={person}").json()["data"]
            found = api.get(f"/v1/search?q=Person {person}").json()["data"]
        assert [each["id"] for each in listed] == [person]
        assert person in [each["id"] for each in found]


@pytest.mark.parametrize("kind", size(["postgresql"], DATABASES))
def test_what_a_killed_server_acknowledged_is_there_and_nothing_is_partial(
    make_database: MakeDatabase, kind: str, tmp_path: Path
) -> None:
    (tmp_path / "dossiers").mkdir()
    for number in range(DOSSIERS):
        write_dossier(tmp_path / "dossiers", *numbered_dossier(number, FACTS), stem=f"d{number}")
    writers = list[Writer]()
    for first in range(0, KILLS, KILLS_OF_ONE):
        rounds = range(first, min(first + KILLS_OF_ONE, KILLS))
        writers += _kill_again_and_again(make_database(kind), tmp_path, rounds)
    acknowledged = all_acknowledged(writers)
    report(
        f"killed servers, {kind}",
        kills=KILLS,
        acknowledged=len(acknowledged),
        refused=sum(each.refused for each in writers),
        lost=0,
    )
    sorts = {each.what for each in acknowledged}
    assert sorts >= size({"article", "person"}, {"correction", "proposal", "batch", "addition"})


def _kill_again_and_again(url: str, folder: Path, rounds: range) -> list[Writer]:
    """Kill the servers of one database, which is whole after each and goes on; who wrote to it."""
    engine = make_engine(url)
    writers = [curator(engine) for _ in range(WRITERS)]
    killed = Killed(url, engine, folder, folder / "dossiers", writers, Random(rounds.start))  # noqa: S311 (no secret)
    for number in rounds:
        killed.write_and_kill(number)
        assert missing(engine, all_acknowledged(writers)) == []
        assert_whole(engine)
    # What was loaded stays, and the rest follows.
    loaded = run(url, "load", killed.dossiers)
    assert loaded.returncode == 0, loaded.stderr
    with Session(engine) as session:
        said = select(func.count()).where(Fact.origin.like("article-%"), known(None))
        assert session.scalar(said) == DOSSIERS * (FACTS + 2)  # a name, and the article's title
    engine.dispose()
    return writers
