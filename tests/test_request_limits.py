"""Requests that are too large, too slow, or too many: each is told why, and nobody else waits."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app.config import Settings
from app.db import sqlite_module
from app.errors import BusyError
from app.guarding.turns import Turn, Turns
from app.main import create_app, server_of
from tests.conftest import MakeDatabase, Serve, run_apart, running_app
from tests.keys import CURATOR_KEY, OTHER_KEY, with_key
from tests.test_errors_api import check_shape
from tests.test_short_way_protocol import CLOSE, PERSON, answers, request

LIST = "/v1/people?q=liu"
DESCRIBED = {"queries": {"a": {"name": "Liu Jianchao"}}}


@pytest.fixture(scope="module")
def small_file(make_database: MakeDatabase, seeded_file: str) -> str:
    return make_database("sqlite", seeded_file)


@pytest.fixture(scope="module")
def served(small_file: str) -> Iterator[tuple[FastAPI, httpx.Client]]:
    """A server that takes three connections, waits hardly, and works on one request at once."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setattr("app.guarding.protocol.HEAD_PATIENCE", 0.3)
        patch.setattr("app.guarding.protocol._READ_PATIENCE", 0.2)
        patch.setattr("app.guarding.protocol._LEAST_RATE", 10_000_000)
        patch.setattr("app.guarding.bodies.PATIENCE", 0.3)
        more: dict[str, Any] = {
            "connections_at_once": 3,
            "requests_at_once": 1,
            "queue_timeout": 0.2,
        }
        more |= {"webhooks": False, "webhook_private_addresses": True}
        yield stack.enter_context(running_app(small_file, **more))


@pytest.fixture
def small(served: tuple[FastAPI, httpx.Client]) -> httpx.Client:
    """A client of it."""
    return served[1]


def problem(found: tuple[int, dict[str, str], bytes]) -> tuple[int, str]:
    status, headers, body = found
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["request_id"] == headers["x-request-id"]
    return status, json.loads(body)["type"].removeprefix("/problems/")


@contextmanager
def connected(server: httpx.Client, sent: bytes = b"") -> Iterator[socket.socket]:
    address = (server.base_url.host, server.base_url.port or 0)
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(sent)
        yield connection


def read_all(connection: socket.socket) -> bytes:
    received = b""
    while got := connection.recv(65_536):
        received += got
    return received


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        (request(f"/v1/people?q={'x' * 66_000}"), (414, "url-too-long")),
        (b"GET /" + b"x" * 300_000, (414, "url-too-long")),
        (request(PERSON, f"X-Much: {'x' * 17_000}"), (431, "headers-too-large")),
        (request(PERSON, *(f"X-{n}: {'x' * 90}" for n in range(200))), (431, "headers-too-large")),
        (b"GET / HTTP/1.1\r\nX-Much: " + b"x" * 300_000, (431, "headers-too-large")),
        (b"nonsense\r\n\r\n", (400, "bad-request")),
        (request("/v1/caf\xe9").replace(b"\xc3\xa9", b"\xe9"), (400, "bad-request")),
    ],
)
def test_a_head_that_is_too_large_is_told_so(
    small: httpx.Client, sent: bytes, refused: tuple[int, str]
) -> None:
    (*_, (status, headers, body)) = answers(small, request(PERSON), sent)
    assert problem((status, headers, body)) == refused
    assert headers["connection"] == "close"


def test_a_large_head_that_is_not_too_large_is_read(small: httpx.Client) -> None:
    much = request(PERSON, f"X-Much: {'x' * 15_000}")
    assert [status for status, _, _ in answers(small, much + much + much, CLOSE)] == [200] * 4


def test_a_large_body_is_refused_before_it_is_sent(small: httpx.Client) -> None:
    told = ("Content-Length: 99999999", "Content-Type: application/json", "Expect: 100-continue")
    sent = request("/v1/match", *told, "Connection: close", method="POST")
    assert problem(answers(small, sent)[0]) == (413, "too-large")
    check_shape(small.post("/v1/match", content=iter([b" " * 999_999] * 2)), "too-large")


def test_a_client_that_sends_slowly_is_told_so(small: httpx.Client) -> None:
    with connected(small, b"GET /v1/people HTTP/1.1\r\nHost: ") as head, connected(small) as idle:
        assert read_all(head).startswith(b"HTTP/1.1 408 ")
        assert read_all(idle).startswith(b"HTTP/1.1 408 ")
    told = ("Content-Length: 100", "Content-Type: application/json")
    with connected(small, request("/v1/match", *told, method="POST") + b"{") as body:
        received = read_all(body)
        assert received.startswith(b"HTTP/1.1 408 ")
        assert b"/problems/slow-request" in received


