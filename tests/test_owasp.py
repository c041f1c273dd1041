"""The ten risks of the OWASP API Security Top 10 (2023), each tried on a real server."""

import gzip
import re
import socket
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import Engine

from app.db import make_engine
from app.intake.fetching import FetchError, fetch
from app.outgoing import addresses
from app.vocabulary import Scope
from tests.conftest import MakeDatabase, running_app
from tests.keys import CURATOR_KEY, EXAMPLE_KEY, EXAMPLE_WEBHOOK, OTHER_KEY, make_key, with_key
from tests.proposed import EXAMPLE_PROPOSALS
from tests.test_errors_api import check_shape
from tests.test_openapi import DOCUMENT, example_request, key_for, operations
from tests.test_webhook_addresses import REFUSED
from tests.web import web

PERSON: Final = "/v1/people/liu-jianchao"
FORM: Final = "application/x-www-form-urlencoded"
Api = httpx.Client


@dataclass(frozen=True)
class Site:
    """A server on the seed that may be written, and its database."""

    api: Api
    engine: Engine
    routes: list[Any]


@pytest.fixture(scope="module")
def site(make_database: MakeDatabase, seeded_file: str) -> Iterator[Site]:
    url = make_database("sqlite", seeded_file)
    engine = make_engine(url)
    with running_app(url, webhooks=False, webhook_private_addresses=True) as (app, api):
        yield Site(api, engine, app.routes)
    engine.dispose()


@pytest.fixture
def api(site: Site) -> Api:
    return site.api


class TestObjectLevelAuthorization:
    """API1: what belongs to somebody is there for nobody else."""

    def test_what_is_of_another_holder_is_not_there(self, api: Api) -> None:
        hook, proposal = f"/v1/webhooks/{EXAMPLE_WEBHOOK}", f"/v1/proposals/{EXAMPLE_PROPOSALS[0]}"
        asks: list[tuple[str, str, Any]] = [
            ("GET", hook, None),
            ("DELETE", hook, None),
            ("GET", f"{hook}/deliveries", None),
            ("POST", f"{hook}/deliveries/1/retry", None),
            ("GET", proposal, None),
            ("PATCH", proposal, {"status": "deferred"}),
        ]
        for method, path, body in asks:
            headers = with_key(OTHER_KEY) | {"If-Match": "*"}
            answer = api.request(method, path, json=body, headers=headers)
            check_shape(answer, "not-found")
        for room in ("webhooks", "proposals"):
            mine, theirs = (
                {
                    each["id"]
                    for each in api.get(f"/v1/{room}", headers=with_key(key)).json()["data"]
                }
                for key in (OTHER_KEY, EXAMPLE_KEY)
            )
            assert mine
            assert mine.isdisjoint(theirs)
        # Nor by a filter that names somebody else.
        named = {"proposer": "The Example Newsroom"}
        found = api.get("/v1/proposals", params=named, headers=with_key(OTHER_KEY)).json()["data"]
        assert found == []


class TestAuthentication:
    """API2: a key is taken from one header alone, whole or not at all.

    How often one may guess: tests/test_rate_limits.py.
    """

    def test_a_key_is_taken_from_no_other_place(self, api: Api) -> None:
        for name in ("api_key", "key", "token", "access_token"):
            params = {name: EXAMPLE_KEY}
            refused = api.get("/v1/webhooks", params=params)
            assert refused.status_code in (400, 401)
            assert EXAMPLE_KEY.rpartition("_")[2] not in refused.text
            check_shape(api.get(PERSON, params=params), "unknown-parameter")
        elsewhere = [
            {"X-API-Key": EXAMPLE_KEY},
            {"Cookie": f"incumbent_session={EXAMPLE_KEY}; key={EXAMPLE_KEY}"},
            {"Authorization": f"Basic {EXAMPLE_KEY}"},
            {"Authorization": EXAMPLE_KEY},
            {"Proxy-Authorization": f"Bearer {EXAMPLE_KEY}"},
        ]
        for headers in elsewhere:
            check_shape(api.get("/v1/webhooks", headers=headers), "unauthorized")

    def test_a_part_of_a_key_opens_nothing_and_is_not_told_apart(self, api: Api) -> None:
        wrong = [EXAMPLE_KEY[:-1] + "a", EXAMPLE_KEY.replace("example2", "example3")]
        told = [api.get("/v1/webhooks", headers=with_key(each)) for each in wrong]
        assert {each.json()["detail"] for each in told} == {"The key is unknown."}
        assert not any(each[-20:] in answer.text for each in wrong for answer in told)


