"""Bodies that are made while they are sent: what fails never looks whole."""

from collections.abc import Awaitable, Callable, Iterator

import anyio
import pytest
from starlette.types import Message

from app.errors import BusyError
from app.routers import streaming
from app.routers.streaming import Slots, SlowResponse
from tests.conftest import run_apart

Send = Callable[[Message], Awaitable[None]]


async def connected() -> Message:
    await anyio.sleep_forever()
    raise AssertionError


async def gone() -> Message:
    return {"type": "http.disconnect"}


def nothing() -> None:
    """What an export holds is given back without a fault."""


def answer(
    pieces: Iterator[bytes],
    send: Send,
    receive: Callable[[], Awaitable[Message]] = connected,
    finish: Callable[[], None] = nothing,
) -> list[str]:
    """Send the pieces; returns what was given back."""
    ended: list[str] = []

    async def respond() -> None:
        slots = Slots(1)
        slots.take()
        with pytest.raises(BusyError):
            slots.take()

        def end() -> None:
            ended.append("finished")
            finish()

        response = SlowResponse(pieces, next(pieces), slots, end, headers={})
        try:
            await response({"type": "http"}, receive, send)
        finally:
            slots.take()
            ended.append("free")

    run_apart(respond)
    return ended


def test_all_of_it_is_sent() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    assert answer(iter([b"a", b"", b"b"]), send) == ["finished", "free"]
    assert b"".join(each.get("body", b"") for each in sent) == b"ab"
    assert not sent[-1]["more_body"]


def test_what_fails_midway_has_no_end() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    def pieces() -> Iterator[bytes]:
        yield b"a"
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        answer(pieces(), send)
    assert sent[-1]["more_body"]


def test_a_client_that_reads_no_more_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "PATIENCE", 0.02)

    sent: list[Message] = []

    async def send(message: Message) -> None:
        if sent:
            await anyio.sleep_forever()
        sent.append(message)

    assert answer(iter([b"a", b"b"]), send) == ["finished", "free"]
    assert [each["type"] for each in sent] == ["http.response.start"]


def test_a_client_that_went_away_is_noticed() -> None:
    async def send(_: Message) -> None:
        await anyio.sleep(0)

    def endless() -> Iterator[bytes]:
        while True:
            yield b"a"

    assert answer(endless(), send, gone) == ["finished", "free"]


def test_a_database_that_went_away_costs_no_slot() -> None:
    async def send(_: Message) -> None:
        await anyio.sleep(0)

    def fails() -> None:
        raise RuntimeError("the connection is lost")

    assert answer(iter([b"a"]), send, finish=fails) == ["finished", "free"]


def test_a_client_may_take_its_time_for_each_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece may be large; a slow line has the same time for each slice of it."""
    monkeypatch.setattr(streaming, "PATIENCE", 0.05)
    monkeypatch.setattr(streaming, "SLICE", 10)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        await anyio.sleep(0.01)
        sent.append(message)

    assert answer(iter([b"0123456789" * 8 + b"end"]), send) == ["finished", "free"]
    bodies = [each.get("body", b"") for each in sent]
    assert b"".join(bodies) == b"0123456789" * 8 + b"end"
    assert max(map(len, bodies)) == 10


def test_a_client_that_hardly_reads_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "GRACE", 0.05)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        await anyio.sleep(0.02)
        sent.append(message)

    def endless() -> Iterator[bytes]:
        while True:
            yield b"a"

    assert answer(endless(), send) == ["finished", "free"]
    assert 1 < len(sent) < 6
