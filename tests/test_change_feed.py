"""The feed with and without facts, of changes of any size, and what a replica makes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, delete, event, select
from sqlalchemy.orm import Session

from app.db import make_engine, write_session
from app.ledger import NewCitation, NewEntity, NewFact, OpenChange
from app.ledger.replaying import replay
from app.ledger.undoing import withdraw
from app.ledger.upgrading import upgrade_views
from app.loading.load import load
from app.models import Document, Installation, Tenure
from app.vocabulary import EntityKind, FactKind
from app.webhooks.messages import message_body
from tests.conftest import DATABASES, MakeDatabase, Serve, running_app
from tests.dossiers import KESSARIA, edited, write_dossier

MANY = 1200  # facts of one change; more than any statement here may have parameters
PATHS = (
    "people/ada-moreau",
    "posts/chair-of-the-water-board",
    "organizations/water-board",
    "events/delta-congress",
    "articles/kessaria-water-board",
)


@contextmanager
def statements_for_facts() -> Iterator[list[str]]:
    """The statements that read facts whole meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "facts.source_data" in statement:
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def record_many(engine: Engine) -> None:
    """One change with very many facts, each with its citation."""
    cited = NewCitation(article_id="paper", exact="x", prefix="", suffix="", start=0, end=1)
    about: dict[str, Any] = {"subject_id": "ada", "citations": (cited,)}
    facts = [
        NewFact(kind=FactKind.NAME, property="alias", value=f"Ada {n}", **about)
        for n in range(MANY)
    ]
    with write_session(engine) as session:
        change = OpenChange(session, actor="Tester", action="load", reason="many")
        change.declare_dataset("curated", "Curated")
        change.declare([NewEntity(id="paper", kind=EntityKind.ARTICLE)])
        change.declare([NewEntity(id="ada", kind=EntityKind.PERSON)])
        change.record("many", "curated", facts)
        change.close()


def everything(api: httpx.Client, **query: Any) -> Iterator[list[dict[str, Any]]]:
    """The pages of the feed with facts, by their next links."""
    page = api.get("/v1/changes", params={"include": "facts", **query}).json()
    yield page["data"]
    while page["page"]["next"]:
        page = api.get(page["page"]["next"]).json()
        yield page["data"]


@pytest.fixture
def changed(engine: Engine, dossier_folder: Path) -> Engine:
    """A dossier, a correction of it, and one that says less: three changes."""
    load(engine, dossier_folder)
    held = ("people", 0, "memberships", 0, "role")
    second = edited(KESSARIA, held, "chairwoman")
    for dossier in (second, edited(second, ("people", 0, "facts"), ...)):
        write_dossier(dossier_folder, dossier)
        load(engine, dossier_folder)
    return engine


def test_a_feed_without_facts_reads_none(changed: Engine, database_url: str, serve: Serve) -> None:
    api = serve(database_url, webhooks=False)
    with statements_for_facts() as statements:
        told = api.get("/v1/changes").json()["data"]
        assert api.get("/v1/changes/2").json() == told[1]
        assert api.get("/v1/people/ada-moreau/feed.atom").status_code == 200
        with Session(changed) as session:
            assert b'"membership"' in message_body(session, 2)
        assert statements == []
        api.get("/v1/changes/2", params={"include": "facts"})
        assert len(statements) == 1
    fields = [{each["id"]: each["fields"] for each in entry["entities"]} for entry in told]
    assert fields[0]["ada-moreau"] == ["membership", "name", "occupation", "opened"]
    assert fields[1]["ada-moreau"] == ["membership"]
    assert fields[2]["ada-moreau"] == ["occupation"]


def test_a_change_may_have_any_number_of_facts(engine: Engine, database_url: str) -> None:
    record_many(engine)
    most = 0

    def note(_c: object, _cursor: object, _text: str, given: Any, *_: object) -> None:
        nonlocal most
        most = max(most, len(given))

    with running_app(database_url, webhooks=False) as (app, api):
        event.listen(app.state.engine, "before_cursor_execute", note)
        (entry,) = api.get("/v1/changes", params={"include": "facts"}).json()["data"]
    assert [len(each["citations"]) for each in entry["recorded"]] == [1] * MANY
    assert 0 < most < MANY


def test_a_page_with_facts_ends_where_there_are_many(
    changed: Engine, database_url: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_many(changed)
    api = serve(database_url)
    (whole,) = everything(api)
    sizes = [len(entry["recorded"]) + len(entry["retracted"]) for entry in whole]
    assert sizes[1] == 2
    monkeypatch.setattr("app.routers.changes._MOST_FACTS", sizes[0] + 2)
    pages = list(everything(api))
    assert [len(page) for page in pages] == [2, 1, 1]
    assert [entry for page in pages for entry in page] == whole
    assert [len(page) for page in everything(api, limit=1)] == [1, 1, 1, 1]
    assert len(api.get("/v1/changes").json()["data"]) == 4


@pytest.mark.parametrize("kind", DATABASES)
def test_a_replica_follows_an_upgrade(
    dossier_folder: Path,
    make_database: MakeDatabase,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    urls = [make_database(kind), make_database(kind)]
    first, copy = (make_engine(url) for url in urls)
    with monkeypatch.context() as older:
        older.setattr("app.profiles.people._FIELDS", ["gender"])
        fill(first, dossier_folder)
    with write_session(first) as session:
        session.execute(delete(Installation).where(Installation.name == "view_version"))
        assert upgrade_views(session) == 4
    apis = [serve(url) for url in urls]
    for entry in (entry for page in everything(apis[0]) for entry in page):
        with write_session(copy) as session:
            replay(session, entry)
    assert present(copy) == present(first)
    for path in PATHS:
        for query in ({}, {"known_at": 4}):
            mine, theirs = (each.get(f"/v1/{path}", params=query) for each in apis)
            assert mine.status_code == 200
            assert mine.content == theirs.content
            assert mine.headers["ETag"] == theirs.headers["ETag"]
            assert "known_at=4" in mine.json()["cite"]["url"]
    gone = [each.get("/v1/people/ben-okoro") for each in apis]
    assert [(each.status_code, each.json()["change"]) for each in gone] == [(410, 3), (410, 3)]
    for engine in (first, copy):
        engine.dispose()


def fill(engine: Engine, folder: Path) -> None:
    """Two dossiers, and the withdrawal of the second."""
    load(engine, folder)
    article = {"id": "second", "file": "second.txt", "title": "Ben Okoro resigns"}
    ben = {"id": "ben-okoro", "name": {"value": "Ben Okoro", "cite": "Ben Okoro"}}
    second = {"dossier": 1, "curator": "Test Curator", "article": article, "people": [ben]}
    write_dossier(folder, second, "Ben Okoro resigns.\n", "second")
    load(engine, folder)
    with write_session(engine) as session:
        withdraw(session, "second", actor="Ed", reason="Wrong person")


def present(engine: Engine) -> list[list[tuple[Any, ...]]]:
    """Every document and tenure that holds now, and the change that it came with."""
    documents = select(Document.id, Document.since, Document.body, Document.merged_into)
    tenures = select(Tenure.row, Tenure.since)
    kept = (documents.where(Document.until.is_(None)), tenures.where(Tenure.until.is_(None)))
    with Session(engine) as session:
        return [sorted(map(tuple, session.execute(each))) for each in kept]
