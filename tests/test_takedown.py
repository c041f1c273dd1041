"""What is withdrawn, hidden or excluded is in no answer: every output is searched for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import make_engine, write_session
from app.ledger.deprecating import deprecate
from app.ledger.hiding import hide
from app.ledger.undoing import revert, withdraw
from app.ledger.upgrading import exclude_fields
from app.models import Fact
from app.vocabulary import Scope
from tests.conftest import DATABASES, MakeDatabase, running_app
from tests.faults.sizes import size
from tests.keys import make_key, with_key
from tests.reviews import visiting
from tests.takedown_crawl import World, leaks
from tests.takedown_data import CANARIES, WITHDRAWN, fill, gazette, probes, proposals, record

EXCLUDED = ("birth_date", "identifiers.zqscheme")
ALIAS_OF_BO = (Fact.subject_id == "bo", Fact.property == "alias")


def said(answer: tuple[int, bytes]) -> tuple[int, bytes]:
    """The answer without what tells one request from another."""
    return (answer[0], answer[1] if answer[0] == 200 else b"")


def names_of_bo(world: World) -> list[Any]:
    told = world.api.get("/v1/people/bo/facts", params={"kind": "name"}).json()["data"]
    return sorted(told, key=lambda each: str(each["rank"]), reverse=True)


@pytest.fixture(scope="module", params=size(["sqlite"], DATABASES))
def world(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[World]:
    url = make_database(request.param)
    engine = make_engine(url)
    fill(engine)
    key = make_key(engine, "Cleo", Scope.CURATE)
    curator = with_key(key)
    with running_app(url, webhooks=False) as (app, api), visiting(api) as visitor:
        visitor.sign_in(key)
        with Session(engine) as session:
            wrong = session.scalars(select(Fact.id).where(Fact.property == "wikidata")).first()
        made = api.post("/v1/proposals", json=proposals(str(wrong)), headers=curator)
        assert made.status_code == 201, made.text
        yield World(engine, app, api, curator, visitor)
    engine.dispose()


def fact_id(world: World, *about: Any) -> str:
    with Session(world.engine) as session:
        return session.scalars(select(Fact.id).where(*about).distinct()).one()


def test_what_is_taken_down_is_in_no_answer_and_comes_back(world: World) -> None:
    born = fact_id(world, Fact.subject_id == "bo", Fact.property == "birth_date")
    before = world.crawl(only_past=True)
    assert {each.partition(" ")[0] for each in leaks(before)} == set(CANARIES)
    paths = {*world.proposed()}
    assert {each.rpartition(" ")[2] for each in leaks(world.proposed())} == paths
    reviewed = world.reviewed()
    assert {each.rpartition(" ")[2] for each in leaks(reviewed)} == {*reviewed}
    with write_session(world.engine) as session:
        assert exclude_fields(session, EXCLUDED) == 4
    done = [world.do(deprecate, fact_id(world, *ALIAS_OF_BO)), world.do(hide, "bo", "biography")]
    done += [world.do(withdraw, each) for each in WITHDRAWN]
    # What is said again is still withheld, or hidden.
    record(world.engine, "gazette", gazette("Zqname Again", "Zqbiography", "Zqclub"))
    probed = [
        world.api.post("/v1/proposals", json=each, headers=world.curator) for each in probes(born)
    ]
    after = world.crawl() | {each.url.path: (each.status_code, each.content) for each in probed}
    found = leaks(after | world.proposed() | world.reviewed())
    assert found == [], "\n".join(found)
    gone = [
        (asked, status)
        for asked, (status, _) in after.items()
        if any(f"/{each}" in asked.partition(" ")[0] for each in WITHDRAWN)
    ]
    assert {status for _, status in gone} == {410}, gone
    # What is wrong is marked, and found no more.
    assert [(name["rank"], name["rank_reason"]) for name in names_of_bo(world)] == [
        ("normal", None), ("deprecated", "By request")
    ]  # fmt: skip
    assert "wrongly" not in world.api.get("/v1/people/bo").text.lower()
    assert world.api.get("/v1/search", params={"q": "wrongly"}).json()["data"] == []
    # Undone, every past view reads as it did, to the byte.
    for number in reversed(done):
        world.do(revert, number)
    with write_session(world.engine) as session:
        exclude_fields(session, ())
    assert {each.rpartition(" ")[2] for each in leaks(world.proposed())} >= paths
    again = world.crawl(only_past=True)
    assert [asked for asked in again if said(again[asked]) != said(before[asked])] == []
