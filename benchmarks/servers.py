"""Starting the servers that are measured, each a process pinned to one core."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from app.config import ROOT
from benchmarks.client import ask
from benchmarks.machine import SERVER_CORE, cpu_seconds
from tests.postgres import free_port

_PATIENCE: Final = 180.0  # seconds for a start, also where others are at work
_STILL: Final = 0.5  # seconds without work after which a started server waits for requests


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``database_pid`` is the PostgreSQL that it asks, if any."""

    name: str
    port: int
    pid: int
    database_pid: int | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> HTTPConnection:
        """A connection for one client."""
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> bytes:
        """One answer over a connection of its own; raises RuntimeError where it is no 200."""
        connection = self.connect()
        _, body = ask(connection, path)
        connection.close()
        return body


@contextmanager
def incumbent(
    database_url: str, name: str = "incumbent", database_pid: int | None = None
) -> Iterator[Server]:
    """Ours, as shipped, but for the limit of requests: all come from one address."""
    port = free_port()
    settings = {"DATABASE_URL": database_url, "HOST": "127.0.0.1", "PORT": str(port)}
    settings |= {"INCUMBENT_RATE_LIMIT": "off", "INCUMBENT_SHUTDOWN_DRAIN": "0"}
    with running(name, [sys.executable, "-m", "app", "serve"], port, settings) as server:
        yield replace(server, database_pid=database_pid)


@contextmanager
def constant(framework: str, size: int) -> Iterator[Server]:
    """A server of so many constant bytes, under the same uvicorn as ours."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.constant", framework, str(port), str(size)]
    with running(f"{framework} constant", command, port) as server:
        yield server


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    port: int,
    settings: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> Iterator[Server]:
    """A server's process on the servers' core, once it waits for requests; ended afterwards.

    ``log``: where what it says goes, if not to our own standard error.
    """
    with ExitStack() as stack:
        process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *command],
            cwd=ROOT,
            env=os.environ | (settings or {}),
            stdout=subprocess.DEVNULL,
            stderr=stack.enter_context(log.open("wb")) if log else None,
        )
        stack.callback(process.wait)
        stack.callback(process.terminate)
        _wait_until_it_waits(process, port)
        yield Server(name, port, process.pid)


def _wait_until_it_waits(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until the port is open and the process is at rest.

    No request is made, so that the first one measured is the first one.
    """
    deadline = time.monotonic() + _PATIENCE
    used, since = -1.0, time.monotonic()
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with code {process.returncode}")
        now = cpu_seconds(process.pid)
        if now != used:
            used, since = now, time.monotonic()
        elif time.monotonic() - since > _STILL and _is_open(port):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not start within {_PATIENCE:.0f} s")


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
