"""Who may what: each route states for whom it is, and each role gets just what that says."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.routing import APIRoute, iter_route_contexts

from app.config import Settings
from app.db import make_engine, own_session
from app.keys.issuing import revoke_key
from app.main import create_app
from app.routers.authorization import (
    UnstatedError,
    is_open_to_all,
    open_to_all,
    require_scope,
    require_stated,
    scope_of,
)
from app.vocabulary import Scope
from tests.conftest import MakeDatabase, running_app
from tests.keys import EXAMPLE_WEBHOOK, make_key, with_key
from tests.page_requests import page_requests
from tests.proposed import EXAMPLE_PROPOSALS
from tests.test_errors_api import check_shape
from tests.test_openapi import DOCUMENT, example_request, in_order, operations

REVIEW: Final = "/review"
READS: Final = {"GET", "HEAD", "OPTIONS"}
# With POST, but nothing is written: a description may be too long for an address.
ASKS: Final = {("POST", "/v1/match"), ("POST", "/v1/reconcile")}
NOBODY: Final = ("none", "expired", "revoked")
PRIVATE: Final = "private, no-store"
# Where each page is looked at: ids of the seed, by what stands before them or by their names.
VALUES: Final = {
    "people": ["liu-jianchao"],
    "organizations": ["international-liaison-department"],
    "posts": ["us-secretary-of-state"],
    "events": ["world-political-parties-summit"],
    "articles": ["liu-jianchao-new-face-of-the-communist-party"],
    "fact_id": ["ke4r77yquk5uko4s"],
    "number": ["1"],
    "dataset_id": ["curated"],
    "name": ["unknown.css"],
    "with": ["liu-jianchao"],
    "q": ["liu"],
    "sitemap": ["people"],
    "proposal_id": [EXAMPLE_PROPOSALS[0]],
}


def stated(app: FastAPI) -> Iterator[tuple[str, str, APIRoute]]:
    for each in iter_route_contexts(app.routes):
        if isinstance(each.original_route, APIRoute):
            for method in each.methods or ():
                yield method, str(each.path), each.original_route


APP: Final = create_app(Settings(database_url="sqlite:///unused.db"))


def test_what_writes_states_a_scope_and_the_document_tells_it() -> None:
    scopes = {(method, path): scope_of(route.dependant) for method, path, route in stated(APP)}
    is_open = {(method, path) for method, path, route in stated(APP) if is_open_to_all(route)}
    assert {each for each in is_open if each[0] not in READS} == ASKS
    of_the_api = {each: scope for each, scope in scopes.items() if each[1].startswith("/v1/")}
    told = {
        (method, path): operation["security"][0]["ApiKey"]
        for path, method, operation in operations(DOCUMENT)
        if "security" in operation
    }
    assert told == {each: [scope] for each, scope in of_the_api.items() if scope}
    # The document is of the API; the pages of curators take sessions (tests/test_review_pages.py).
    pages = {each: scope for each, scope in scopes.items() if each not in of_the_api and scope}
    assert set(pages.values()) == {Scope.CURATE}
    assert {path[: len(REVIEW)] for _, path in pages} == {REVIEW}


@pytest.mark.parametrize("methods", [["GET"], ["POST"]])
def test_a_new_route_is_closed_until_it_states_for_whom_it_is(methods: list[str]) -> None:
    def answer() -> str:
        return "open"

    room = APIRouter(prefix="/new")
    room.add_api_route("/things", answer, methods=methods)
    with pytest.raises(UnstatedError, match=f"{methods[0]} /new/things: state @open_to_all"):
        require_stated([*APP.routes, *room.routes])
    closed = APIRouter(prefix="/new")
    need = [require_scope(Scope.ADMIN)]
    closed.add_api_route("/things", answer, methods=methods, dependencies=need)
    require_stated(closed.routes)
    # Both at once would be read by one as open, by another as closed.
    closed.add_api_route("/both", open_to_all(answer), methods=methods, dependencies=need)
    with pytest.raises(UnstatedError, match="/new/both"):
        require_stated(closed.routes)
    room.add_route("/bare", lambda _: Response())
    with pytest.raises(UnstatedError, match="/bare: state"):
        require_stated(room.routes)


@dataclass
class House:
    """A server on the seed, with a key of each role."""

    app: FastAPI
    api: httpx.Client
    keys: dict[str, str]

    def ask(self, role: str, asked: dict[str, Any]) -> httpx.Response:
        key = with_key(self.keys[role]) if role in self.keys else {}
        return self.api.request(**asked | {"headers": asked.get("headers", {}) | key})


@pytest.fixture(scope="module")
def house(make_database: MakeDatabase, seeded_file: str) -> Iterator[House]:
    """On a database of this module's own."""
    url = make_database("sqlite", seeded_file)
    engine = make_engine(url)
    over = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    keys = {str(scope): make_key(engine, f"The {scope}", scope) for scope in Scope}
    keys |= {"expired": make_key(engine, scope=Scope.ADMIN, expires_at=over)}
    keys |= {"revoked": make_key(engine, scope=Scope.ADMIN)}
    with own_session(engine) as session:
        revoke_key(session, keys["revoked"].split("_")[1], "Left")
    engine.dispose()
    with running_app(url, webhooks=False, webhook_private_addresses=True) as (app, api):
        yield House(app, api, keys)