class TestPropertyLevelAuthorization:
    """API3: nothing is set, and nothing is shown, but what the document names."""

    def test_no_body_takes_a_member_that_is_not_its_own(self, api: Api) -> None:
        tried = 0
        for path, method, operation in operations(DOCUMENT):
            asked = example_request(method, path, operation)
            key = key_for(method, path, EXAMPLE_KEY)
            headers = with_key(key) | asked.pop("headers")
            for body in list(_with_one_more(asked.get("json"))):
                answer = api.request(**asked | {"json": body}, headers=headers)
                problem = check_shape(answer, "invalid-parameter")
                if isinstance(body, dict) and "proposer" in body:
                    named = {each["parameter"].rpartition(".")[2] for each in problem["errors"]}
                    assert "proposer" in named, (method, path, problem)
                tried += 1
        assert tried > 30

    def test_what_is_secret_is_told_once_or_never(self, site: Site) -> None:
        headers = with_key(make_key(site.engine, "Root", Scope.ADMIN))
        for path in ("/v1/webhooks", f"/v1/webhooks/{EXAMPLE_WEBHOOK}", "/v1/proposals"):
            told = site.api.get(path, headers=headers).text
            assert "whsec_" not in told
            assert "digest" not in told


def _with_one_more(body: Any) -> Iterator[Any]:
    """The body with a member that none has, in each of its objects in turn."""
    for path in list(_objects(body, ())):
        changed = deepcopy(body)
        at = changed
        for step in path:
            at = at[step]
        at["proposer"] = "Somebody Else"
        yield changed


