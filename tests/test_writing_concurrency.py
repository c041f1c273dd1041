"""Several curators at one person: what each did stands, and nobody changes what they missed."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import DATABASES, MakeDatabase
from tests.writing import ARTICLE, HARBOUR, curated_server

NUMBERS = count()
Seen = tuple[dict[str, str], int]  # what says which version was seen, and the model's number of it


@pytest.fixture(scope="module", params=DATABASES)
def api(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[httpx.Client]:
    """A curator's client: whoever shares the key, they are as many curators as send requests."""
    with curated_server(make_database(request.param)) as client:
        yield client


def spoken(language: str) -> dict[str, Any]:
    fact = {"property": "language", "value": language, "cite": "a hydrologist"}
    return {"reason": "A test", "article_id": ARTICLE, "add": {"facts": [fact]}}


class Curators(RuleBasedStateMachine):
    """A person whom curators read, change, withdraw and bring back, beside a model of that."""

    api: httpx.Client
    seen = Bundle("seen")

    @initialize(target=seen)
    def make(self) -> Seen:
        """A new person, as its maker saw it."""
        body = HARBOUR | {"id": f"person-{next(NUMBERS)}"}
        made = self.api.post("/v1/people", json=body)
        self.path = made.headers["Location"]
        self.languages: set[str] = set()
        self.is_gone = False
        self.version = 0
        self.changes: list[tuple[str, str, str]] = []  # number, what it did, with which language
        return {"If-Match": made.headers["ETag"]}, 0

    @rule(target=seen)
    def read(self) -> Seen:
        """Somebody looks."""
        answer = self.api.get(self.path)
        return {"If-Match": answer.headers.get("ETag", '"none"')}, self.version

    @rule(seen=seen)
    def add(self, seen: Seen) -> None:
        """Somebody adds to what they saw."""
        language = f"language {next(NUMBERS)}"
        answer = self.api.patch(self.path, json=spoken(language), headers=seen[0])
        if self.expects(answer, seen):
            self.languages.add(language)
            self.done(answer, "add", language)

    @rule(seen=seen)
    def drop(self, seen: Seen) -> None:
        """Somebody takes back the first of what stands."""
        if self.languages and not self.is_gone:
            language = min(self.languages)
            facts = self.api.get(self.path).json()["facts"]
            (found,) = (each["id"] for each in facts if each["value"] == language)
            wanted = {"reason": "A test", "retract": {found: "Not said"}}
            answer = self.api.patch(self.path, json=wanted, headers=seen[0])
            if self.expects(answer, seen):
                self.languages.discard(language)
                self.done(answer, "drop", language)

    @rule(seen=seen)
    def withdraw(self, seen: Seen) -> None:
        """Somebody withdraws whom they saw."""
        answer = self.api.delete(f"{self.path}?reason=Nobody", headers=seen[0])
        if self.expects(answer, seen):
            self.is_gone = True
            self.done(answer, "withdraw", "")

    @rule()
    def revert(self) -> None:
        """Somebody undoes the last change that is not undone yet."""
        if self.changes:
            number, did, language = self.changes.pop()
            answer = self.api.post(f"/v1/changes/{number}/revert", json={"reason": "No"})
            assert answer.status_code == 201, answer.text
            self.version += 1
            self.is_gone = False
            if did == "add":
                self.languages.discard(language)
            elif did == "drop":
                self.languages.add(language)

    @invariant()
    def all_that_was_written_stands(self) -> None:
        """What is read is what the model has."""
        if hasattr(self, "path"):
            answer = self.api.get(self.path)
            assert (answer.status_code == 410) == self.is_gone
            if not self.is_gone:
                assert set(answer.json()["language"]) == self.languages

    def expects(self, answer: httpx.Response, seen: Seen) -> bool:
        """Whether it had to be done: only what is there and was seen as it is."""
        is_stale = seen[1] != self.version
        expected = (410,) if self.is_gone else (412,) if is_stale else (200, 204)
        assert answer.status_code in expected, answer.text
        return answer.is_success

    def done(self, answer: httpx.Response, did: str, language: str) -> None:
        """Remember a change."""
        self.version += 1
        self.changes.append((answer.headers["Incumbent-Change"], did, language))


def test_whatever_curators_do_in_turn_nothing_is_lost(api: httpx.Client) -> None:
    machine = type("These", (Curators,), {"api": api})
    frugal = settings(max_examples=3, stateful_step_count=10)
    run_state_machine_as_test(machine, settings=frugal)
