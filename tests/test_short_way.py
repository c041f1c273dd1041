"""The short way to a ready document gives what the long way gives, and never an old answer."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.db import write_session
from app.ledger.undoing import withdraw
from app.loading.load import load
from app.models import Document
from app.vocabulary import PATHS, EntityKind
from tests.conftest import NO_TLS, Serve, running_app
from tests.dossiers import KESSARIA, edited, write_dossier

# Sends the request the long way: JSON all the same, but asked for with a weight.
LONG_WAY = {"Accept": "application/json;q=1"}
ORIGIN = {"Origin": "https://example.org"}
VOLATILE = {"x-request-id", "date"}


@pytest.fixture(params=["compressible", "plain"])
def client(request: pytest.FixtureRequest, api: httpx.Client) -> Iterator[httpx.Client]:
    """A client that takes compressed answers, and one that says nothing of them.

    What the second asks of SQLite is answered by the protocol itself.
    """
    with httpx.Client(base_url=api.base_url, timeout=30, verify=NO_TLS) as asking:
        if request.param == "plain":
            del asking.headers["Accept-Encoding"]
        yield asking


def headers(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in VOLATILE}


def test_every_document_is_the_same_either_way(client: httpx.Client, seeded_engine: Engine) -> None:
    with Session(seeded_engine) as session:
        ready = session.execute(select(Document.kind, Document.id)).all()
    assert len(ready) > 20
    for kind, entity_id in ready:
        path = f"{PATHS[EntityKind(kind)]}/{entity_id}"
        short, long = client.get(path, headers=ORIGIN), client.get(path, headers=LONG_WAY | ORIGIN)
        assert short.status_code == long.status_code == 200
        assert short.content == long.content
        assert headers(short) == headers(long)
        again = {"If-None-Match": short.headers["ETag"]}
        for unchanged in (
            client.get(path, headers=again),
            client.get(path, headers=again | LONG_WAY),
        ):
            assert (unchanged.status_code, unchanged.content) == (304, b"")
            assert unchanged.headers["ETag"] == short.headers["ETag"]
        assert headers(client.head(path, headers=ORIGIN)) == headers(short)


LISTED = [
    "people",
    "people?limit=2",
    "organizations?limit=3",
    "posts",
    "events?limit=1",
    "articles",
    "posts/us-secretary-of-state/holders?on=2023",
    "posts/us-secretary-of-state/holders?on=2023&limit=5",
    "posts/chinese-president/holders?on=2022..2023",
    "organizations/china/members?limit=50&on=2023-07-01",
    "organizations/communist-party-of-china/members?on=2023",
    "organizations/communist-party-of-china/members?on=2023&limit=1",
    "organizations/international-liaison-department/members?on=2010..2030&limit=1",
    "posts/us-secretary-of-state/holders",
    "posts/head-of-the-international-liaison-department/holders?on=1900",
    "posts/us-secretary-of-state/holders?on=2023%3F",
]
PAGES = {"people?limit=2": 2, "organizations?limit=3": 3, "events?limit=1": 8}


@pytest.mark.parametrize("path", LISTED)
def test_every_page_is_the_same_either_way(client: httpx.Client, path: str) -> None:
    url: str | None = f"/v1/{path}"
    pages = 0
    while url:
        short, long = client.get(url, headers=ORIGIN), client.get(url, headers=LONG_WAY | ORIGIN)
        assert short.status_code == long.status_code == 200, short.text
        assert short.content == long.content
        assert headers(short) == headers(long)
        again = client.get(url, headers={"If-None-Match": short.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        url = short.json()["page"]["next"]
        pages += 1
    assert pages == PAGES.get(path, 1)


REFUSED = [
    "people/nobody",
    "people/china",
    "people/x%00y",
    "people/",
    "x/y",
    "people?limit=0",
    "people?limit=501",
    "people?limit=x",
    "people?limit=1&limit=2",
    "people?lmit=1",
    "people?cursor=x",
    "posts/nobody/holders?on=2020",
    "posts/us-secretary-of-state/holders?on=20200",
    "posts/china/holders?on=2020",
]


@pytest.mark.parametrize("path", REFUSED)
def test_what_is_not_there_is_refused_the_same_either_way(api: httpx.Client, path: str) -> None:
    answers = [api.get(f"/v1/{path}"), api.get(f"/v1/{path}", headers=LONG_WAY)]
    told = [each.json() | {"request_id": ""} for each in answers]
    assert told[0] == told[1]
    assert answers[0].status_code == answers[1].status_code >= 400


def test_a_read_after_a_write_sees_it(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    api = serve(database_url)
    assert api.get("/v1/people/ada-moreau").status_code == 404
    load(engine, dossier_folder)
    first = api.get("/v1/people/ada-moreau")
    for name in ("Ada B. Moreau", "Ada C. Moreau"):
        field = ("people", 0, "other_names")
        names = [{"value": name, "kind": "alias", "cite": "Ada Moreau, a hydrologist"}]
        write_dossier(dossier_folder, edited(KESSARIA, field, names))
        load(engine, dossier_folder)
        old = {"If-None-Match": first.headers["ETag"]}
        for _ in ("anew", "as kept"):
            listed = api.get("/v1/people").json()
            assert (listed["page"]["total"], len(listed["data"])) == (1, 1)
            held = api.get("/v1/organizations/water-board/members?on=2024-01-01").json()
            assert [each["person_id"] for each in held["data"]] == ["ada-moreau"]
        fresh = api.get("/v1/people/ada-moreau", headers=old)
        assert fresh.status_code == 200
        assert [each["name"] for each in fresh.json()["other_names"]] == [name]
    with write_session(engine) as session:
        withdraw(session, "ada-moreau", actor="Ed", reason="No public figure")
    assert api.get("/v1/people/ada-moreau").status_code == 410
    assert api.get("/v1/people").json()["page"]["total"] == 0
    held = api.get("/v1/organizations/water-board/members?on=2024-01-01").json()
    assert held["data"] == []


def test_a_plain_request_goes_the_short_way(seeded_url: str) -> None:
    """The long way is closed: without it, plain requests are answered, others are not."""
    with running_app(seeded_url) as (app, client):
        app.middleware_stack = None
        app.build_middleware_stack = lambda: closed  # type: ignore[method-assign]
        assert client.get("/v1/people/liu-jianchao").json()["name"] == "Liu Jianchao"
        for path in ("people?limit=2", "posts/us-secretary-of-state/holders?on=2023"):
            assert client.get(f"/v1/{path}").status_code == 200
        assert client.get("/v1/people/liu-jianchao", headers=LONG_WAY).status_code == 500


async def closed(*_: object) -> None:
    raise RuntimeError("the long way is closed")


def test_the_next_page_is_named_alike_wherever_the_cursor_stands(api: httpx.Client) -> None:
    first = api.get("/v1/people?limit=1").json()["page"]["next"]
    cursor = first.partition("cursor=")[2]
    url = f"/v1/people?cursor={cursor}&limit=1"
    short, long = api.get(url), api.get(url, headers=LONG_WAY)
    assert short.content == long.content
    assert headers(short) == headers(long)


@pytest.mark.parametrize("host", ['a>; rel="x"', "a b", "[::1]:80", "x.example:1"])
def test_a_host_gets_nowhere_that_it_does_not_get_the_long_way(
    api: httpx.Client, host: str
) -> None:
    sent = {"Host": host}
    short = api.get("/v1/people?limit=1", headers=sent)
    long = api.get("/v1/people?limit=1", headers=LONG_WAY | sent)
    assert short.content == long.content
    assert headers(short) == headers(long)
