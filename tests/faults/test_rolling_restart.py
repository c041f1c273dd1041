"""Every process of several is restarted in turn, under load: no request is lost.

In full a real HAProxy stands before three processes on PostgreSQL. In short form the clients are
the proxy: they ask the next process that said lately that it is ready, and retry nothing.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.db import make_engine
from app.loading.load import load
from app.migrate import migrate
from tests.commands import kill, start, wait
from tests.conftest import SEED, MakeDatabase, run_apart
from tests.faults.clients import Connection
from tests.faults.sizes import FULL, report, size
from tests.postgres import OPTIONS, free_port, postgres_server

EXPORT = "/v1/exports/people.jsonl?known_at=1"
PATHS = (
    *("/v1/people/liu-jianchao", "/v1/people?limit=3", "/v1/search?q=minister"),
    *("/v1/people/liu-jianchao/facts", "/people/liu-jianchao?lang=fr", EXPORT),
)
REQUESTS = size(60, 10_000)
ROUNDS = size(1, 3)  # of restarts of all
PROCESSES = size(2, 3)
CLIENTS = size(4, 12)
PACE = size(0.05, 0.0)  # seconds between two requests of a client
DRAIN = size("60", "3")  # seconds; in short form the clients say when all of them have seen it
EXPORTS = str(CLIENTS)  # at once in each process: as many as may come to the last one
SEEN_WITHIN = 2.0  # seconds, by the proxy
PROXY = """
global
    maxconn 500
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout check 10s
    retries 0
frontend all
    bind 127.0.0.1:{port}
    default_backend api
backend api
    option httpchk GET /readyz
    default-server check inter 500ms fall 1 rise 1
{servers}
"""


@dataclass
class Fleet:
    """Processes that serve one database, and where to ask."""

    url: str
    folder: Path
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(PROCESSES)])
    pids: list[int] = field(default_factory=list)

    def begin(self, number: int) -> int:
        """Start one; its process id."""
        folder = self.folder / str(number)
        folder.mkdir(exist_ok=True)
        settings = {"PORT": str(self.ports[number]), "INCUMBENT_SHUTDOWN_DRAIN": DRAIN}
        settings |= {"WEBHOOKS": "false", "EXPORTS_AT_ONCE": EXPORTS}
        return start(self.url, "serve", folder=folder, **settings)


@pytest.fixture
def fleet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fleet]:
    with ExitStack() as stack:
        if FULL:
            # Each process may have forty connections and more.
            options = OPTIONS.replace("max_connections=50", "max_connections=300")
            url = stack.enter_context(postgres_server(options=options))
            engine = make_engine(url)
            migrate(engine)
            load(engine, SEED)
            engine.dispose()
        else:
            make: MakeDatabase = request.getfixturevalue("make_database")
            url = make("sqlite", request.getfixturevalue("seeded_file"))
        fleet = Fleet(url, tmp_path)
        fleet.pids = [fleet.begin(number) for number in range(PROCESSES)]
        yield fleet
        for pid in fleet.pids:
            kill(pid)


@contextmanager
def proxy(fleet: Fleet) -> Iterator[int]:
    """HAProxy before the fleet; its port."""
    program = shutil.which("haproxy")
    assert program, "haproxy is missing: apt-get install haproxy"
    port, file = free_port(), fleet.folder / "haproxy.cfg"
    servers = "\n".join(f"    server s{each} 127.0.0.1:{each}" for each in fleet.ports)
    file.write_text(PROXY.format(port=port, servers=servers))
    with subprocess.Popen([program, "-db", "-f", str(file)]) as process:
        try:
            yield port
        finally:
            process.kill()


class Clients:
    """Clients that ask without end, and what they saw."""

    def __init__(self, ports: list[int], expected: dict[str, bytes]) -> None:
        """``ports``: where to ask, in turn."""
        self.ports = ports
        self.expected = expected
        self.done = 0
        self.exports = 0
        self.failed: list[str] = []
        self.is_over = False

    async def run(self) -> None:
        """Ask until it is over."""
        connections: dict[int, Connection] = {}
        while not self.is_over:
            path = PATHS[self.done % len(PATHS)]
            port = self.ports[self.done % len(self.ports)]
            self.done += 1
            connection = connections.setdefault(port, Connection(port))
            answer = await connection.get(path)
            if (answer.status, answer.body) != (200, self.expected[path]):
                self.failed.append(f"{port}{path}: {answer.status} {answer.body[:200]!r}")
            self.exports += path == EXPORT
            await asyncio.sleep(PACE)
        for connection in connections.values():
            connection.close()


def test_no_request_is_lost_while_every_process_is_restarted(fleet: Fleet) -> None:
    with ExitStack() as stack:
        ports = [stack.enter_context(proxy(fleet))] if FULL else list(fleet.ports)
        run_apart(_roll, fleet, ports)


async def _roll(fleet: Fleet, ports: list[int]) -> None:
    for port in fleet.ports:
        await _ready(port)
    await asyncio.sleep(SEEN_WITHIN if FULL else 0)
    first = Connection(ports[0])
    expected = {path: (await first.get(path)).body for path in PATHS}
    first.close()
    clients = Clients(ports, expected)
    tasks = [asyncio.create_task(clients.run()) for _ in range(CLIENTS)]
    restarts = 0
    while restarts < ROUNDS * PROCESSES or clients.done < REQUESTS:
        number = restarts % PROCESSES
        await _restart(fleet, clients, number)
        restarts += 1
        assert len(clients.failed) < 100, clients.failed[:5]
    clients.is_over = True
    await asyncio.gather(*tasks)
    figures = {"requests": clients.done, "exports": clients.exports, "restarts": restarts}
    report("rolling_restart", failed=len(clients.failed), **figures)
    assert not clients.failed, clients.failed[:5]


async def _restart(fleet: Fleet, clients: Clients, number: int) -> None:
    port, pid = fleet.ports[number], fleet.pids[number]
    os.kill(pid, signal.SIGTERM)
    if not FULL:
        await _until_it_says(port, 503)
        clients.ports = [each for each in fleet.ports if each != port]
        os.kill(pid, signal.SIGTERM)
    assert await asyncio.to_thread(wait, pid) == 0
    fleet.pids[number] = await asyncio.to_thread(fleet.begin, number)
    await _ready(port)
    if FULL:
        await asyncio.sleep(SEEN_WITHIN)
    else:
        clients.ports = list(fleet.ports)


async def _ready(port: int) -> None:
    await _until_it_says(port, 200)


async def _until_it_says(port: int, status: int) -> None:
    until = time.monotonic() + 60
    while (await Connection(port).get("/readyz", Connection="close")).status != status:
        assert time.monotonic() < until, f"never {status}"
        await asyncio.sleep(0.05)
