"""Pages of a world whose every text is an attack show it as text, and do nothing that it says.

Which pages there are is told by the application's routes (``tests.page_requests``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, Route
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import make_engine
from app.models import Fact
from app.pages.embed import CARD_PATHS
from app.vocabulary import PATHS, Scope
from tests.attack_data import ATTACK, ATTACKS, IDS, PROPOSALS, fill, propose
from tests.conftest import MakeDatabase, running_app
from tests.keys import make_key
from tests.page_requests import page_requests

PORTRAITS: Final = "https://portrait.example/"
# What an attack has made of a page: elements, handlers and addresses that no template of ours has.
_FOREIGN: Final = """() => [...document.querySelectorAll("*")].filter((each) =>
  [...each.attributes].some(({name}) => name.startsWith("on"))
  || ["BASE", "EMBED", "IFRAME", "OBJECT", "PLAINTEXT", "STYLE"].includes(each.tagName)
  || each.matches("meta[http-equiv]")
  || (each.tagName === "SCRIPT" && each.type !== "application/ld+json" && !each.src)
  || (each.href && each.tagName === "A" && !/^https?:/.test(each.href))
).map((each) => each.outerHTML.slice(0, 200))"""
_HURT: Final = "() => window.hurt"


@dataclass
class Visit:
    """A browser that notes whatever an attack achieves."""

    page: Page
    origin: str
    noted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", lambda dialog: self.noted.append(f"dialog: {dialog.message}"))
        self.page.on("pageerror", lambda error: self.noted.append(f"error: {error}"))
        self.page.on("console", self._heard)
        # Only what goes elsewhere: to be asked of each file of ours takes longer than all else.
        self.page.route(re.compile(f"^(?!{re.escape(self.origin)}/)"), self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        # A page that says why it is none is what some of the requests ask for.
        is_told = (
            "Failed to load resource" in message.text and self.origin in message.location["url"]
        )
        if message.type in ("error", "warning") and not is_told:
            self.noted.append(f"{message.type}: {message.text}")

    def _asked(self, route: Route) -> None:
        url, kind = route.request.url, route.request.resource_type
        if kind == "image" and url.startswith(PORTRAITS):
            route.fulfill(status=200, content_type="image/png", body=b"")
        else:
            self.noted.append(f"request: {kind} {url}")
            route.abort()


@pytest.fixture(scope="module")
def attacked(make_database: MakeDatabase) -> Iterator[tuple[FastAPI, httpx.Client, list[Any]]]:
    """The application and a client of it, with every request for a page of the attacked world."""
    url = make_database("sqlite")
    engine = make_engine(url)
    fill(engine)
    with Session(engine) as session:
        facts = sorted(session.scalars(select(func.min(Fact.id)).group_by(Fact.kind)))
    propose(engine, facts[0])
    key = make_key(engine, ATTACK, Scope.CURATE)
    engine.dispose()
    values: dict[str, list[str]] = {
        "fact_id": facts[::2],
        "number": ["2"],
        "dataset_id": ["attack"],
        "name": ["explorer.0.css"],
        "q": [ATTACKS[0]],
        "with": ["mallory"],
        "as_of": [ATTACKS[0]],
        "from": [ATTACKS[2]],
        "sitemap": ["people"],
        "proposal_id": [*PROPOSALS],
        "done": [PROPOSALS[2]],
    }
    values |= {PATHS[kind].removeprefix("/v1/"): ids[:1] for kind, ids in IDS.items()}
    with running_app(url, webhooks=False) as (app, client):
        client.headers["Accept"] = "text/html"
        client.post("/review/session", data={"key": key})
        yield app, client, list(page_requests(app, values))


def test_every_page_shows_an_attack_as_text(
    attacked: tuple[FastAPI, httpx.Client, list[Any]], browser: Browser
) -> None:
    _, client, requests = attacked
    context = browser.new_context(viewport={"width": 360, "height": 800})
    visit = Visit(context.new_page(), str(client.base_url).rstrip("/"))
    (session,) = client.cookies.jar
    url = f"{visit.origin}/review"
    context.add_cookies([{"name": session.name, "value": session.value or "", "url": url}])
    shown = set()
    for path, query in requests:
        if path == "/docs" or "." in path:  # a test of its own has it; a file is no page
            continue
        url = str(client.build_request("GET", path, params=query).url)
        answer = visit.page.goto(url)
        if answer is None or "text/html" not in answer.headers["content-type"]:
            continue
        assert visit.page.evaluate(_FOREIGN) == [], url
        assert visit.page.evaluate(_HURT) is None, url
        assert visit.noted == [], url
        assert visit.page.url.startswith(visit.origin), url
        if ATTACKS[0] in visit.page.evaluate("() => document.body.textContent"):
            shown.add(path)
    reviewed = {f"/review/proposals/{each}" for each in PROPOSALS}
    reviewed |= {f"{each}/edit" for each in reviewed}
    assert shown >= {"/people/eve", "/embed/people/eve", "/review"} | reviewed
    context.close()


def test_an_article_is_not_ended_by_its_text(
    attacked: tuple[FastAPI, httpx.Client, list[Any]],
) -> None:
    """JSON-LD stands in a script element, which no text within it may end."""
    _, client, _ = attacked
    page = client.get("/people/eve").text
    data = page.partition('type="application/ld+json">')[2].partition("</script>")[0]
    assert httpx.Response(200, text=data).json()["name"] == ATTACK


def test_every_page_has_a_strict_policy(
    attacked: tuple[FastAPI, httpx.Client, list[Any]],
) -> None:
    """Whatever answers HTML: no script but our own files, and no frame but around a card."""
    _, client, requests = attacked
    answers = [client.get(path, params=query) for path, query in requests]
    answers += [client.get(path) for path in ("/people/nobody", "/embed/people/nobody", "/nowhere")]
    pages = [each for each in answers if "text/html" in each.headers.get("Content-Type", "")]
    assert {"/docs", "/people/eve"} <= {each.url.path for each in pages}
    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        where = f"{page.url}: {policy}"
        assert parts["default-src"] == "'none'", where
        assert parts["base-uri"] == "'none'", where
        is_card = page.url.path.startswith(CARD_PATHS)
        assert parts["frame-ancestors"] == ("*" if is_card else "'none'"), where
        assert "unsafe" not in parts.get("script-src", ""), where
        assert page.headers["X-Content-Type-Options"] == "nosniff", where
        assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin", where
        assert "Set-Cookie" not in page.headers, where
