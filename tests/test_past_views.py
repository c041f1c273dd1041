"""Whatever is loaded, merged, withdrawn and reverted: every past view stays, to the byte.

But for what is withdrawn, which no view shows until that is reverted.
"""

import itertools
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.db import make_engine, write_session
from app.keeping.verifying import Wanted, verify
from app.ledger import LedgerError, NewEntity, NewFact, OpenChange
from app.ledger.facts import read_facts
from app.ledger.merging import merge
from app.ledger.replaying import replay
from app.ledger.undoing import revert, withdraw
from app.models import Change, Fact, known
from app.models.rows import fact_rows
from app.profiles.merges import survivors
from app.vocabulary import WITHDRAWN, EntityKind, FactKind
from tests.conftest import DATABASES, MakeDatabase, running_server
from tests.faults.sizes import size

PEOPLE = ("ada", "ben", "cy")
BODIES = ("board", "office")
PATHS = {EntityKind.PERSON: "people", EntityKind.ORGANIZATION: "organizations"}
KINDS = dict.fromkeys(PEOPLE, EntityKind.PERSON) | dict.fromkeys(BODIES, EntityKind.ORGANIZATION)
# Each example has ids of its own in one database, since to migrate one for each takes too long.
examples = itertools.count(1)

names = st.tuples(
    st.just("name"), st.sampled_from([*PEOPLE, *BODIES]), st.sampled_from(["A", "B b"])
)
terms = st.tuples(
    st.sampled_from(["2001", "2010-05"]), st.sampled_from(PEOPLE), st.sampled_from(BODIES)
)
said = st.lists(st.one_of(names, terms), max_size=5, unique=True)


def written(prefix: str, told: tuple[str, str, str]) -> NewFact:
    what, about, value = told
    subject = f"{prefix}-{about}"
    if what == "name":
        return NewFact(kind=FactKind.NAME, subject_id=subject, property="name", value=value)
    return NewFact(
        kind=FactKind.MEMBERSHIP,
        subject_id=subject,
        property="membership",
        organization_id=f"{prefix}-{value}",
        start_date=PartialDate.parse(what),
    )


class PastViews(RuleBasedStateMachine):
    """A history of changes; after each, every document is asked for and remembered."""

    engine: Engine
    copy: Engine
    api: httpx.Client
    copy_api: httpx.Client

    def __init__(self) -> None:
        super().__init__()
        self.prefix = f"e{next(examples)}"
        self.seen: dict[str, bytes] = {}

    def ids(self) -> list[str]:
        return [f"{self.prefix}-{each}" for each in KINDS]

    def last(self) -> int:
        with Session(self.engine) as session:
            return max(session.scalars(select(Change.number)), default=0)

    def remember(self) -> None:
        """Ask for everything as it is known now, by the number of the last change."""
        number = self.last()
        for name, kind in KINDS.items():
            path = f"/v1/{PATHS[kind]}/{self.prefix}-{name}"
            now, kept = self.api.get(path), self.api.get(path, params={"known_at": number})
            assert now.status_code == kept.status_code
            if now.status_code == 200:
                assert without_cite(now) == without_cite(kept)
            if number and kept.status_code in (200, 308):
                self.seen[str(kept.url)] = kept.content if kept.status_code == 200 else b""

    @rule(origin=st.sampled_from("xy"), told=said)
    def say(self, origin: str, told: list[tuple[str, str, str]]) -> None:
        with write_session(self.engine) as session:
            change = OpenChange(session, actor="T", action="load", reason="said")
            change.declare_dataset("curated", "Curated")
            entities = [NewEntity(id=f"{self.prefix}-{k}", kind=kind) for k, kind in KINDS.items()]
            change.declare(entities)
            facts = [written(self.prefix, each) for each in told]
            change.record(f"{self.prefix}-{origin}", "curated", facts)
            change.close()
        self.remember()

    @rule(pair=st.permutations(PEOPLE).map(lambda each: each[:2]))
    def merge_people(self, pair: list[str]) -> None:
        self.act(merge, *(f"{self.prefix}-{each}" for each in pair))

    @rule(pair=st.permutations(BODIES))
    def merge_bodies(self, pair: list[str]) -> None:
        self.act(merge, *(f"{self.prefix}-{each}" for each in pair))

    @rule(name=st.sampled_from([*PEOPLE, *BODIES]))
    def withdraw_one(self, name: str) -> None:
        self.act(withdraw, f"{self.prefix}-{name}")

    @rule(back=st.integers(0, 5))
    def revert_one(self, back: int) -> None:
        if (number := self.last() - back) > 0:
            self.act(revert, number)

    def act(self, what: Any, *about: Any) -> None:
        try:
            with write_session(self.engine) as session:
                what(session, *about, actor="T", reason="drawn by lot")
        except LedgerError:
            return  # refused with a reason, and nothing written
        self.remember()

    @invariant()
    def facts_stand_where_the_merges_have_them(self) -> None:
        with Session(self.engine) as session:
            rows = fact_rows(session, Fact.subject_id.in_(self.ids()), known(None))
            facts = read_facts(session, rows)
            mentioned = {each for fact in facts for each in fact.as_said().mentions()}
            merged = survivors(session, mentioned)
            for fact, row in zip(facts, rows, strict=True):
                assert fact.resolved(merged) == fact
                assert fact.digest(row.dataset_id) == row.digest

    def teardown(self) -> None:
        self.bring_back_what_was_withdrawn()
        for url, content in self.seen.items():
            again = self.api.get(url)
            assert (again.content if again.status_code == 200 else b"") == content
        self.compare_with_a_replica()

    def bring_back_what_was_withdrawn(self) -> None:
        """While something is withdrawn, no view shows it; then all of them read as they did."""
        with Session(self.engine) as session:
            notes = fact_rows(session, Fact.subject_id.in_(self.ids()), known(None))
        since = [note.recorded_in for note in notes if note.property == WITHDRAWN]
        for number in sorted(since, reverse=True):
            self.act(revert, number)

    def compare_with_a_replica(self) -> None:
        """A second instance that replayed the feed serves the same bytes."""
        with Session(self.copy) as session:
            behind = max(session.scalars(select(Change.number)), default=0)
        page: dict[str, str | int] = {"after": behind, "include": "facts", "limit": 500}
        for entry in self.api.get("/v1/changes", params=page).json()["data"]:
            with write_session(self.copy) as session:
                replay(session, entry)
        for url, content in self.seen.items():
            path = url.removeprefix(str(self.api.base_url).rstrip("/"))
            again = self.copy_api.get(path)
            assert (again.content if again.status_code == 200 else b"") == content


def without_cite(answer: httpx.Response) -> Any:
    document = answer.json()
    del document["cite"]
    return document


@pytest.mark.parametrize("kind", DATABASES)
def test_every_past_view_reads_as_it_did(make_database: MakeDatabase, kind: str) -> None:
    url, copy_url = make_database(kind), make_database(kind)
    with running_server(url) as api, running_server(copy_url) as copy_api:
        engines = [make_engine(each) for each in (url, copy_url)]
        served = {"engine": engines[0], "copy": engines[1], "api": api, "copy_api": copy_api}
        run_state_machine_as_test(
            type("Machine", (PastViews,), served),
            settings=settings(
                max_examples=size(4, 50),
                stateful_step_count=8,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        for engine in engines:
            assert verify(engine, Wanted(), lambda *_: None).problems == []
            engine.dispose()
