"""Several processes count together in a Redis; one that is away holds nobody up."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.commands import kill, start
from tests.conftest import NO_TLS, MakeDatabase, Serve
from tests.faults.sizes import FULL, report, size
from tests.postgres import free_port

PERSON = "/v1/people/liu-jianchao"
EXCHANGED = 1.5  # seconds within which processes have told each other
ALLOWED = 300


def statuses(client: httpx.Client, times: int) -> list[int]:
    return [client.get(PERSON).status_code for _ in range(times)]


def test_a_redis_that_is_away_holds_nobody_up(serve: Serve, seeded_file: str) -> None:
    away = f"redis://127.0.0.1:{free_port()}/0"
    client = serve(seeded_file, webhooks=False, rate_limit="30/hour", rate_limit_storage=away)
    client.get(PERSON)
    begun = time.monotonic()
    asked = [client.get(PERSON).status_code for _ in range(40)]
    assert asked == [200] * 29 + [429] * 11, "and each process goes on counting"
    assert time.monotonic() - begun < size(20.0, 2.0)


@contextmanager
def redis_server(port: int, folder: Path) -> Iterator[None]:
    program = shutil.which("redis-server")
    assert program, "redis-server is missing: apt-get install redis-server"
    command = [program, "--port", str(port), "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        time.sleep(1)
        try:
            yield
        finally:
            process.kill()


@contextmanager
def process(url: str, folder: Path, **settings: str) -> Iterator[httpx.Client]:
    port = free_port()
    folder.mkdir()
    pid = start(url, "serve", folder=folder, PORT=str(port), WEBHOOKS="false", **settings)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", verify=NO_TLS, timeout=30) as client:
        until = time.monotonic() + 60
        while True:
            try:
                client.get("/healthz")
                break
            except httpx.ConnectError:
                assert time.monotonic() < until
                time.sleep(0.1)
        yield client
    kill(pid)


@pytest.mark.skipif(not FULL, reason="needs a Redis, which the short form goes without")
def test_processes_count_together(
    make_database: MakeDatabase, seeded_file: str, tmp_path: Path
) -> None:
    url, port = make_database("sqlite", seeded_file), free_port()
    settings = {
        "INCUMBENT_RATE_LIMIT": f"{ALLOWED}/hour",
        "INCUMBENT_RATE_LIMIT_STORAGE": f"redis://127.0.0.1:{port}/0",
    }
    with ExitStack() as stack:
        redis = ExitStack()
        redis.enter_context(redis_server(port, tmp_path))
        one, other = (
            stack.enter_context(process(url, tmp_path / name, **settings)) for name in "ab"
        )
        assert statuses(one, 100) == [200] * 100
        time.sleep(EXCHANGED)
        assert statuses(other, 100) == [200] * 100
        time.sleep(EXCHANGED)
        redis.close()
        begun = time.monotonic()
        assert statuses(one, 20) == [200] * 20
        away = (time.monotonic() - begun) / 20
        time.sleep(EXCHANGED)
        with redis_server(port, tmp_path):
            time.sleep(3 * EXCHANGED)
            passed = statuses(one, 150).count(200)
            time.sleep(EXCHANGED)
            passed += statuses(other, 150).count(200)
    report("shared_rates", allowed=ALLOWED, passed=220 + passed, seconds_while_away=round(away, 4))
    assert 220 + passed < 2 * ALLOWED, "what Redis forgot when it was killed may count once more"
    assert away < 0.5