def _objects(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        yield path
        for name, each in value.items():
            yield from _objects(each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _objects(each, (*path, index))


class TestResourceConsumption:
    """API4: whatever is asked for has an end."""

    def test_what_has_no_measure_is_refused(self, api: Api) -> None:
        key = with_key(EXAMPLE_KEY)
        many = [{"action": "deprecate", "fact_id": "a" * 16}] * 501
        refused: list[httpx.Response] = [
            api.get("/v1/people?limit=501"),
            api.get("/v1/search", params={"q": "a" * 10_000}),
            api.get("/v1/search", params={"q": "-a " * 600}),
            api.get("/v1/people", params={"cursor": "a" * 2_000}),
            api.post("/v1/match", json={"queries": {"a": {"name": "a" * 100_000}}}),
            api.post("/v1/proposals", json=many, headers=key),
            api.post("/v1/webhooks", json={"url": f"https://{'a' * 5_000}.example"}, headers=key),
        ]
        for answer in refused:
            check_shape(answer, "invalid-parameter")
            # For its size, and not for its shape.
            assert re.search("should (have at most|be less than)", answer.json()["detail"])
        check_shape(api.post("/v1/match", content=b" " * 1_100_000), "too-large")

    @pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
    def test_json_that_nests_without_end_is_refused(self, api: Api, opening: bytes) -> None:
        headers = {"Content-Type": "application/json"}
        for path in ("/v1/match", "/v1/proposals", "/v1/changes"):
            sent = opening * 100_000
            answer = api.post(path, content=sent, headers=headers | with_key(CURATOR_KEY))
            assert answer.status_code in (400, 422), answer.text
            check_shape(answer, answer.json()["type"].rpartition("/")[2])

    def test_what_is_packed_is_not_unpacked(self, api: Api) -> None:
        bomb = gzip.compress(b" " * 20_000_000)
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        began = time.process_time()
        check_shape(api.post("/v1/match", content=bomb, headers=headers), "bad-request")
        assert time.process_time() - began < 5

    def test_nobody_has_more_proposals_or_webhooks_than_can_be_seen_to(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.curating.submitting.MOST_OPEN", 5)
        monkeypatch.setattr("app.routers.webhooks.MOST_WEBHOOKS", 1)
        wanted = {"action": "deprecate", "fact_id": "ke4r77yquk5uko4s", "note": "It is not so"}
        wanted |= {"article_id": "liu-jianchao-new-face-of-the-communist-party"}
        key = with_key(EXAMPLE_KEY)  # four are open
        assert site.api.post("/v1/proposals", json=wanted, headers=key).status_code == 201
        refused = site.api.post("/v1/proposals", json=wanted, headers=key)
        assert "no more than 5 proposals" in check_shape(refused, "conflict")["detail"]
        hook = {"url": "https://example.org/hook"}
        check_shape(site.api.post("/v1/webhooks", json=hook, headers=key), "conflict")
        other = with_key(make_key(site.engine, "Somebody new"))
        assert site.api.post("/v1/proposals", json=wanted, headers=other).status_code == 201
        assert site.api.post("/v1/webhooks", json=hook, headers=other).status_code == 201


class TestFunctionLevelAuthorization:
    """API5: a role does what it may, however it asks (all in tests/test_route_matrix.py)."""

    def test_no_header_turns_a_request_into_another(self, api: Api) -> None:
        for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            answer = api.get(PERSON, headers={name: "DELETE"} | with_key(CURATOR_KEY))
            assert answer.json()["id"] == "liu-jianchao"
        for name in ("X-Original-URL", "X-Rewrite-URL"):
            answer = api.get(PERSON, headers={name: "/v1/webhooks"})
            assert answer.json()["id"] == "liu-jianchao"

    def test_no_other_spelling_of_a_path_leads_past_a_scope(self, api: Api) -> None:
        spelled = [
            *("/v1//webhooks", "/V1/webhooks", "/v1/webhooks/", "/v1/people/../webhooks"),
            *("/v1/%77ebhooks", "/v1/webhooks%2f", "/v1/webhooks;x"),
        ]
        for path in spelled:
            answer = api.get(path)
            assert answer.status_code in (401, 404), (path, answer.status_code)


class TestSensitiveFlows:
    """API6: what is shown changes where a person decides, on our own page or with a key."""

    def test_what_is_proposed_is_shown_to_nobody_before_it_is_accepted(self, site: Site) -> None:
        canary = "Canary of the proposals"
        fact = {"property": "occupation", "value": canary, "cite": "Communist Party"}
        wanted = {"subject_id": "liu-jianchao", "part": {"facts": fact}, "note": canary}
        wanted |= {"source": {"url": "https://example.org/a", "exact": "Communist Party"}}
        made = site.api.post("/v1/proposals", json=wanted, headers=with_key(OTHER_KEY))
        assert made.status_code == 201, made.text
        for path in (PERSON, f"{PERSON}/facts", "/v1/changes", f"/v1/search?q={canary}", "/review"):
            assert canary not in site.api.get(path).text.replace(f"q={canary}", "")
        refused = site.api.post(f"/v1/proposals/{made.json()['id']}/accept", json={"reason": "So"},
                                headers=with_key(OTHER_KEY) | {"If-Match": "*"})  # fmt: skip
        check_shape(refused, "forbidden")

    def test_a_form_of_another_site_does_nothing(self, api: Api) -> None:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            for path in ("session", "session/end", f"proposals/{EXAMPLE_PROPOSALS[0]}/accept"):
                told = {"Content-Type": FORM} | headers
                answer = api.post(f"/review/{path}", content=f"key={CURATOR_KEY}", headers=told)
                assert answer.status_code == 403, (path, headers)
                assert "Set-Cookie" not in answer.headers


class TestServerSideRequestForgery:
    """API7: the server asks nobody inside its own network, whatever it is given."""

    @pytest.mark.parametrize("url", [url for url, _ in REFUSED if url.startswith("http")])
    def test_no_page_inside_is_fetched(self, url: str) -> None:
        with pytest.raises(FetchError):
            fetch(url, private=False)

    def test_no_redirect_leads_inside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of two addresses of this machine, one is taken for a public one."""
        monkeypatch.setattr(addresses, "is_public", lambda each: str(each) == "127.0.0.1")
        inside = ("http://127.0.0.2:9/", "file:///etc/passwd", "gopher://127.0.0.1/", "//[::1]/")
        for target in inside:
            with (
                web(lambda *_, to=target: (302, {"Location": to}, b"")) as site,
                pytest.raises(FetchError),
            ):
                fetch(site.url, private=False)


# One of each sort of answer: the short way, lists, pages, files, what is wrong.
ANSWERS: Final = (
    *(PERSON, "/v1/people?limit=1", "/v1/people/nobody", "/v1/people?limit=x", "/nowhere"),
    *("/people/liu-jianchao", "/embed/people/liu-jianchao", "/review", "/", "/docs", "/robots.txt"),
    *("/docs/assets/swagger-ui.css", "/openapi.json", "/healthz", "/v1/exports/people.csv"),
    *("/v1/feed.atom", "/v1/webhooks", "/favicon.ico", "/v1/reconcile", "/problems/not-found"),
)


class TestMisconfiguration:
    """API8: browsers are told what not to do, and nobody is told how the server is made."""

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_every_answer_has_the_headers_that_keep_browsers_safe(
        self, api: Api, scheme: str
    ) -> None:
        forwarded = {"X-Forwarded-Proto": scheme} if scheme == "https" else {}
        asked = [("GET", each) for each in ANSWERS]
        asked += [("GET", "/people/liu-jianchao")]  # the second time, it was kept
        asked += [(method, PERSON) for method in ("HEAD", "OPTIONS", "PUT")]
        for method, path in asked:
            told = api.request(method, path, headers=forwarded).headers
            where = (method, path, dict(told))
            assert told.get_list("X-Content-Type-Options") == ["nosniff"], where
            assert len(told.get_list("Content-Security-Policy")) == 1, where
            assert "default-src 'none'" in told["Content-Security-Policy"], where
            assert len(told.get_list("Referrer-Policy")) == 1, where
            assert ("Strict-Transport-Security" in told) == (scheme == "https"), where
            for never in ("Server", "X-Powered-By", "Access-Control-Allow-Credentials"):
                assert never not in told, where

    def test_pages_of_curators_are_for_no_other_origin(self, api: Api) -> None:
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        for method in ("GET", "OPTIONS"):
            told = api.request(method, "/review", headers=asked).headers
            assert "Access-Control-Allow-Origin" not in told

    def test_odd_methods_are_refused(self, api: Api) -> None:
        for method in ("TRACE", "PUT", "PROPFIND"):
            for path in (PERSON, "/people/liu-jianchao", "/nowhere"):
                answer = api.request(method, path)
                assert answer.status_code in (404, 405), (method, path)
        assert api.request("DEBUG", PERSON).status_code == 400  # no method of HTTP

    @pytest.mark.parametrize(
        "line",
        [
            b"GET /v1/people?q=\xff HTTP/1.1",
            b"GET /v1/people/liu-jianchao?\x80=1 HTTP/1.1",
            b"GET /people/\xff HTTP/1.1",
            b"GET /v1/people/%ff%00 HTTP/1.1",
            b"GET /people?q=%ff%00 HTTP/1.1",
            b"GET /v1/people/" + b"a" * 60_000 + b" HTTP/1.1",
            b"GET http://evil.example/v1/people HTTP/1.1",
        ],
    )
    def test_bytes_that_no_address_has_are_answered(self, api: Api, line: bytes) -> None:
        asked = line + b"\r\nHost: a\r\nConnection: close\r\n\r\n"
        with socket.create_connection((api.base_url.host, api.base_url.port), 10) as connection:
            connection.sendall(asked)
            received = b""
            while got := connection.recv(65_536):
                received += got
        status = int(received.split(b" ", 2)[1])
        assert status < 500
        assert b"Traceback" not in received


class TestInventory:
    """API9: what is served is documented, or a page; nothing was left from developing."""

    def test_every_route_of_the_api_is_in_the_document(self, site: Site) -> None:
        # What explains that there is no such file or entity, with nothing of its own to tell.
        beside = {"/v1/exports/{file}", "/v1/reconcile/entities/{entity_id}"}
        routes = [each for each in iter_route_contexts(site.routes) if each.path]
        of_api = {str(each.path) for each in routes if str(each.path).startswith("/v1/")}
        assert of_api - set(DOCUMENT["paths"]) == beside
        assert {path.split("/")[1] for path in of_api} == {"v1"}
        hidden = {
            each.original_route.include_in_schema
            for each in routes
            if isinstance(each.original_route, APIRoute) and each.path not in DOCUMENT["paths"]
        }
        assert hidden == {False}

    def test_nothing_of_developing_is_served(self, api: Api) -> None:
        for path in (
            *("/debug", "/admin", "/console", "/redoc", "/v0/people", "/v2/people", "/.env"),
            *("/.git/config", "/docs/assets/../../main.py", "/assets/..%2f..%2fconfig.py"),
        ):
            assert api.get(path).status_code in (400, 404), path


class TestUnsafeConsumption:
    """API10: what comes from other servers is held to measures before anything is made of it."""

    @pytest.mark.parametrize(
        ("status", "headers", "body", "told"),
        [
            (200, {"Content-Type": "application/octet-stream"}, b"MZ", "only pages and plain text"),
            (200, {"Content-Type": "text/html"}, b" " * 10_500_000, "bytes"),
            (302, {"Location": "/again"}, b"", "leads on more than 5 times"),
            (500, {"Content-Type": "text/html"}, b"<p>Ada", "answered 500, not a page"),
        ],
    )
    def test_a_page_that_is_none_is_not_taken(
        self, status: int, headers: dict[str, str], body: bytes, told: str
    ) -> None:
        with web(lambda *_: (status, headers, body)) as site, pytest.raises(FetchError, match=told):
            fetch(site.url, private=True)