def test_a_client_that_does_not_read_is_left(small: httpx.Client) -> None:
    with connected(small, request("/openapi.json") * 40) as deaf:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            time.sleep(0.2)
            try:
                deaf.sendall(b" ")
            except OSError:
                return
    pytest.fail("it was waited for")


def test_connections_are_counted_but_health_is_always_told(small: httpx.Client) -> None:
    close = "Connection: close"
    with connected(small), connected(small), connected(small):
        assert problem(answers(small, request(PERSON, close))[0]) == (503, "busy")
        assert answers(small, request("/healthz", close))[0][0] == 200
        assert answers(small, request("/readyz", close))[0][0] == 200
    time.sleep(0.1)
    assert answers(small, request(PERSON, close))[0][0] == 200


def test_others_wait_for_their_turn_and_then_are_told_to_come_later(
    served: tuple[FastAPI, httpx.Client], small_file: str
) -> None:
    _app, small = served
    lock = sqlite_module().connect(small_file.removeprefix("sqlite:///"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    asked = {"Origin": str(small.base_url)}
    with ThreadPoolExecutor(1) as pool:
        form = {"key": CURATOR_KEY}
        writing = pool.submit(small.post, "/review/session", data=form, headers=asked)
        until = time.monotonic() + 20
        while (refused := small.get(LIST)).status_code != 503:
            assert time.monotonic() < until
            assert not writing.done(), writing.result().text
        assert check_shape(refused, "busy")
        assert int(refused.headers["Retry-After"]) > 0
        assert small.get(PERSON).status_code == 200, "the short way has no queue"
        assert small.get("/readyz").status_code == 200
        lock.execute("ROLLBACK")
        assert writing.result().status_code == 303
    lock.close()
    assert small.get(LIST).status_code == 200


def test_whoever_reads_is_answered_while_many_wait_to_write(
    make_database: MakeDatabase, seeded_file: str, serve: Serve
) -> None:
    url = make_database("sqlite", seeded_file)
    server, unknown = serve(url, webhooks=False), f"/v1/webhooks/{'f' * 16}"
    lock = sqlite_module().connect(url.removeprefix("sqlite:///"), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(60) as pool:
        key = with_key(OTHER_KEY)
        writing = [pool.submit(server.delete, unknown, headers=key) for _ in range(60)]
        time.sleep(1)
        for path in ("/readyz", LIST, "/v1/search?q=liu", "/metrics"):
            assert server.get(path).status_code == 200, path
        assert server.post("/v1/match", json=DESCRIBED).status_code == 200
        assert not any(each.done() for each in writing), "each waits for who writes"
        lock.execute("ROLLBACK")
        assert {each.result().status_code for each in writing} == {404}
    lock.close()


def test_who_waits_for_changes_takes_nobodys_turn(small: httpx.Client) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(small.get, "/v1/changes?after=999&wait=1")
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            assert small.get(LIST).status_code == 200
            time.sleep(0.1)
        assert waiting.result().json()["data"] == []


def test_fewer_are_worked_for_at_once_while_the_event_loop_lags() -> None:
    turns = Turns(8, patience=0)

    async def had() -> int:
        """How many have a turn before one is told to come later; all give theirs back."""
        taken: list[Turn] = []
        with pytest.raises(BusyError):
            while True:
                taken.append(await turns.take())
        for each in (*taken, *taken):
            each.give_back()
        return len(taken)

    async def look() -> list[int]:
        """As often as the loop was in time, or came late."""
        seen = [await had()]
        for lag in (-0.01, 0.06, 0.01, 0.3, 10.0, *(0.0,) * 9):
            turns.adapt(lag)
            seen.append(await had())
        return seen

    assert run_apart(look) == [8, 8, 4, 5, 2, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8]


def test_who_comes_while_much_is_asked_gets_in(seeded_file: str) -> None:
    """A hundred who wait at the door are in after a few turns of the loop, however long one is."""
    server = server_of(create_app(Settings(database_url=seeded_file, webhooks=False)))

    def turns() -> int:
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            return runner.run(_turns_until_all_are_in(server, listening))

    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening, ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(socket.create_connection(listening.getsockname()))
        with ThreadPoolExecutor(1) as apart:
            assert apart.submit(turns).result() < 20


async def _turns_until_all_are_in(server: uvicorn.Server, listening: socket.socket) -> int:
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    turns = 0
    while len(server.server_state.connections) < 100:
        turns += server.started
        await asyncio.sleep(0)
    server.should_exit = True
    await serving
    return turns
