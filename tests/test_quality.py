"""How well each profile is sourced, and what in it cannot be so."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.dates import PartialDate
from app.db import write_session
from app.ledger import NewCitation, NewEntity, NewFact, OpenChange
from app.vocabulary import CURATED, EntityKind, FactKind, Stance
from tests.commands import run
from tests.conftest import Serve

ENTITIES = {
    "ada": EntityKind.PERSON,
    "bo": EntityKind.PERSON,
    "board": EntityKind.ORGANIZATION,
    "one": EntityKind.ARTICLE,
    "two": EntityKind.ARTICLE,
    "three": EntityKind.ARTICLE,
    "four": EntityKind.ARTICLE,
}


ARTICLES = ("one", "two", "three", "four")


def said(subject: str, property_: str, value: Any, *articles: str, **more: Any) -> NewFact:
    kind = more.pop("kind", FactKind.ATTRIBUTE)
    stance = more.pop("stance", Stance.SUPPORTS)
    cited = tuple(
        NewCitation(article_id=each, exact="a", prefix="", suffix="", start=0, end=1, stance=stance)
        for each in articles
    )
    return NewFact(
        kind=kind, subject_id=subject, property=property_, value=value, citations=cited, **more
    )


def record(engine: Engine, origin: str, facts: Sequence[NewFact], dataset: str = CURATED) -> None:
    with write_session(engine) as session:
        change = OpenChange(session, actor="T", action="load", reason="said", origin=origin)
        change.declare_dataset(dataset, dataset)
        change.declare([NewEntity(id=each, kind=kind) for each, kind in ENTITIES.items()])
        for article in ARTICLES:
            change.declare_article(article, "abc")
        change.record(origin, dataset, facts)
        change.close()


def term(person: str, start: str | None, end: str | None = None) -> NewFact:
    dates = {
        name: PartialDate.parse(text)
        for name, text in (("start_date", start), ("end_date", end))
        if text
    }
    held = {"kind": FactKind.MEMBERSHIP, "organization_id": "board", **dates}
    return said(person, "membership", {"label": "member"}, "one", **held)


@pytest.fixture
def api(engine: Engine, database_url: str, serve: Serve) -> httpx.Client:
    name = FactKind.NAME
    articles = [
        *(said(each, "title", each, each) for each in ARTICLES),
        said("one", "publisher", "The Courier"),
        said("two", "publisher", "The Courier"),
        said("three", "publication_date", "2023?"),
    ]
    record(engine, "articles", articles)
    ada = [
        said("ada", "name", "Ada", "one", kind=name),
        said("ada", "gender", "female", "one", "two"),  # of one publisher
        said("ada", "occupation", "judge", "one", "three"),
        said("ada", "language", "English"),
        term("ada", "2001", "2003"),
    ]
    bo = [
        said("bo", "name", "Bo", "one", kind=name),
        said("bo", "birth_date", "1990", "one"),
        said("bo", "death_date", "1980", "one"),
        term("bo", "1970"),
        term("bo", "1985", "1986"),
    ]
    record(engine, "one", [*ada, *bo, said("board", "name", "Board", "one", kind=name)])
    record(engine, "set/1", [said("ada", "language", "French")], "set")
    record(engine, "set/2", [said("bo", "death_date", "1981")], "set")
    return serve(database_url, webhooks=False)


def test_profiles_are_listed_by_what_a_curator_should_do(api: httpx.Client) -> None:
    told = api.get("/v1/quality").json()
    by_id = {each["id"]: each for each in told["data"]}
    assert list(by_id) == ["bo", "ada", "board"]
    assert by_id["ada"]["sources"] == {"none": 1, "one": 4, "several": 1}
    assert (by_id["ada"]["disputed"], by_id["ada"]["dead_dates"]) == (0, 0)
    # Born after he died, a term that began after it, one that is still open; and disputed are two
    # dates of his death, and two terms at once.
    assert (by_id["bo"]["disputed"], by_id["bo"]["dead_dates"]) == (4, 3)
    assert by_id["board"] == {
        "id": "board",
        "kind": "organization",
        "name": "Board",
        "facts": 1,
        "sources": {"none": 0, "one": 1, "several": 0},
        "disputed": 0,
        "dead_dates": 0,
        "need": 1,
        "api_url": "/v1/organizations/board",
    }
    problems = {"dead_dates": 1, "disputed": 1, "unsourced": 1, "one_source": 3}
    assert told["problems"] == problems
    assert told["page"] == {"next": None, "total": 3, "total_is_exact": True}


def test_the_list_is_narrowed_and_paged(api: httpx.Client) -> None:
    for query, ids in (
        ({"kind": "organization"}, ["board"]),
        ({"problem": "disputed"}, ["bo"]),
        ({"problem": "unsourced", "kind": "person"}, ["ada"]),
    ):
        told = api.get("/v1/quality", params=query).json()
        assert [each["id"] for each in told["data"]] == ids
    page = api.get("/v1/quality", params={"limit": 2}).json()
    rest = httpx.get(page["page"]["next"]).json()
    assert [each["id"] for each in (*page["data"], *rest["data"])] == ["bo", "ada", "board"]
    assert api.get("/v1/quality", params={"problem": "none"}).status_code == 422


def test_status_says_what_is_there_and_what_to_do(
    api: httpx.Client, database_url: str, tmp_path: Path
) -> None:
    assert api.get("/v1/quality").status_code == 200
    told = run(database_url, "status")
    assert told.returncode == 0, told.stderr
    for line in (
        "2 people",
        "4 changes, the last 0 hours ago: said",
        "1  profiles with dates that cannot be so: /v1/quality?problem=dead_dates",
        "1  profiles with disputed values: /v1/quality?problem=disputed",
        "1  articles without facts: /v1/articles/four\n",
        "1  articles with a doubtful date: /v1/articles/three\n",
    ):
        assert line in told.stdout
    other = run(database_url, "status", EXCLUDE_FIELDS="gender")
    assert other.returncode == 1
    assert "EXCLUDE_FIELDS" in other.stderr
    nowhere = run(f"sqlite:///{tmp_path}/none/none.db", "status")
    assert nowhere.returncode == 1
    assert "There is no database at" in nowhere.stderr
    assert not (tmp_path / "none").exists()
