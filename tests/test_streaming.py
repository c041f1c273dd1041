"""Bodies that are made while they are sent: what fails never looks whole."""

from collections.abc import Awaitable, Callable, Iterator

import anyio
import pytest
from starlette.types import Message

from app.errors import BusyError
from app.routers import streaming
from app.routers.streaming import Slots, SlowResponse

Send = Callable[[Message], Awaitable[None]]


async def connected() -> Message:
    await anyio.sleep_forever()
    raise AssertionError


async def gone() -> Message:
    return {"type": "http.disconnect"}


def answer(
    pieces: Iterator[bytes], send: Send, receive: Callable[[], Awaitable[Message]] = connected
) -> list[str]:
    """Send the pieces; returns what was given back."""
    ended: list[str] = []

    async def respond() -> None:
        slots = Slots(1)
        slots.take()
        with pytest.raises(BusyError):
            slots.take()
        response = SlowResponse(
            pieces, next(pieces), slots, lambda: ended.append("finished"), headers={}
        )
        try:
            await response({"type": "http"}, receive, send)
        finally:
            slots.take()
            ended.append("free")

    anyio.run(respond)
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
