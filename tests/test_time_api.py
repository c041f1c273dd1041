"""Time in both directions over HTTP: true on that day, known on that day."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.db import make_engine, write_session
from app.ledger.replaying import replay
from app.ledger.undoing import revert, withdraw
from app.loading.load import load
from tests.conftest import DATABASES, MakeDatabase, Serve, serving
from tests.dossiers import KESSARIA, edited, write_dossier

TEXT = """Ada Moreau was chair of the board from 2001 to 3 May 2010. Ben Okoro was chair from 2012.
Cy Lund was chair once. The board was dissolved in 2019. Ben Okoro died on 2 January 2018.
"""
CHAIR = "chair of the board"


def person(name: str, quote: str, facts: list[Any] | None = None, **held: Any) -> dict[str, Any]:
    return {
        "id": name.lower().replace(" ", "-"),
        "name": {"value": name, "cite": quote},
        "facts": facts or [],
        "memberships": [{"post": "chair", "cite": quote, **held}],
    }


BOARD: dict[str, Any] = {
    "dossier": 1,
    "curator": "Test Curator",
    "article": {"id": "board", "file": "board.txt", "title": "Chairs"},
    "people": [
        person("Ada Moreau", "Ada Moreau was", start_date="2001", end_date="2010-05-03"),
        person(
            "Ben Okoro",
            "Ben Okoro was",
            [{"property": "death_date", "value": "2018-01-02", "cite": "Ben Okoro died"}],
            start_date="2012-01-01",
        ),
        person("Cy Lund", "Cy Lund was", end_date=".."),
    ],
    "organizations": [
        {
            "id": "board",
            "name": {"value": "the board", "cite": "The board was"},
            "facts": [
                {"property": "dissolution_date", "value": "2019", "cite": "dissolved in 2019"}
            ],
        }
    ],
    "posts": [
        {
            "id": "chair",
            "name": {"value": CHAIR, "cite": "Ada Moreau was chair of the board"},
            "facts": [{"property": "organization", "object": "the-board", "cite": "The board was"}],
        }
    ],
}
BOARD = edited(BOARD, ("organizations", 0, "id"), "the-board")


@pytest.fixture(scope="module", params=DATABASES)
def board_api(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[httpx.Client]:
    """A client of a server on the board alone, which is only read."""
    folder = tmp_path_factory.mktemp("board")
    write_dossier(folder, BOARD, TEXT, "board")
    with serving(make_database(request.param), lambda engine: load(engine, folder)) as client:
        yield client


def holders(api: httpx.Client, **query: str) -> dict[str, str]:
    answer = api.get("/v1/posts/chair/holders", params=query)
    assert answer.status_code == 200, answer.text
    return {each["person_id"]: each["holds"] for each in answer.json()["data"]}


@pytest.mark.parametrize(
    ("on", "held"),
    [
        ("2005", {"ada-moreau": "definitely", "cy-lund": "possibly"}),
        ("2001-06", {"ada-moreau": "possibly", "cy-lund": "possibly"}),
        ("2010-05-03", {"ada-moreau": "definitely", "cy-lund": "possibly"}),
        ("2010-05", {"ada-moreau": "possibly", "cy-lund": "possibly"}),
        ("2010-05..2010-06", {"ada-moreau": "definitely", "cy-lund": "possibly"}),
        ("2011", {"cy-lund": "possibly"}),
        ("2015", {"ben-okoro": "definitely", "cy-lund": "possibly"}),
        ("2015?", {"ben-okoro": "possibly", "cy-lund": "possibly"}),
        ("2018-01-02", {"ben-okoro": "definitely", "cy-lund": "possibly"}),
        ("2018-01-03", {"cy-lund": "possibly"}),
        ("2020", {}),
    ],
)
def test_who_held_the_post_on_that_day(
    board_api: httpx.Client, on: str, held: dict[str, str]
) -> None:
    assert holders(board_api, on=on) == held
    members = board_api.get("/v1/organizations/the-board/members", params={"on": on}).json()
    assert {each["person_id"]: each["holds"] for each in members["data"]} == held


def test_the_succession_marks_gaps(board_api: httpx.Client) -> None:
    listed = board_api.get("/v1/posts/chair/holders").json()["data"]
    assert [each["person_id"] for each in listed] == ["cy-lund", "ada-moreau", "ben-okoro"]
    ada, ben = listed[1:]
    assert ada["timespan"] == {
        "possibly_from": "2001-01-01",
        "definitely_from": "2001-12-31",
        "definitely_until": "2010-05-03",
        "possibly_until": "2010-05-03",
    }
    assert ben["timespan"]["possibly_until"] == "2018-01-02"
    assert ben["transition"]["kind"] == "unclear"  # Cy Lund may have held it in between
    paged = board_api.get("/v1/posts/chair/holders", params={"limit": 1}).json()
    second = board_api.get(paged["page"]["next"]).json()
    assert second["data"][0]["transition"] == ada["transition"]


def test_memberships_are_listed_as_they_were_that_day(board_api: httpx.Client) -> None:
    def held(**query: str) -> dict[str, str]:
        listed = board_api.get("/v1/memberships", params=query).json()["data"]
        return {each["person_id"]: each["holds"] for each in listed}

    assert held(as_of="2005") == {"ada-moreau": "definitely", "cy-lund": "possibly"}
    assert held(as_of="2005", person_id="ada-moreau") == {"ada-moreau": "definitely"}
    assert held(as_of="2020") == {}
    assert set(held().values()) == {None}


def test_a_profile_says_what_of_its_dates_cannot_be(
    engine: Engine, tmp_path: Path, serve: Serve, database_url: str
) -> None:
    late = edited(BOARD, ("people", 1, "memberships", 0, "start_date"), "2018-02-01")
    write_dossier(tmp_path, late, TEXT, "board")
    load(engine, tmp_path)
    api = serve(database_url)
    told = "starts (2018-02-01) after the person's death (2018-01-02)"
    for query in ({}, {"as_of": "2018-01-10"}, {"include": "citations"}):
        held = api.get("/v1/people/ben-okoro", params=query).json()["memberships"]
        assert [each["contradiction"] for each in held] == [told], query
    assert held[0]["contradiction"] == told
    for path in ("memberships?person_id=ben-okoro", "people/ben-okoro/facts?kind=membership"):
        assert api.get(f"/v1/{path}").json()["data"][0]["contradiction"] == told, path
    (entry,) = api.get("/v1/people/ben-okoro/timeline").json()["data"]
    assert entry["contradiction"] == entry["fact"]["contradiction"] == told


def test_a_profile_as_it_was_true_that_day(board_api: httpx.Client) -> None:
    def ben(day: str) -> Any:
        return board_api.get("/v1/people/ben-okoro", params={"as_of": day}).json()

    assert [each["holds"] for each in ben("2015-01-01")["memberships"]] == ["definitely"]
    assert ben("2015-01-01")["death_date"] is None
    assert ben("2018-06-01")["memberships"] == []
    assert ben("2018-06-01")["death_date"] == "2018-01-02"
    assert ben("2011-01-01")["memberships"] == []
    listed = board_api.get("/v1/people", params={"as_of": "2005-01-01"}).json()["data"]
    assert {each["id"]: len(each["memberships"]) for each in listed} == {
        "ada-moreau": 1,
        "ben-okoro": 0,
        "cy-lund": 1,
    }


def edit(engine: Engine, folder: Path) -> None:
    """Three changes: loaded, a role corrected, the person left out."""
    chairwoman = edited(KESSARIA, ("people", 0, "memberships", 0, "role"), "chairwoman")
    for dossier in (KESSARIA, chairwoman, edited(KESSARIA, ("people",), [])):
        write_dossier(folder, dossier)
        load(engine, folder)


@pytest.fixture(scope="module", params=DATABASES)
def edited_api(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[httpx.Client]:
    """A client of a server on three changes, which is only read."""
    folder = tmp_path_factory.mktemp("edited")
    with serving(make_database(request.param), lambda engine: edit(engine, folder)) as client:
        yield client


def test_a_cited_profile_reads_the_same_for_good(edited_api: httpx.Client) -> None:
    first = edited_api.get("/v1/people/ada-moreau", params={"known_at": "1"})
    again = edited_api.get("/v1/people/ada-moreau", params={"known_at": "1"})
    assert first.content == again.content
    assert first.json()["memberships"][0]["role"] == "chair"
    cite = first.json()["cite"]
    assert cite["change"] == 1
    assert edited_api.get(cite["url"]).content == first.content
    corrected = edited_api.get("/v1/people/ada-moreau", params={"known_at": "2"}).json()
    assert corrected["memberships"][0]["role"] == "chairwoman"
    assert edited_api.get("/v1/people/ada-moreau", params={"known_at": "3"}).status_code == 410
    assert edited_api.get("/v1/people/ada-moreau").status_code == 410


def test_lists_are_as_they_were_known(edited_api: httpx.Client) -> None:
    def ids(path: str, **query: str) -> list[str]:
        return [each["id"] for each in edited_api.get(path, params=query).json()["data"]]

    assert ids("/v1/people", known_at="2", q="moreau") == ["ada-moreau"]
    assert ids("/v1/people", known_at="3", q="moreau") == []
    assert len(ids("/v1/memberships", known_at="1")) == 1
    assert ids("/v1/memberships") == []
    facts = ids("/v1/people/ada-moreau/facts", known_at="2")
    assert len(facts) == 4


def test_history_tells_who_changed_what(edited_api: httpx.Client) -> None:
    told = edited_api.get("/v1/people/ada-moreau/history", params={"limit": 2}).json()
    assert (told["page"]["total"], told["page"]["total_is_exact"]) == (3, True)
    entries = edited_api.get("/v1/people/ada-moreau/history").json()["data"]
    assert [entry["number"] for entry in entries] == [1, 2, 3]
    assert {diff["event"] for diff in entries[0]["diff"]} == {"recorded"}
    (changed,) = entries[1]["diff"]
    assert (changed["event"], changed["fields"]) == ("changed", ["label", "role"])
    assert (changed["before"]["role"], changed["after"]["role"]) == ("chair", "chairwoman")
    assert {diff["event"] for diff in entries[2]["diff"]} == {"retracted"}
    told = edited_api.get("/v1/people/ada-moreau/history", params={"from": 1, "to": 2}).json()
    assert [diff["fields"] for diff in told["diff"]] == [["label", "role"]]
    nothing = edited_api.get("/v1/people/ada-moreau/history", params={"from": 0, "to": 3}).json()
    assert nothing["diff"] == []


def test_what_is_withdrawn_comes_back_when_that_is_reverted(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    load(engine, dossier_folder)
    api = serve(database_url)
    before = api.get("/v1/people/ada-moreau").json()
    with write_session(engine) as session:
        assert (
            withdraw(session, "kessaria-water-board", actor="Ed", reason="Wrong person").number == 2
        )
    gone = api.get("/v1/people/ada-moreau")
    assert (gone.status_code, gone.json()["reason"]) == (410, "Wrong person")
    assert load(engine, dossier_folder).withdrawn == ["kessaria-water-board"]
    with write_session(engine) as session:
        assert revert(session, 2, actor="Ed", reason="It was right") == 3
    after = api.get("/v1/people/ada-moreau").json()
    assert before.pop("cite") != after.pop("cite")
    assert after == before
    assert load(engine, dossier_folder).loaded[0].change is None


@pytest.mark.parametrize("kind", DATABASES)
def test_a_client_that_replays_the_feed_holds_the_same(
    edited_api: httpx.Client, make_database: MakeDatabase, serve: Serve, kind: str
) -> None:
    copy_url = make_database(kind)
    engine = make_engine(copy_url)
    page = edited_api.get("/v1/changes", params={"include": "facts", "limit": 2}).json()
    entries = page["data"] + edited_api.get(page["page"]["next"]).json()["data"]
    assert [entry["number"] for entry in entries] == [1, 2, 3]
    for entry in entries:
        with write_session(engine) as session:
            replay(session, entry)
    engine.dispose()
    copy = serve(copy_url)
    for path in ("people/ada-moreau", "posts/chair-of-the-water-board", "organizations/water-board",
                 "events/delta-congress", "articles/kessaria-water-board"):  # fmt: skip
        for known_at in ("1", "2", "3"):
            query = {"known_at": known_at}
            mine, theirs = (each.get(f"/v1/{path}", params=query) for each in (copy, edited_api))
            assert mine.status_code == theirs.status_code
            if mine.status_code == 200:
                assert mine.content == theirs.content


def test_the_feed_waits_for_the_next_change(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    api = serve(database_url)
    assert api.get("/v1/changes", params={"wait": 0}).json()["data"] == []
    load(engine, dossier_folder)
    (entry,) = api.get("/v1/changes", params={"after": 0, "wait": 30}).json()["data"]
    assert (entry["number"], entry["actor"]) == (1, "Test Curator")
    touched = {each["id"]: each["fields"] for each in entry["entities"]}
    assert touched["ada-moreau"] == ["membership", "name", "occupation", "opened"]
    assert api.get("/v1/changes/1").json() == entry


def test_the_timeline_says_in_which_capacity_somebody_took_part(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    load(engine, dossier_folder)
    entries = serve(database_url).get("/v1/people/ada-moreau/timeline").json()["data"]
    assert [entry["kind"] for entry in entries] == ["membership", "participation"]
    assert entries[0]["timespan"]["possibly_from"] == "2020-06-01"
    assert entries[1]["fact"]["event"]["start_date"] == "2021-03-02"
    (capacity,) = entries[1]["capacities"]
    assert (capacity["label"], capacity["holds"]) == ("chair", "definitely")
