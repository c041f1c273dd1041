"""A PostgreSQL killed with all its processes while curators write: what was acknowledged is there.

That a commit is in its log before it is acknowledged is shown; not that the log is on the disk, for
which nothing but the power of a machine could be cut.
"""

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any, Final

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app.db import make_engine
from app.migrate import migrate
from tests.faults.servers import Server
from tests.faults.sizes import FULL, report
from tests.faults.whole import assert_whole
from tests.faults.writers import Writer, all_acknowledged, curator, missing
from tests.postgres import postgres_server

KILLS: Final = 20
WRITES: Final = 10  # acknowledged from kill to kill
DURABLE: Final = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
_MAIN_PROCESS: Final = "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int"
_PATIENCE: Final = 300  # seconds until it has recovered


@pytest.mark.skipif(not FULL, reason="starts a PostgreSQL that syncs, and kills it again and again")
def test_a_postgresql_that_is_killed_has_all_that_was_acknowledged(tmp_path: Path) -> None:
    with _ended() as started, postgres_server(options=DURABLE) as url:
        restart = Restart(url, started)
        engine = make_engine(url)
        migrate(engine)
        writers = [curator(engine) for _ in range(2)]
        with Server(url, tmp_path / "server") as server:
            for number in range(1, KILLS + 1):
                _write_meanwhile(server, writers, number * WRITES, restart)
                assert missing(engine, all_acknowledged(writers)) == []
                assert_whole(engine)
        engine.dispose()
    acknowledged = len(all_acknowledged(writers))
    refused = sum(each.refused for each in writers)
    report("killed PostgreSQL", kills=KILLS, acknowledged=acknowledged, refused=refused, lost=0)


def _write_meanwhile(
    server: Server, writers: list[Writer], wanted: int, restart: "Restart"
) -> None:
    """Let all write until so much is acknowledged; kill the database amidst of it, and go on."""
    over = Event()
    with ThreadPoolExecutor(len(writers)) as pool:
        clients = [server.client(each.headers) for each in writers]
        pairs = zip(writers, clients, strict=True)
        written = [pool.submit(each.write_until, api, over.is_set) for each, api in pairs]
        while len(all_acknowledged(writers)) < wanted and not any(w.done() for w in written):
            time.sleep(0.001)
        restart.kill_and_start()
        over.set()
        for each in written:
            each.result()
    for client in clients:
        client.close()


class Restart:
    """Kills all processes of a PostgreSQL, and starts it anew on what is left."""

    def __init__(self, url: str, started: list["subprocess.Popen[bytes]"]) -> None:
        """``url``: of any database there; ``started`` takes the processes that it starts."""
        self._url = url
        self._started = started

    def kill_and_start(self) -> None:
        """Come back when it answers again."""
        main = psutil.Process(self._main_process())
        command, folder = main.cmdline(), main.cwd()
        user, group = main.uids().real, main.gids().real
        everything = [main, *main.children(recursive=True)]
        for process in everything:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(everything, timeout=_PATIENCE)
        as_user: dict[str, Any] = {"user": user, "group": group, "extra_groups": []} if user else {}
        self._started.append(
            subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, **as_user)
        )
        until = time.monotonic() + _PATIENCE
        while not self._main_process():
            assert time.monotonic() < until, "PostgreSQL did not come back"
            time.sleep(0.05)

    def _main_process(self) -> int:
        """The process that all others descend from; 0 where it does not answer."""
        engine = create_engine(self._url)
        try:
            with engine.connect() as connection:
                return int(connection.scalar(text(_MAIN_PROCESS)) or 0)
        except OperationalError:
            return 0
        finally:
            engine.dispose()


@contextmanager
def _ended() -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Processes that others stop: waits for them in the end."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for each in started:
        each.wait(timeout=_PATIENCE)
