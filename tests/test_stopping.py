"""Told to end, a server finishes what it began, and takes what comes until others know of it."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.commands import start, wait
from tests.conftest import NO_TLS, MakeDatabase
from tests.postgres import free_port
from tests.test_errors_api import check_shape
from tests.test_short_way_protocol import PERSON, request


@pytest.fixture
def running(
    make_database: MakeDatabase, seeded_file: str, tmp_path: Path
) -> Iterator[tuple[int, httpx.Client]]:
    """The id of a server's process, and a client."""
    port = free_port()
    settings = {"PORT": str(port), "INCUMBENT_SHUTDOWN_DRAIN": "60", "WEBHOOKS": "false"}
    pid = start(make_database("sqlite", seeded_file), "serve", folder=tmp_path, **settings)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", verify=NO_TLS, timeout=30) as client:
        until = time.monotonic() + 60
        while not _is_open(port):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield pid, client


def test_what_was_begun_is_finished(running: tuple[int, httpx.Client]) -> None:
    pid, client = running
    assert "connection" not in client.get(PERSON).headers
    with socket.create_connection(("127.0.0.1", client.base_url.port or 0), 10) as begun:
        begun.sendall(request(PERSON)[:20])
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + 20
        while client.get("/readyz").status_code == 200:
            assert time.monotonic() < until
        refused = client.get("/readyz")
        assert "stopping" in check_shape(refused, "unavailable")["detail"]
        assert int(refused.headers["Retry-After"]) > 0
        assert client.get("/healthz").status_code == 200
        for path in (PERSON, "/v1/people?q=liu"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Connection"]) == (200, "close")
        os.kill(pid, signal.SIGTERM)  # nobody has to be waited for
        while _is_open(client.base_url.port or 0):
            assert time.monotonic() < until
        begun.sendall(request(PERSON)[20:])
        assert begun.recv(20).startswith(b"HTTP/1.1 200 OK")
    assert wait(pid) == 0


def test_a_person_need_not_wait(running: tuple[int, httpx.Client]) -> None:
    pid, client = running
    client.get(PERSON)
    os.kill(pid, signal.SIGINT)
    begun = time.monotonic()
    wait(pid)
    assert time.monotonic() - begun < 30


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
