"""Requests to the application within this process, without a socket: thousands in a second."""

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from app.config import Settings
from app.main import create_app

Headers = list[tuple[bytes, bytes]]
T = TypeVar("T")
_PROBLEMS: Final = (b"application/problem+json", b"text/html")
_PATIENCE: Final = 10.0  # seconds for the application to stop


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it came."""

    status: int
    body: bytes

    @property
    def is_read(self) -> bool:
        """Whether what was asked was read, and not refused."""
        return self.status < 400


class OneServer:
    """The application on a database, which is asked one thing at a time."""

    def __init__(self, url: str) -> None:
        off: dict[str, Any] = dict.fromkeys(
            ("rate_limit", "rate_limit_keys", "rate_limit_failures"), "off"
        )
        self._app = create_app(Settings(database_url=url, webhooks=False, **off))
        self._loop = asyncio.new_event_loop()
        # In a thread of its own: in this one a browser may have a loop. What hangs ends with us.
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._lifespan = self._app.router.lifespan_context(self._app)
        self._run(self._lifespan.__aenter__())

    def close(self) -> None:
        """Stop the application; raises TimeoutError where it is still busy with something."""
        self._run(self._lifespan.__aexit__(None, None, None), _PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def get(self, target: bytes, headers: Headers) -> Answered:
        """Ask for a path with a query; raises AssertionError where the answer is none of ours."""
        return self._run(self._ask("GET", target, headers, b""))

    def post(self, path: str, body: bytes) -> Answered:
        """Send JSON."""
        told = [(b"content-type", b"application/json")]
        return self._run(self._ask("POST", path.encode(), told, body))

    def _run(self, what: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(seconds)

    async def _ask(self, method: str, target: bytes, headers: Headers, body: bytes) -> Answered:
        path, _, query = target.partition(b"?")
        # What is no ASCII, a server refuses before the application sees it.
        shown = "/" + path.decode("ascii", "ignore").lstrip("/")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": shown, "raw_path": shown.encode(), "query_string": query,
            "root_path": "", "headers": [(b"host", b"test"), *headers],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
        }  # fmt: skip
        answered: list[dict[str, Any]] = []

        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:  # the client waits for the answer for as long as it takes
                await asyncio.get_running_loop().create_future()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            answered.append(message)

        await self._app(scope, receive, send)
        start = answered[0]
        status, told = start["status"], dict(start["headers"])
        if status >= 500 or (status >= 400 and not _is_problem(told)):
            raise AssertionError(f"{status} {told}")
        return Answered(status, b"".join(each.get("body", b"") for each in answered[1:]))


def _is_problem(told: dict[bytes, bytes]) -> bool:
    return told.get(b"content-type", b"").startswith(_PROBLEMS)
