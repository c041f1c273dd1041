"""A receiver of webhooks: a real HTTP server that keeps what it gets."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

Answer = int | tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Received:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def change(self) -> int:
        number: int = orjson.loads(self.body)["data"]["number"]
        return number


class Receiver:
    """``answer`` is given the number of requests so far and says what to answer."""

    def __init__(self, answer: Callable[[int], Answer]) -> None:
        self.answer = answer
        self.received: list[Received] = []
        self.url = ""

    @property
    def changes(self) -> list[int]:
        return [each.change for each in self.received]

    def wait_for(self, count: int) -> list[Received]:
        """Wait until so many requests came in."""
        wait_until(lambda: len(self.received) >= count)
        return self.received


@contextmanager
def receiver(
    answer: Callable[[int], Answer] = lambda _: 204, tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """A receiver that runs meanwhile."""
    made = Receiver(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.received.append(Received(self.path, headers, body, time.monotonic()))
            told = made.answer(len(made.received))
            status, more = told if isinstance(told, tuple) else (told, {})
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    made.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: Any) -> None:
        """Who asked is gone before it was answered: that is what the test wants."""


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until it holds, else fail."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
