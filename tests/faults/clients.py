"""Clients that cost little, so that they can ask more than a server can do; they retry nothing."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

Ended = Callable[[], bool]
PATIENCE = 30.0  # seconds for one answer, after which it is lost


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 where the connection broke, which ``body`` tells of."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One connection, kept alive as long as the server wants that."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, **headers: str) -> Answer:
        """One answer, or how it was lost."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._get(path, headers)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            self.close()
            return Answer(0, {}, repr(error).encode())

    def close(self) -> None:
        """Close it."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _get(self, path: str, headers: dict[str, str]) -> Answer:
        if self._streams is not None and self._streams[0].at_eof():
            self.close()  # the server ended it while nothing was asked, as every client looks first
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = dict(line.lower().split(": ", 1) for line in head[1:-2])
        if told.get("transfer-encoding") == "chunked":
            body = b"".join([piece async for piece in _chunks(reader)])
        else:
            body = await reader.readexactly(int(told.get("content-length", 0)))
        if told.get("connection") == "close":
            self.close()
        return Answer(int(head[0].split()[1]), told, body)


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    size = -1
    while size:
        size = int(await reader.readline(), 16)
        piece = await reader.readexactly(size + 2)
        yield piece[:-2]


@dataclass
class Seen:
    """What clients saw."""

    statuses: dict[int, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)  # of what was answered with 200
    wrong: list[str] = field(default_factory=list)

    def note(self, path: str, expected: bytes, answer: Answer, seconds: float) -> None:
        """Keep one answer: right, refused as it should be, or wrong."""
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        if answer.status == 200 and answer.body == expected:
            self.seconds.append(seconds)
        elif answer.status != 503 or not is_a_refusal(answer):
            self.wrong.append(f"{path}: {answer.status} {answer.body[:200]!r}")

    def quantile(self, share: float) -> float:
        """Seconds within which this share was answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def is_a_refusal(answer: Answer) -> bool:
    """Whether it is the problem of an overloaded server, and says when to come again."""
    return b'"/problems/busy"' in answer.body and answer.headers.get("retry-after", "").isdecimal()


async def closed_loop(port: int, expected: dict[str, bytes], clients: int, seconds: float) -> float:
    """Requests a second where each client waits for its answer: what the server can do."""
    done = 0
    until = time.monotonic() + seconds
    paths = list(expected)

    async def client(number: int) -> None:
        nonlocal done
        connection = Connection(port)
        while time.monotonic() < until:
            path = paths[(number + done) % len(paths)]
            answer = await connection.get(path)
            assert (answer.status, answer.body) == (200, expected[path]), path
            done += 1
        connection.close()

    await asyncio.gather(*(client(number) for number in range(clients)))
    return done / seconds


async def open_loop(
    port: int, expected: dict[str, bytes], rate: float, seconds: float, most: int
) -> tuple[Seen, int]:
    """Requests at this rate, whatever becomes of those before, over ``most`` connections.

    What was seen, and how many were not sent since no connection was free.
    """
    seen, unsent = Seen(), 0
    free = [Connection(port) for _ in range(most)]
    running: set[asyncio.Task[None]] = set()
    paths = list(expected)

    async def one(connection: Connection, path: str) -> None:
        begun = time.monotonic()
        answer = await connection.get(path)
        seen.note(path, expected[path], answer, time.monotonic() - begun)
        free.append(connection)

    start, sent = time.monotonic(), 0
    while (now := time.monotonic() - start) < seconds:
        while sent < now * rate:
            if free:
                task = asyncio.create_task(one(free.pop(), paths[sent % len(paths)]))
                running.add(task)
                task.add_done_callback(running.discard)
            else:
                unsent += 1
            sent += 1
        await asyncio.sleep(0.005)
    await asyncio.gather(*running)
    for connection in free:
        connection.close()
    return seen, unsent


async def dripping(port: int, sent: bytes, rest: bytes, ended: Ended) -> None:
    """A client that sends the rest of its request byte by byte, again and again."""
    while not ended():
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            for byte in rest or b" ":
                if ended() or reader.at_eof() or reader.exception():
                    break
                writer.write(bytes([byte]) if rest else b"")
                await asyncio.sleep(0.5)
            writer.close()


async def not_reading(port: int, path: str, ended: Ended) -> None:
    """A client that asks for much, over and over, and hardly reads."""
    while not ended():
        with contextlib.suppress(OSError, asyncio.LimitOverrunError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 20)
            while not ended() and not reader.at_eof() and not reader.exception():
                await reader.read(10)
                await asyncio.sleep(0.5)
            writer.close()
