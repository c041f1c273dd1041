"""The short way to a page gives what the long way gives, and never an old page."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from app.db import write_session
from app.ledger.undoing import withdraw
from app.loading.load import load
from tests.conftest import Serve, running_app
from tests.dossiers import KESSARIA, edited, write_dossier

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
# Sends the request the long way: a page all the same, but asked for with a weight.
LONG_WAY = {"Accept": "text/html;q=1"}
VOLATILE = {"x-request-id", "date"}
PAGES = ["/people/liu-jianchao", "/people/xi-jinping", "/embed/people/xi-jinping"]
ENCODINGS = [None, "gzip, deflate, br, zstd", "gzip", "identity"]
LANGUAGES = ["", "zh-CN,zh;q=0.9", "en"]


def headers(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in VOLATILE}


@pytest.fixture
def client(api: httpx.Client) -> Iterator[httpx.Client]:
    """A client that sends what it is told to send, and nothing else."""
    with httpx.Client(base_url=api.base_url, timeout=30) as asking:
        del asking.headers["Accept-Encoding"]
        asking.headers.update(BROWSER)
        yield asking


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_page_is_the_same_either_way(client: httpx.Client, encoding: str | None) -> None:
    if encoding:
        client.headers["Accept-Encoding"] = encoding
    for path in PAGES:
        for language in LANGUAGES:
            client.headers["Accept-Language"] = language
            long = client.get(path, headers=LONG_WAY)
            for _ in ("made", "kept"):
                short = client.get(path)
                assert short.status_code == long.status_code == 200
                assert short.content == long.content
                assert headers(short) == headers(long)
            again = {"If-None-Match": short.headers["ETag"]}
            unchanged = client.get(path, headers=again)
            assert (unchanged.status_code, unchanged.content) == (304, b"")
            assert headers(unchanged) == headers(client.get(path, headers=again | LONG_WAY))
            assert client.get(path, headers={"If-None-Match": '"x"'}).content == long.content


def test_each_answer_has_an_id_of_its_own(client: httpx.Client) -> None:
    ids = [client.get(PAGES[0]).headers["X-Request-ID"] for _ in range(3)]
    assert len(set(ids)) == 3
    told = {"X-Request-ID": "told-by-a-client"}
    assert client.get(PAGES[0], headers=told).headers["X-Request-ID"] == "told-by-a-client"


def test_a_page_is_made_once_until_there_is_a_newer_change(seeded_url: str) -> None:
    """The long way is closed: what was kept is still answered, and nothing else is."""
    with running_app(seeded_url) as (app, client):
        client.headers.update(BROWSER)
        kept = client.get(PAGES[0]).content
        app.middleware_stack = closed
        assert client.get(PAGES[0]).content == kept
        assert (
            client.get(PAGES[0], headers={"Accept-Language": "", "Accept": "*/*"}).content == kept
        )
        others: list[dict[str, str]] = [
            *(LONG_WAY, {"Authorization": "Bearer x"}, {"Cookie": "a=b"}, {"Host": "a.example"}),
            *(
                {"Accept-Language": "zh"},
                {"Accept-Encoding": "gzip;q=0.1"},
                {"Accept": "image/png"},
            ),
            {"X-Forwarded-Proto": "https"},
            _split_otherwise(client),
        ]
        for each in others:
            assert client.get(PAGES[0], headers=each).status_code == 500, each
        for path in (f"{PAGES[0]}?as_of=2023", f"{PAGES[0]}?x=1", PAGES[1], "/people/nobody"):
            assert client.get(path).status_code == 500, path
        assert client.head(PAGES[0]).status_code == 500


def _split_otherwise(client: httpx.Client) -> dict[str, str]:
    """Headers that read like the client's own where they are written one behind the other."""
    first, _, others = client.headers["Accept-Encoding"].partition(" ")
    return {"Host": f"{client.base_url.netloc.decode()} {first}", "Accept-Encoding": others}


async def closed(*_: object) -> None:
    raise RuntimeError("the long way is closed")


def test_what_is_refused_is_not_kept(client: httpx.Client) -> None:
    for path, status in (("/people/nobody", 404), ("/people/liu-jianchao?as_of=x", 422)):
        answers = [client.get(path) for _ in range(2)]
        assert [each.status_code for each in answers] == [status, status]
        assert answers[0].headers["X-Request-ID"] in answers[0].text
        assert answers[1].headers["X-Request-ID"] in answers[1].text


def test_a_page_never_outlives_a_change(
    engine: Engine, dossier_folder: Path, serve: Serve, database_url: str
) -> None:
    """Another process writes, as ``load`` and ``withdraw`` do here beside the server."""
    load(engine, dossier_folder)
    client = serve(database_url)
    client.headers.update(BROWSER)
    for name in ("Ada B. Moreau", "Ada C. Moreau"):
        assert name not in [client.get("/people/ada-moreau").text for _ in "ab"][1]
        field = ("people", 0, "name")
        names = {"value": name, "cite": "Ada Moreau, a hydrologist"}
        write_dossier(dossier_folder, edited(KESSARIA, field, names))
        load(engine, dossier_folder)
        assert name in client.get("/people/ada-moreau").text
    with write_session(engine) as session:
        withdraw(session, "ada-moreau", actor="Ed", reason="No public figure")
    gone = client.get("/people/ada-moreau")
    assert (gone.status_code, "Moreau" in gone.text) == (410, False)
