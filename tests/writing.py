"""A small ledger, and a curator who writes to it over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from app.db import make_engine
from app.loading.load import load
from app.vocabulary import Scope
from tests.conftest import running_server
from tests.dossiers import KESSARIA, write_dossier
from tests.keys import make_key, with_key

ARTICLE = "kessaria-water-board"
ADA = "/v1/people/ada-moreau"
LED = "She had previously led the Harbour Office"
HARBOUR = {
    "article_id": ARTICLE,
    "reason": "It is named, too",
    "name": {"value": "Harbour Office", "cite": "the Harbour Office"},
}
HELD = {
    "organization": "harbour-office",
    "role": "led",
    "end_date": {"written": "previously"},
    "cite": LED,
}


@contextmanager
def curated_server(url: str) -> Iterator[httpx.Client]:
    """A server on a database with one small dossier; the client is of Ada, who may curate."""
    engine = make_engine(url)
    with TemporaryDirectory() as folder:
        write_dossier(Path(folder), KESSARIA)
        load(engine, Path(folder))
    headers = with_key(make_key(engine, "Ada", Scope.CURATE))
    engine.dispose()
    with running_server(url, webhooks=False, webhook_private_addresses=True) as api:
        api.headers.update(headers)
        yield api


def etag(api: httpx.Client, path: str) -> dict[str, str]:
    """The header that says that the client saw the document as it is now."""
    return {"If-Match": api.get(path).headers["ETag"]}


def patched(api: httpx.Client, path: str, **body: Any) -> httpx.Response:
    """The answer to a change of the document as it is now."""
    return api.patch(path, headers=etag(api, path), json={"reason": "A test", **body})


def fact_id(api: httpx.Client, path: str, name: str) -> str:
    """The id of the fact of a property in a document."""
    facts = api.get(path).json()["facts"]
    return next(str(each["id"]) for each in facts if each["property"] == name)


def newest(api: httpx.Client) -> int:
    """The number of the last change."""
    return int(api.get("/v1/changes").json()["page"]["total"])
