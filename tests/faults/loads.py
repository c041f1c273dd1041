"""Readers and a writer who go on while a database fails, and all that they are answered."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from app.db import make_engine
from app.loading.load import load
from app.vocabulary import Scope
from tests.commands import start, wait
from tests.conftest import NO_TLS
from tests.dossiers import KESSARIA, write_dossier
from tests.faults.sizes import size
from tests.keys import make_key, with_key
from tests.postgres import free_port
from tests.writing import HARBOUR

# Each takes another way: a document, a kept list, one by the long way, a page, the feed.
_READ = (
    "/v1/people/ada-moreau",
    "/v1/people",
    "/v1/people?sort=-name",
    "/people/ada-moreau",
    "/v1/posts/chair-of-the-water-board/holders?on=2020-07",
)
_PAUSE = size(0.06, 0.03)  # seconds
_CHANGE = "Incumbent-Change"
_HEALTH = "/healthz"
_REFUSED = 500


@dataclass(frozen=True)
class Outcome:
    """One request: when it was sent, what for, how long it took, and what came of it."""

    at: float
    what: str
    took: float
    status: int
    fault: str = ""


@dataclass
class Load:
    """What was answered so far. ``acknowledged``: the changes of writes, by what they wrote."""

    api: str
    key: str
    right: dict[str, bytes] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)

    def client(self, **more: Any) -> httpx.Client:
        """A client of the server, with a connection of its own."""
        return httpx.Client(base_url=self.api, timeout=30, verify=NO_TLS, **more)

    def since(self, moment: float, *, what: str = "") -> list[Outcome]:
        """Of what was sent after a moment, that which was asked for."""
        return [each for each in self.outcomes if each.at >= moment and what in each.what]

    def faults(self) -> list[Outcome]:
        """Whatever was neither right nor refused as it should be."""
        return [each for each in self.outcomes if each.fault]

    def await_right(self, what: str, since: float, within: float) -> float:
        """Seconds until a request is answered rightly that was sent after a moment."""
        while time.monotonic() < since + within + 5:
            for each in self.since(since, what=what):
                if each.status < httpx.codes.BAD_REQUEST:
                    return each.at + each.took - since
            time.sleep(0.05)
        raise TimeoutError(f"{what}: {self.since(since, what=what)[-3:]}")

    def lost(self) -> list[str]:
        """Writes that were acknowledged and are not there, by the change that was told.

        Raises AssertionError where the changes have gaps.
        """
        acknowledged, there = dict(self.acknowledged), self._feed()
        assert sorted(there) == list(range(1, len(there) + 1))
        return [
            path
            for path, change in acknowledged.items()
            if path.rpartition("/")[2] not in there.get(change, ())
        ]

    def _feed(self) -> dict[int, list[str]]:
        """All changes with the ids of what they touched."""
        there: dict[int, list[str]] = {}
        with self.client(headers=with_key(self.key)) as client:
            following = "/v1/changes?limit=500"
            while following:
                told = client.get(following).raise_for_status().json()
                for each in told["data"]:
                    there[each["number"]] = [entity["id"] for entity in each["entities"]]
                following = told["page"]["next"]
        return there

    def longest(self, since: float) -> dict[str, float]:
        """Seconds until the slowest refusal came, the slowest answer, and the slowest of what needs
        no database: that is what the machine did by itself.
        """
        sent = self.since(since)
        kinds = {
            "refused_within": [each.took for each in sent if each.status >= _REFUSED],
            "answered_within": [
                each.took for each in sent if each.status < _REFUSED and each.what != _HEALTH
            ],
            "machine_within": [each.took for each in sent if each.what == _HEALTH],
        }
        return {name: round(max(took, default=0.0), 2) for name, took in kinds.items()}

    def beat(self) -> None:
        """Ask for what needs no database, until the end."""
        with self.client() as client:
            while not self.ending.wait(_PAUSE):
                self.outcomes.append(_outcome(_HEALTH, lambda: client.get(_HEALTH), _refusal))

    def read(self, number: int) -> None:
        """Read all paths in turn, until the end."""
        with self.client() as client:
            for turn in count(number):
                if self.ending.is_set():
                    return
                path = _READ[turn % len(_READ)]
                self.outcomes.append(self._asked(client, path))
                time.sleep(_PAUSE)

    def write(self) -> None:
        """Write one thing after another, and look for each at once without a key."""
        with self.client(headers=with_key(self.key)) as client, self.client() as other:
            for number in count():
                if self.ending.is_set():
                    return
                path = f"/v1/organizations/office-{number}"
                self.outcomes.append(self._written(client, path))
                change = self.acknowledged.get(path)
                if change is not None:
                    told = {_CHANGE: str(change)}
                    self.outcomes.append(self._asked(other, path, told))
                time.sleep(_PAUSE)

    def _written(self, client: httpx.Client, path: str) -> Outcome:
        body = HARBOUR | {"id": path.rpartition("/")[2]}

        def judged(answer: httpx.Response) -> str:
            if answer.status_code != httpx.codes.CREATED:
                return _refusal(answer)
            self.acknowledged[path] = int(answer.headers[_CHANGE])
            return ""

        return _outcome("write", lambda: client.post("/v1/organizations", json=body), judged)

    def _asked(
        self, client: httpx.Client, path: str, headers: dict[str, str] | None = None
    ) -> Outcome:
        def judged(answer: httpx.Response) -> str:
            if answer.status_code != httpx.codes.OK:
                return _refusal(answer)
            right = self.right.get(path)
            return "" if right is None or answer.content == right else "another answer"

        return _outcome(f"read {path}", lambda: client.get(path, headers=headers), judged)


def _outcome(
    what: str, ask: Callable[[], httpx.Response], judge: Callable[[httpx.Response], str]
) -> Outcome:
    begun = time.monotonic()
    try:
        answer = ask()
    except httpx.HTTPError as error:
        return Outcome(begun, what, time.monotonic() - begun, 599, f"no answer: {error!r}")
    took = time.monotonic() - begun
    return Outcome(begun, what, took, answer.status_code, judge(answer))


def _refusal(answer: httpx.Response) -> str:
    """What is wrong with a refusal; nothing where it is a problem that says when to ask again."""
    if answer.status_code == httpx.codes.OK:
        return ""
    is_problem = answer.headers["Content-Type"] == "application/problem+json" or (
        answer.headers["Content-Type"].startswith("text/html")
    )
    is_right = answer.status_code in (503, 507) and is_problem and "Retry-After" in answer.headers
    is_right = is_right and "127.0.0.1" not in answer.text  # nobody need know where it is
    return "" if is_right else f"{answer.status_code}: {answer.text[:300]}"


@contextmanager
def loaded(api: str, key: str, readers: int = 3) -> Iterator[Load]:
    """Readers and a writer at work on a server, until the end."""
    made = Load(api, key)
    with made.client() as client:
        made.right = {path: client.get(path).raise_for_status().content for path in _READ}
    threads = [threading.Thread(target=made.read, args=(each,)) for each in range(readers)]
    threads += [threading.Thread(target=made.write), threading.Thread(target=made.beat)]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        made.ending.set()
        for thread in threads:
            thread.join()


@contextmanager
def serving(url: str, folder: Path, **settings: str) -> Iterator[str]:
    """A server in a process of its own; its address."""
    port = free_port()
    unlimited = {f"INCUMBENT_RATE_LIMIT{each}": "off" for each in ("", "_KEYS", "_FAILURES")}
    told = {"PORT": str(port), "WEBHOOKS": "false", **unlimited, **settings}
    pid = start(url, "serve", folder=folder, **told)
    api = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(api, folder)
        yield api
    finally:
        os.kill(pid, signal.SIGTERM)
        wait(pid)


def fill(url: str, folder: Path) -> str:
    """One small dossier in a database, and the key of who may curate there."""
    engine = make_engine(url)
    write_dossier(folder, KESSARIA)
    load(engine, folder)
    key = make_key(engine, "Ada", Scope.CURATE)
    engine.dispose()
    return key


def _wait_until_ready(api: str, folder: Path) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"{api}/readyz", timeout=5, verify=NO_TLS).raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > until:
                raise RuntimeError((folder / "stderr").read_text()) from None
            time.sleep(0.05)
        else:
            return
