"""Docker and HAProxy find no fault in the files that they are given; HAProxy does as ours says."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.config import ROOT
from tests.conftest import MakeDatabase
from tests.faults.servers import Server
from tests.faults.sizes import FULL
from tests.postgres import free_port

HAPROXY = ROOT / "deploy" / "haproxy.cfg"
COMMANDS = [
    ["docker", "compose", "-f", str(ROOT / "compose.yaml"), "config", "-q"],
    ["docker", "compose", "-f", str(ROOT / "compose.cluster.yaml"), "config", "-q"],
    ["haproxy", "-c", "-f", str(HAPROXY)],
]
in_full = pytest.mark.skipif(not FULL, reason="a fresh machine need not have these programs")


@in_full
@pytest.mark.parametrize("command", COMMANDS, ids=["compose", "cluster", "haproxy"])
def test_the_program_itself_takes_the_file(command: list[str]) -> None:
    assert shutil.which(command[0]), f"{command[0]} is missing: install Docker and HAProxy"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stderr}\nDocker needs its plugin compose, too."


@contextmanager
def proxied(address: str, folder: Path) -> Iterator[int]:
    """HAProxy as deployed, before one process instead of three; its port."""
    program = shutil.which("haproxy")
    assert program, "haproxy is missing: apt-get install haproxy"
    port, file = free_port(), folder / "haproxy.cfg"
    written = HAPROXY.read_text().replace("bind :8000", f"bind 127.0.0.1:{port}")
    written = written.replace("/tmp/haproxy.sock", f"{folder}/haproxy.sock")  # noqa: S108 (its own)
    for number in "123":
        written = written.replace(f"api-{number}:8000", urlsplit(address).netloc)
    file.write_text(written)
    with subprocess.Popen([program, "-db", "-f", str(file)]) as process:
        try:
            yield port
        finally:
            process.kill()


@pytest.fixture(scope="module")
def port(
    make_database: MakeDatabase, seeded_file: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of the proxy, once it has found the process behind it."""
    folder = tmp_path_factory.mktemp("proxied")
    with (
        Server(make_database("sqlite", seeded_file), folder / "api") as api,
        proxied(api.address(), folder) as port,
    ):
        until = time.monotonic() + 60
        while not answer(port, "/readyz").startswith(b"HTTP/1.1 200"):
            assert time.monotonic() < until, "the proxy does not find the process"
            time.sleep(0.2)
        yield port


def answer(port: int, target: str) -> bytes:
    """What a GET of just these characters is answered; nothing where nobody is there yet."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(
                f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
            )
            return b"".join(iter(lambda: connection.recv(65_536), b""))
    except ConnectionError:
        return b""


@in_full
@pytest.mark.parametrize(
    "target",
    ["/metrics", "/%6Detrics", "/%6d%65trics", "/metrics%0A", "http://x/%6Detrics", "/metrics?a=1"],
)
def test_metrics_are_shown_to_nobody_outside_however_they_are_written(
    port: int, target: str
) -> None:
    assert answer(port, target).startswith(b"HTTP/1.1 404")


@in_full
@pytest.mark.parametrize(
    ("length", "status", "problem"),
    [
        *((17_000, 422, "invalid-parameter"), (65_000, 422, "invalid-parameter")),
        *((66_000, 414, "url-too-long"), (96_000, 414, "url-too-long")),
    ],
)
def test_a_long_url_is_answered_by_the_api_as_without_a_proxy(
    port: int, length: int, status: int, problem: str
) -> None:
    told = answer(port, "/v1/people/" + "a" * length)
    assert told.startswith(f"HTTP/1.1 {status}".encode())
    assert f'"/problems/{problem}"'.encode() in told
