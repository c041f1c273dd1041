"""A write whose server dies between commit and reply, sent again: done once, answered as at first.

A proxy stands between client and server. As soon as the commit is seen in the database, the server
is held (SIGSTOP), so that it says no more; what it had said by then never reaches the client.
"""

import select
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest
from sqlalchemy import Engine, func, text
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session

from app.db import make_engine, write_session
from app.loading.load import load
from app.models import Change, IdempotencyKey
from app.vocabulary import Scope
from tests.conftest import DATABASES, NO_TLS, MakeDatabase
from tests.faults.servers import Server
from tests.faults.sizes import report, size
from tests.faults.whole import assert_whole
from tests.keys import make_key, with_key
from tests.test_errors_api import check_shape
from tests.writing import HARBOUR

ROUNDS, RESTARTS = size(1, 25), size(0, 1)
# Others are of the connection, as which encoding the body has.
SAID: Final = ("location", "incumbent-change", "content-type")
EVENTS: Final = "/v1/events"  # of which many have one name


@dataclass
class House:
    """A database, and the key of who writes there."""

    url: str
    engine: Engine
    headers: dict[str, str]
    folder: Path
    servers: int = 0

    def server(self) -> Server:
        """A server of its own process."""
        self.servers += 1
        return Server(self.url, self.folder / f"server-{self.servers}")

    def changes(self) -> int:
        """How many changes there are."""
        with Session(self.engine) as session:
            return session.scalar(sql_select(func.count()).select_from(Change)) or 0

    def is_kept(self, given: str) -> bool:
        """Whether an answer is kept under this Idempotency-Key, and so was committed."""
        kept = sql_select(IdempotencyKey.given).where(IdempotencyKey.given == given)
        with Session(self.engine) as session:
            return session.scalar(kept) is not None

    def client(self, address: str) -> httpx.Client:
        """A client of what listens there."""
        return httpx.Client(base_url=address, timeout=300, verify=NO_TLS)

    def send(self, api: httpx.Client, given: str, **more: str) -> httpx.Response:
        """The write, with this Idempotency-Key."""
        headers = self.headers | {"Idempotency-Key": given, "Accept-Encoding": "identity"}
        return api.post(EVENTS, json=HARBOUR | more, headers=headers)


@pytest.fixture(params=size(["sqlite"], DATABASES))
def house(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    dossier_folder: Path,
    tmp_path: Path,
) -> Iterator[House]:
    """A small ledger of this test's own."""
    url = make_database(request.param)
    engine = make_engine(url)
    load(engine, dossier_folder)
    yield House(url, engine, with_key(make_key(engine, "Ada", Scope.CURATE)), tmp_path)
    engine.dispose()


@dataclass
class Cut:
    """A write that was committed, and whose client heard nothing of that."""

    server: Server
    heard: list[bytes]
    was_unanswered: bool

    def answer(self) -> bytes:
        """The body that the server answers once it goes on, which nobody reads but we."""
        self.server.go_on()
        until = time.monotonic() + 60
        while not (parts := b"".join(self.heard).partition(b"\r\n\r\n"))[2]:
            assert time.monotonic() < until, parts[0]
            time.sleep(0.005)
        assert parts[0].startswith(b"HTTP/1.1 201")
        return parts[2]


@contextmanager
def cut_off(house: House, server: Server, given: str) -> Iterator[Cut]:
    """Send a write, hold the server as soon as it has committed, and hang up."""
    heard: list[bytes] = []
    port = int(server.address().rpartition(":")[2])
    with ThreadPoolExecutor(1) as pool, _proxied(port, heard) as (address, hang_up):
        sent = pool.submit(house.send, house.client(address), given)
        while not house.is_kept(given):
            assert not sent.done(), sent.result().text
        server.hold()
        was_unanswered = not heard
        hang_up.set()
        with pytest.raises(httpx.TransportError):
            sent.result()
        yield Cut(server, heard, was_unanswered)


@contextmanager
def _proxied(port: int, heard: list[bytes]) -> Iterator[tuple[str, threading.Event]]:
    """The address of what passes a request on and keeps the answer; and what lets it hang up."""
    hang_up, over = threading.Event(), threading.Event()

    def pass_on(listening: socket.socket) -> None:
        client, _ = listening.accept()
        with socket.create_connection(("127.0.0.1", port)) as server:
            while not over.is_set():
                if hang_up.is_set():
                    client.close()
                sources = [server] if hang_up.is_set() else [client, server]
                for ready in select.select(sources, [], [], 0.01)[0]:
                    data = ready.recv(65_536)
                    if ready is client:
                        server.sendall(data)
                    else:
                        heard.append(data)
        client.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        passing = threading.Thread(target=pass_on, args=(listening,))
        passing.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", hang_up
        finally:
            over.set()
            passing.join()


