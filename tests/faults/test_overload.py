"""Twice as many requests as a server can do, and clients that are slow: it sheds and recovers."""

import asyncio
import math
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.commands import kill, start
from tests.conftest import MakeDatabase, run_apart
from tests.faults import clients
from tests.faults.clients import Connection
from tests.faults.sizes import report, size
from tests.postgres import free_port

# The short way, lists, a search, what an endpoint computes, and a page.
PATHS = (
    *("/v1/people/liu-jianchao", "/v1/people?limit=3", "/v1/people?q=liu&limit=5"),
    *("/v1/search?q=minister", "/v1/people/liu-jianchao/facts", "/v1/people?facets=gender"),
    *("/v1/people/liu-jianchao/connections", "/people/liu-jianchao?lang=fr"),
)
LARGE = "/openapi.json"
SECONDS = size(0.5, 600.0)
WARMING = size(0.0, 60.0)  # after which memory is looked at
BOUND = size(20.0, 5.0)  # seconds for an answer to who was let in; a short run only must not hang
START = 100.0  # seconds until it has started, on a machine that may do much else
RECOVERY = size(30.0, 10.0)  # seconds after the end of the load until it is ready
LEAST = size(300.0, 0.0)  # requests a second, lest half a second be too short to be overloaded
SLOW = size(2, 20)  # clients of each sort
QUEUE = size(0.3, 2.0)  # INCUMBENT_QUEUE_TIMEOUT
AT_ONCE = size(2, 16)
MOST = size(200, 900)  # connections of the clients that are not slow


@dataclass
class Served:
    """A server in a process of its own."""

    port: int
    process: psutil.Process


@pytest.fixture
def served(make_database: MakeDatabase, seeded_file: str, tmp_path: Path) -> Iterator[Served]:
    port = free_port()
    settings = {"PORT": str(port), "INCUMBENT_QUEUE_TIMEOUT": str(QUEUE), "WEBHOOKS": "false"}
    settings["INCUMBENT_REQUESTS_AT_ONCE"] = str(AT_ONCE)
    url = make_database("sqlite", seeded_file)
    pid = start(url, "serve", folder=tmp_path, **settings)
    yield Served(port, psutil.Process(pid))
    kill(pid)


def test_an_overloaded_server_sheds_and_recovers(served: Served) -> None:
    run_apart(_overload, served)


async def _overload(served: Served) -> None:
    await _ready(served.port, START)
    expected = await _calm(served.port)
    capacity = await clients.closed_loop(served.port, expected, AT_ONCE, size(0.4, 20.0))
    rate = max(2 * capacity, LEAST)
    until = time.monotonic() + SECONDS
    slow = _slow_clients(served.port, lambda: time.monotonic() > until)
    watching = asyncio.create_task(_watch(served, until))
    recovering = asyncio.create_task(_recovery(served.port, until))
    seen, unsent = await clients.open_loop(served.port, expected, rate, SECONDS, MOST)
    memory, health = await watching
    await asyncio.gather(*slow)
    growth = _growth(memory)
    recovered_in = await recovering
    assert await _calm(served.port) == expected, "it is as it was before"
    figures = {
        "capacity": round(capacity),
        "statuses": seen.statuses,
        "unsent": unsent,
        "wrong": len(seen.wrong),
        "memory_growth": round(growth, 4),
        "memory": max(size for _, size in memory),
        "health_seconds": round(max(health), 2),
        **{f"p{share}": round(seen.quantile(share / 100), 3) for share in (50, 95, 99, 100)},
        "recovered_in": round(recovered_in, 2),
    }
    report("overload", **figures)
    assert not seen.wrong, seen.wrong[:5]
    assert seen.statuses.get(503, 0) > 0, f"nothing was shed, so it was no overload: {figures}"
    assert growth < size(0.2, 0.01), figures
    assert max(seen.quantile(0.99), *health) < BOUND, figures
    assert recovered_in < RECOVERY, figures


async def _ready(port: int, within: float) -> None:
    """Wait until the server says that it is ready."""
    until = time.monotonic() + within
    while (await Connection(port).get("/readyz", Connection="close")).status != 200:
        assert time.monotonic() < until, f"not ready within {within:g} seconds"
        await asyncio.sleep(0.05)


async def _recovery(port: int, ended: float) -> float:
    """Seconds from the end of the load until the server is ready, on a new connection."""
    await asyncio.sleep(ended - time.monotonic())
    await _ready(port, RECOVERY)
    return time.monotonic() - ended


async def _calm(port: int) -> dict[str, bytes]:
    """What the server answers where nobody else asks."""
    connection = Connection(port)
    answers = {path: await connection.get(path) for path in PATHS}
    assert {answer.status for answer in answers.values()} == {200}, answers
    connection.close()
    return {path: answer.body for path, answer in answers.items()}


def _slow_clients(port: int, ended: clients.Ended) -> list[asyncio.Task[None]]:
    """Slow heads, slow bodies, slow readers, and connections on which nothing comes."""
    head = b"GET /v1/people HTTP/1.1\r\nHost: localhost\r\n"
    post = b"POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{"
    works = [
        *(clients.dripping(port, head, b"X: " + b"y" * 9000, ended) for _ in range(SLOW)),
        *(clients.dripping(port, post, b" " * 9000, ended) for _ in range(SLOW)),
        *(clients.dripping(port, b"", b"", ended) for _ in range(SLOW)),
        *(clients.not_reading(port, LARGE, ended) for _ in range(SLOW)),
    ]
    return [asyncio.create_task(work) for work in works]


async def _watch(served: Served, until: float) -> tuple[list[tuple[float, int]], list[float]]:
    """The memory of the process, once it is warm, and how long health took to be told."""
    begun = time.monotonic()
    memory: list[tuple[float, int]] = []
    health: list[float] = []
    while time.monotonic() < until:
        asked = time.monotonic()
        answer = await Connection(served.port).get("/healthz", Connection="close")
        health.append(time.monotonic() - asked if answer.status == 200 else math.inf)
        if asked - begun > WARMING:
            memory.append((asked, served.process.memory_info().rss))
        await asyncio.sleep(size(0.1, 1.0))
    memory.append((time.monotonic(), served.process.memory_info().rss))
    return memory, health


def _growth(memory: list[tuple[float, int]]) -> float:
    """By which share memory grew from the first look to the last, on a line through all of them."""
    times, sizes = zip(*memory, strict=True)
    line = statistics.linear_regression(times, sizes)
    return float(line.slope * (times[-1] - times[0]) / statistics.mean(sizes))
