"""Each write states the scope that it needs, and is closed to every key that has it not."""

import datetime as dt

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from app.config import Settings
from app.db import make_engine, own_session
from app.keys.issuing import revoke_key
from app.main import create_app
from app.routers.authorization import scope_of
from app.vocabulary import Scope
from tests.conftest import MakeDatabase, Serve
from tests.keys import make_key, with_key
from tests.test_errors_api import check_shape
from tests.test_openapi import DOCUMENT, example_request, operations

# With POST, but nothing is written: a description may be too long for an address.
OPEN = {("POST", "/v1/match"), ("POST", "/v1/reconcile")}
READS = {"GET", "HEAD", "OPTIONS"}


def test_every_route_that_writes_states_its_scope() -> None:
    app = create_app(Settings(database_url="sqlite:///unused.db"))
    stated = {
        (method, str(route.path)): scope_of(route.dependant)
        for route in iter_route_contexts(app.routes)
        for method in getattr(route, "methods", None) or ()
        if method not in READS and hasattr(route, "dependant")
    }
    assert {each for each, scope in stated.items() if scope is None} == OPEN
    told = {
        (method, path): operation["security"][0]["ApiKey"]
        for path, method, operation in operations(DOCUMENT)
        if (method, path) in stated.keys() - OPEN
    }
    # The document is of the API; the pages that write take sessions (tests/test_review_pages.py).
    pages = {(method, path) for method, path in stated if not path.startswith("/v1/")}
    assert told == {each: [scope] for each, scope in stated.items() if scope and each not in pages}
    assert {stated[each] for each in pages} == {Scope.CURATE}


@pytest.fixture
def keys_and_api(
    make_database: MakeDatabase, serve: Serve
) -> tuple[dict[str, dict[str, str]], httpx.Client]:
    """A key of each scope and of each end, and a client."""
    url = make_database("sqlite")
    engine = make_engine(url)
    over = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    made = {str(scope): make_key(engine, scope=scope) for scope in Scope}
    made |= {"expired": make_key(engine, scope=Scope.ADMIN, expires_at=over)}
    made |= {"revoked": make_key(engine, scope=Scope.ADMIN)}
    with own_session(engine) as session:
        revoke_key(session, made["revoked"].split("_")[1], "Left")
    engine.dispose()
    headers = {name: with_key(key) for name, key in made.items()} | {"none": {}}
    return headers, serve(url, webhooks=False)


def test_each_write_is_closed_without_a_key_of_its_scope(
    keys_and_api: tuple[dict[str, dict[str, str]], httpx.Client],
) -> None:
    keys, api = keys_and_api
    for path, method, operation in operations(DOCUMENT):
        if method in READS or (method, path) in OPEN:
            continue
        asked = example_request(method, path, operation)
        (needed,) = operation["security"][0]["ApiKey"]
        for name, key in keys.items():
            answer = api.request(**asked | {"headers": asked["headers"] | key})
            if name in ("none", "expired", "revoked"):
                check_shape(answer, "unauthorized")
            elif not Scope(name).includes(Scope(needed)):
                assert check_shape(answer, "forbidden")["needed"] == needed
            else:
                assert answer.status_code not in (401, 403), answer.text
            private = "private, no-store" if key else None
            assert answer.headers.get("Cache-Control") == private