def same_answer(house: House, api: httpx.Client, given: str) -> httpx.Response:
    """What is answered to the same write again: what is kept of the first answer, to the byte."""
    again = house.send(api, given)
    with Session(house.engine) as session:
        kept = session.scalars(
            sql_select(IdempotencyKey).where(IdempotencyKey.given == given)
        ).one()
    assert (again.status_code, again.text) == (201, kept.body)
    assert again.headers["Idempotency-Replayed"] == "true"
    told = {name: again.headers[name] for name, _ in kept.headers if name in SAID}
    assert told == {name: value for name, value in kept.headers if name in SAID}
    problem = check_shape(house.send(api, given, reason="Another"), "invalid-parameter")
    assert problem["parameter"] == "Idempotency-Key"
    return again


def wait_in_line(house: House) -> None:
    """Wait until a server waits for the ledger; on SQLite nobody can see that it does."""
    if house.engine.dialect.name != "postgresql":
        time.sleep(0.3)
        return
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with house.engine.connect() as connection:
        while not connection.scalar(text(waiting)):
            time.sleep(0.005)


def check_in_flight(house: House, one: httpx.Client, other: httpx.Client, given: str) -> None:
    """While one server is at it, the other says so where it can know, or else waits."""
    before = house.changes()
    with ThreadPoolExecutor(2) as pool, write_session(house.engine) as session:
        session.execute(text("SELECT 1"))  # nobody else can write now
        first = pool.submit(house.send, one, given)
        wait_in_line(house)
        second = pool.submit(house.send, other, given)
        if house.engine.dialect.name == "postgresql":
            problem = check_shape(second.result(), "conflict")
            assert "ask again" in problem["detail"]
            assert second.result().headers["Retry-After"] == "1"
    assert first.result().status_code == 201, first.result().text
    if house.engine.dialect.name == "sqlite":
        # SQLite has no queue: either may be the one that did it.
        both = [first.result(), second.result()]
        assert ["Idempotency-Replayed" in each.headers for each in both].count(True) == 1
        assert both[0].content == both[1].content
    assert same_answer(house, other, given).content == first.result().content
    assert house.changes() == before + 1


def check_killed_in_line(house: House, server: Server, other: httpx.Client, given: str) -> None:
    """A server that is killed while it waits for others has done nothing; the next one does it."""
    before = house.changes()
    with ThreadPoolExecutor(1) as pool, write_session(house.engine) as session:
        session.execute(text("SELECT 1"))
        waiting = pool.submit(house.send, house.client(server.address()), given)
        wait_in_line(house)
        server.kill()
        with pytest.raises(httpx.TransportError):
            waiting.result()
    while (answer := house.send(other, given)).status_code == 409:
        time.sleep(0.1)  # until PostgreSQL knows that the other one is gone
    assert (answer.status_code, house.changes()) == (201, before + 1)


def cut_once(house: House, given: str, *, goes_on: bool) -> bool:
    """Cut one write off, and ask for it again; whether its server had not answered by then."""
    before = house.changes()
    with house.server() as server, house.server() as other, other.client() as api:
        with server.client() as one:
            check_in_flight(house, one, api, f"{given}-in-flight")
        with cut_off(house, server, given) as cut:
            again = same_answer(house, api, given)
            if goes_on:
                assert cut.answer() == again.content
            server.kill()
        for _ in range(RESTARTS):
            with house.server() as restarted, restarted.client() as after:
                assert same_answer(house, after, given).content == again.content
                check_killed_in_line(house, restarted, api, f"{given}-in-line")
    assert again.headers["Incumbent-Change"] == str(before + 2)
    assert house.changes() == before + 2 + RESTARTS
    return cut.was_unanswered


def test_a_write_that_was_committed_but_not_answered_is_done_once(house: House) -> None:
    # Every other server is killed while it is held: what it would have said is never known.
    cuts = [cut_once(house, f"round-{n}", goes_on=n % 2 == 0) for n in range(ROUNDS)]
    assert_whole(house.engine)
    kind = house.engine.dialect.name
    report(f"retried writes, {kind}", cut=len(cuts), unanswered=sum(cuts), done_twice=0)
