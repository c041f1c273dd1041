"""Merging and withdrawing entities: facts move or go under one change, and come back whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.db import make_engine, write_session
from app.ledger import LedgerError
from app.ledger.merging import merge
from app.ledger.replaying import replay
from app.ledger.undoing import revert, withdraw
from app.loading.load import load
from tests.conftest import DATABASES, MakeDatabase, Serve
from tests.dossiers import edited, write_dossier

COURIER = "Ada Moreau chairs the Water Board. Ada Moreau, 51, likes maps. She met Ben Okoro."
GAZETTE = "A. Moreau led the Harbour Office until 2011. A. Moreau spoke at the Delta Congress."


PATHS = [
    "people/ada-moreau",
    "people/a-moreau",
    "organizations/water-board",
    "organizations/harbour-office",
    "events/congress",
    "articles/courier",
]


def named(entity_id: str, name: str, quote: str, **more: Any) -> dict[str, Any]:
    return {"id": entity_id, "name": {"value": name, "cite": quote}, **more}


def courier() -> dict[str, Any]:
    """Ada Moreau as the Courier has her."""
    return {
        "dossier": 1,
        "curator": "Test Curator",
        "article": {"id": "courier", "file": "", "title": "Courier"},
        "people": [
            named(
                "ada-moreau",
                "Ada Moreau",
                "Ada Moreau chairs",
                memberships=[{"organization": "water-board", "role": "chair", "cite": "chairs"}],
            ),
        ],
        "organizations": [named("water-board", "Water Board", "the Water Board")],
    }


def gazette() -> dict[str, Any]:
    """The same person as the Gazette has her, under another id."""
    office = {"organization": "harbour-office", "end_date": "2011", "cite": "led"}
    return {
        "dossier": 1,
        "curator": "Test Curator",
        "article": {"id": "gazette", "file": "", "title": "Gazette"},
        "people": [
            named(
                "a-moreau",
                "A. Moreau",
                "A. Moreau led",
                memberships=[office],
                events=[{"event": "congress", "role": "speaker", "cite": "A. Moreau spoke"}],
            ),
        ],
        "organizations": [named("harbour-office", "Harbour Office", "the Harbour Office")],
        "events": [named("congress", "Delta Congress", "the Delta Congress")],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


def written(folder: Path) -> Path:
    write_dossier(folder, courier(), COURIER, "courier")
    write_dossier(folder, gazette(), GAZETTE, "gazette")
    return folder


@pytest.fixture(scope="module", params=DATABASES)
def template(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, str]:
    """The kind and the URL of a database with both dossiers, of which each test has a copy."""
    url = make_database(request.param)
    engine = make_engine(url)
    folder = written(tmp_path_factory.mktemp("dossiers"))
    assert [each.change for each in load(engine, folder).loaded] == [1, 2]
    engine.dispose()
    return request.param, url


@pytest.fixture
def database_url(template: tuple[str, str], make_database: MakeDatabase) -> str:
    return make_database(*template)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    return engine


@pytest.fixture
def api(loaded: Engine, database_url: str, serve: Serve) -> httpx.Client:
    assert loaded.url.get_backend_name() == database_url.partition(":")[0].partition("+")[0]
    return serve(database_url)


def do(engine: Engine, act: Callable[..., Any], *what: Any) -> Any:
    with write_session(engine) as session:
        return act(session, *what, actor="Ed", reason="Seen together")


def documents(api: httpx.Client, known_at: int | None = None) -> dict[str, Any]:
    """The document or the refusal of everything there is, without how to cite it."""
    query = {"known_at": known_at} if known_at else {}
    told = {}
    for path in PATHS:
        answer = api.get(f"/v1/{path}", params=query)
        told[path] = (answer.status_code, answer.json())
        told[path][1].pop("cite", None)
        told[path][1].pop("request_id", None)
    return told


def roles(profile: Any) -> set[str]:
    return {each["organization_id"] for each in profile["memberships"]}


def test_a_merged_id_leads_to_the_survivor_with_all_facts(
    api: httpx.Client, loaded: Engine
) -> None:
    assert do(loaded, merge, "a-moreau", "ada-moreau") == 3
    answer = api.get("/v1/people/a-moreau", params={"include": "citations"})
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/v1/people/ada-moreau?include=citations"
    assert answer.json()["survivor"] == "ada-moreau"
    profile = api.get(answer.headers["Location"]).json()
    assert roles(profile) == {"water-board", "harbour-office"}
    assert [each["value"] for each in profile["other_names"]] == ["A. Moreau"]
    assert [each["event_id"] for each in profile["events"]] == ["congress"]
    event = api.get("/v1/events/congress").json()
    assert [each["subject"]["id"] for each in event["participants"]] == ["ada-moreau"]
    assert [each["id"] for each in api.get("/v1/people").json()["data"]] == ["ada-moreau"]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/v1/people/a-moreau/facts?kind=name", "/v1/people/ada-moreau/facts?kind=name"),
        ("/v1/people/a-moreau/history", "/v1/people/ada-moreau/history"),
        ("/v1/people/a-moreau/timeline", "/v1/people/ada-moreau/timeline"),
        ("/v1/memberships?person_id=a-moreau", "/v1/memberships?person_id=ada-moreau"),
        ("/v1/events?participant_id=a-moreau&q=x", "/v1/events?participant_id=ada-moreau&q=x"),
        ("/v1/people/a-moreau?known_at=3", "/v1/people/ada-moreau?known_at=3"),
    ],
)
def test_every_path_and_filter_follows(
    api: httpx.Client, loaded: Engine, asked: str, led_to: str
) -> None:
    do(loaded, merge, "a-moreau", "ada-moreau")
    answer = api.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (308, led_to)
    assert api.get(led_to).status_code == 200


def test_what_was_known_before_the_merge_reads_as_before(api: httpx.Client, loaded: Engine) -> None:
    before = api.get("/v1/people/a-moreau", params={"known_at": 2}).content
    do(loaded, merge, "a-moreau", "ada-moreau")
    assert api.get("/v1/people/a-moreau", params={"known_at": 2}).content == before
    listed = api.get("/v1/memberships", params={"person_id": "a-moreau", "known_at": 2}).json()
    assert len(listed["data"]) == 1


def test_the_history_and_the_feed_tell_of_the_merge(api: httpx.Client, loaded: Engine) -> None:
    do(loaded, merge, "a-moreau", "ada-moreau")
    history = api.get("/v1/people/ada-moreau/history").json()["data"]
    assert [(each["number"], each["action"]) for each in history] == [
        (1, "load"), (2, "load"), (3, "merge")
    ]  # fmt: skip
    events = {(each["event"], each["property"]) for each in history[2]["diff"]}
    assert ("recorded", "merged_into") in events
    assert ("changed", "membership") in events
    touched = {each["id"]: each for each in api.get("/v1/changes/3").json()["entities"]}
    assert touched["a-moreau"]["merged_into"] == "ada-moreau"
    assert not touched["a-moreau"]["is_gone"]
    assert touched["ada-moreau"]["merged_into"] is None


def test_dossiers_that_say_the_old_id_speak_of_the_survivor(
    api: httpx.Client, loaded: Engine, folder: Path
) -> None:
    do(loaded, merge, "a-moreau", "ada-moreau")
    again = load(loaded, folder)
    assert [each.change for each in again.loaded] == [None, None]
    fact = {"property": "occupation", "value": "speaker", "cite": "A. Moreau spoke"}
    write_dossier(folder, edited(gazette(), ("people", 0, "facts"), [fact]), GAZETTE, "gazette")
    (changed,) = [each for each in load(loaded, folder).loaded if each.change]
    assert (changed.recorded, changed.retracted) == (1, 0)
    assert api.get("/v1/people/ada-moreau").json()["occupation"] == ["speaker"]
    # Undone, what came in meanwhile goes back too, and the dossiers have nothing to add.
    assert do(loaded, revert, 3) == 5
    assert api.get("/v1/people/ada-moreau").json()["occupation"] == []
    assert api.get("/v1/people/a-moreau").json()["occupation"] == ["speaker"]
    assert [each.change for each in load(loaded, folder).loaded] == [None, None]


def test_a_merge_undone_leaves_everything_as_it_was(api: httpx.Client, loaded: Engine) -> None:
    before = documents(api)
    do(loaded, merge, "a-moreau", "ada-moreau")
    merged = documents(api)
    assert do(loaded, revert, 3) == 4
    assert documents(api) == before
    assert do(loaded, revert, 4) == 5
    assert documents(api) == merged
    assert documents(api, 3) == merged


def test_the_load_of_what_was_merged_since_can_be_reverted(
    api: httpx.Client, loaded: Engine
) -> None:
    do(loaded, merge, "a-moreau", "ada-moreau")
    do(loaded, revert, 2)
    profile = api.get("/v1/people/ada-moreau").json()
    assert roles(profile) == {"water-board"}
    assert profile["other_names"] == []


def test_merges_follow_one_another_and_each_can_be_undone(
    api: httpx.Client, loaded: Engine, folder: Path
) -> None:
    third = edited(courier(), ("article", "id"), "herald")
    third = edited(third, ("people", 0, "id"), "moreau-a")
    write_dossier(folder, third, COURIER, "herald")
    load(loaded, folder)
    do(loaded, merge, "a-moreau", "ada-moreau")
    do(loaded, merge, "ada-moreau", "moreau-a")
    assert api.get("/v1/people/a-moreau").headers["Location"] == "/v1/people/moreau-a"
    assert api.get("/v1/people/ada-moreau").headers["Location"] == "/v1/people/moreau-a"
    do(loaded, revert, 4)  # the first of the two
    assert roles(api.get("/v1/people/a-moreau").json()) == {"harbour-office"}
    assert roles(api.get("/v1/people/moreau-a").json()) == {"water-board"}
    assert api.get("/v1/people/ada-moreau").status_code == 308
    do(loaded, revert, 5)
    assert roles(api.get("/v1/people/ada-moreau").json()) == {"water-board"}
    with pytest.raises(LedgerError, match="into itself"):
        do(loaded, merge, "ada-moreau", "ada-moreau")


def test_organizations_merge_with_their_members(api: httpx.Client, loaded: Engine) -> None:
    do(loaded, merge, "harbour-office", "water-board")
    members = api.get("/v1/organizations/water-board/members").json()["data"]
    assert {each["person_id"] for each in members} == {"ada-moreau", "a-moreau"}
    answer = api.get("/v1/organizations/harbour-office/members?on=2010")
    assert answer.headers["Location"] == "/v1/organizations/water-board/members?on=2010"
    held = api.get("/v1/people/a-moreau").json()["memberships"]
    assert [each["organization"]["name"] for each in held] == ["Water Board"]


@pytest.mark.parametrize(
    ("merged", "survivor", "why"),
    [
        ("ada-moreau", "water-board", "kind"),
        ("nobody", "ada-moreau", "no entity"),
        ("ada-moreau", "nobody", "no entity"),
        ("courier", "gazette", "articles are not merged"),
    ],
)
def test_what_cannot_be_the_same_is_not_merged(
    loaded: Engine, merged: str, survivor: str, why: str
) -> None:
    with pytest.raises(LedgerError, match=why):
        do(loaded, merge, merged, survivor)


def test_what_was_merged_or_withdrawn_is_not_merged_again(loaded: Engine) -> None:
    do(loaded, merge, "a-moreau", "ada-moreau")
    with pytest.raises(LedgerError, match="was merged into 'ada-moreau'"):
        do(loaded, merge, "a-moreau", "ada-moreau")
    with pytest.raises(LedgerError, match="was merged into 'ada-moreau'"):
        do(loaded, withdraw, "a-moreau")
    do(loaded, withdraw, "water-board")
    with pytest.raises(LedgerError, match="gone"):
        do(loaded, merge, "harbour-office", "water-board")


def test_a_withdrawn_person_is_gone_from_everywhere(api: httpx.Client, loaded: Engine) -> None:
    do(loaded, merge, "a-moreau", "ada-moreau")
    assert do(loaded, withdraw, "ada-moreau").number == 4
    gone = api.get("/v1/people/ada-moreau")
    assert gone.status_code == 410
    assert (gone.json()["reason"], gone.json()["change"]) == ("Seen together", 4)
    assert api.get("/v1/people/a-moreau").status_code == 308
    for path in (
        "/v1/people",
        "/v1/memberships",
        "/v1/events/congress",
        "/v1/articles/gazette/facts",
        "/v1/organizations/water-board/members",
    ):
        assert "ada-moreau" not in api.get(path).text, path
    touched = {each["id"]: each for each in api.get("/v1/changes/4").json()["entities"]}
    assert touched["ada-moreau"]["is_gone"]


def test_a_withdrawn_person_stays_away_until_that_is_reverted(
    api: httpx.Client, loaded: Engine, folder: Path
) -> None:
    before = documents(api)
    do(loaded, withdraw, "ada-moreau")
    old = {"property": "occupation", "value": "reader", "cite": "likes maps"}
    write_dossier(folder, edited(courier(), ("people", 0, "facts"), [old]), COURIER, "courier")
    report = load(loaded, folder)
    assert sum(each.withheld for each in report.loaded) == 3
    assert api.get("/v1/people/ada-moreau").status_code == 410
    do(loaded, revert, 3)
    assert documents(api) == before
    load(loaded, folder)  # the dossier that was withheld is read again
    assert api.get("/v1/people/ada-moreau").json()["occupation"] == ["reader"]


def test_a_merge_that_cannot_be_any_more_is_not_redone(loaded: Engine) -> None:
    do(loaded, merge, "a-moreau", "ada-moreau")
    do(loaded, revert, 3)
    do(loaded, merge, "ada-moreau", "a-moreau")
    with pytest.raises(LedgerError, match="was merged into 'a-moreau' since"):
        do(loaded, revert, 4)
    do(loaded, revert, 5)
    do(loaded, withdraw, "ada-moreau")
    with pytest.raises(LedgerError, match="gone"):
        do(loaded, revert, 4)


def test_a_merge_is_undone_after_the_withdrawal_of_its_survivor(
    api: httpx.Client, loaded: Engine
) -> None:
    before = documents(api)
    do(loaded, merge, "a-moreau", "ada-moreau")
    do(loaded, withdraw, "ada-moreau")
    with pytest.raises(LedgerError, match="revert the withdrawal first"):
        do(loaded, revert, 3)
    do(loaded, revert, 4)
    do(loaded, revert, 3)
    assert documents(api) == before


def test_a_part_of_a_withdrawn_source_does_not_come_back(loaded: Engine, folder: Path) -> None:
    fewer = edited(gazette(), ("people", 0, "events"), [])
    write_dossier(folder, fewer, GAZETTE, "gazette")
    load(loaded, folder)
    do(loaded, withdraw, "gazette")
    with pytest.raises(LedgerError, match="withdrawn by change 4: revert that one first"):
        do(loaded, revert, 3)
    assert load(loaded, folder).withdrawn == ["gazette"]


@pytest.mark.parametrize("kind", DATABASES)
def test_a_replica_follows_merges_and_withdrawals(
    api: httpx.Client, loaded: Engine, make_database: MakeDatabase, serve: Serve, kind: str
) -> None:
    do(loaded, merge, "a-moreau", "ada-moreau")
    do(loaded, withdraw, "water-board")
    do(loaded, revert, 4)
    do(loaded, revert, 3)
    do(loaded, merge, "harbour-office", "water-board")
    url = make_database(kind)
    engine = make_engine(url)
    for entry in api.get("/v1/changes", params={"include": "facts"}).json()["data"]:
        with write_session(engine) as session:
            replay(session, entry)
    engine.dispose()
    copy = serve(url)
    for known_at in range(1, 8):
        assert documents(copy, known_at) == documents(api, known_at)