def test_each_role_gets_what_an_operation_states(house: House) -> None:
    for path, method, operation in sorted(operations(DOCUMENT), key=in_order):
        asked = example_request(method, path, operation)
        if "security" in operation:
            (needed,) = operation["security"][0]["ApiKey"]
            # Of those that may, the least; that the others include it, tests/test_keys.py says.
            for role in (*NOBODY, *(each for each in Scope if Scope(needed).includes(each))):
                answer = house.ask(str(role), asked)
                check_closed(answer, str(role), Scope(needed))
                private = PRIVATE if role in house.keys else None
                assert answer.headers.get("Cache-Control") == private, (method, path, role)
        else:
            if method == "GET":
                asked["method"] = "HEAD"  # tells the same, and makes no file
            plain, keyed = house.ask("none", asked), house.ask(Scope.PROPOSE, asked)
            assert plain.status_code == keyed.status_code == 200, (plain.text, keyed.text)
            assert keyed.headers["Cache-Control"] == PRIVATE
            assert "private" not in plain.headers.get("Cache-Control", "")


def check_closed(answer: httpx.Response, role: str, needed: Scope) -> None:
    """Whether a role is let through, or told why it is not."""
    if role in NOBODY:
        check_shape(answer, "unauthorized")
    elif not Scope(role).includes(needed):
        assert check_shape(answer, "forbidden")["needed"] == needed
    else:
        assert answer.status_code not in (401, 403), answer.text


def test_every_page_is_for_all_but_those_of_curators(house: House) -> None:
    seen = set()
    for path, query in page_requests(house.app, VALUES):
        asked = {"method": "GET", "url": path, "params": query, "headers": {"Accept": "text/html"}}
        plain, keyed = house.ask("none", asked), house.ask(Scope.ADMIN, asked)
        assert plain.status_code in (200, 404, 410, 422), (path, plain.status_code)
        assert keyed.status_code == plain.status_code, path
        assert keyed.headers["Cache-Control"] == PRIVATE, path
        if path.startswith(REVIEW):  # a key opens none of them: a session does
            for answer in (plain, keyed):
                assert answer.headers["Cache-Control"] == PRIVATE, path
                assert 'type="password"' in answer.text, path
                assert EXAMPLE_PROPOSALS[0] not in answer.text.replace(path, ""), path
            seen.add(path)
    assert len(seen) == 3


def test_what_curators_send_needs_a_session_of_theirs(house: House) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    for method, path, route in stated(APP):
        if not path.startswith(REVIEW) or method in READS:
            continue
        assert scope_of(route.dependant) is Scope.CURATE
        url = path.format(proposal_id=EXAMPLE_PROPOSALS[0])
        for role in ("none", Scope.ADMIN):
            asked = {"method": method, "url": url, "headers": form, "content": b"token=x"}
            answer = house.ask(str(role), asked)
            assert answer.status_code == 401, (path, role, answer.text)
            assert answer.headers["Cache-Control"] == PRIVATE
            assert "Set-Cookie" not in answer.headers


def test_options_tells_what_a_path_takes_and_nothing_else(house: House) -> None:
    for path in {path for _, path, _ in stated(APP)}:
        url = path.replace("{webhook_id}", EXAMPLE_WEBHOOK).replace("{", "x").replace("}", "")
        answer = house.api.options(url)
        assert (answer.status_code, answer.content) in ((204, b""), (404, answer.content)), path
        taken = {method for method, of, _ in stated(APP) if of == path}
        assert taken <= {*answer.headers.get("Allow", ",".join(taken)).replace(" ", "").split(",")}
