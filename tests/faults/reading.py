"""Readers of a server, whose answers must go on as they were."""

import threading
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, Self

import httpx

_READERS: Final = 2
_PAUSE: Final = 0.02  # seconds, in which others have their turn
_PATHS: Final = (
    *("/v1/people", "/v1/organizations", "/v1/posts", "/v1/memberships", "/v1/events"),
    *("/v1/articles", "/v1/changes", "/v1/search?q=liu", "/v1/people/liu-jianchao"),
    *("/v1/people/liu-jianchao/facts", "/v1/people/liu-jianchao/timeline"),
    *("/v1/people/liu-jianchao?known_at=1", "/v1/people/liu-jianchao?as_of=2020"),
    *("/v1/people/liu-jianchao/history", "/v1/people/liu-jianchao/connections"),
    *("/v1/suggest?q=li", "/v1/datasets", "/people", "/people/liu-jianchao"),
)


class Reading:
    """Reads again and again, from its beginning to its end, all that was there at its beginning."""

    def __init__(self, api: httpx.Client) -> None:
        """``failed``: how often an address was not answered as at the beginning, and how."""
        self._api = api
        answers = {path: api.get(path) for path in _PATHS}
        self._before = {path: each.text for path, each in answers.items() if each.is_success}
        assert "/v1/people/liu-jianchao" in self._before
        self._over = threading.Event()
        self._rounds: Counter[int] = Counter()
        self.failed: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Begin."""
        self._pool = ThreadPoolExecutor(_READERS)
        self._reading: list[Future[None]] = [
            self._pool.submit(self._read, number) for number in range(_READERS)
        ]
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and fail where a reader could not go on."""
        self._over.set()
        self._pool.shutdown()
        for each in self._reading:
            each.result()

    def go_on(self, rounds: int) -> None:
        """Let each reader read all so many times more."""
        wanted = {number: self._rounds[number] + rounds for number in range(_READERS)}
        while any(self._rounds[number] < wanted[number] for number in wanted):
            assert not any(each.done() for each in self._reading), self._reading
            self._over.wait(0.01)

    @property
    def figures(self) -> dict[str, Any]:
        """How much was read, and what failed."""
        return {"read": sum(self._rounds.values()) * len(self._before), "failed": self.failed}

    def _read(self, number: int) -> None:
        while not self._over.is_set():
            for path, before in self._before.items():
                answer = self._api.get(path)
                self._over.wait(_PAUSE)
                if answer.status_code != 200:
                    self.failed[path] = f"{answer.status_code} {answer.text[:300]}"
                elif answer.text != before:
                    self.failed[path] = f"{answer.text[:300]}, not {before[:300]}"
            self._rounds[number] += 1
