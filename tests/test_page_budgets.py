"""What a page costs a reader: bytes, movement, scripts, other hosts; and what its head says."""

import re
from typing import Any, Final

import httpx
import orjson
import pytest

from app.pages.snippets import card_snippet
from tests.attack_data import SHORT
from tests.browser import Explorer

RICH: Final = "/people/lin-yuqing"
MOST_BYTES: Final = 100_000
# Every byte on the way, and how far anything moved without being asked to.
_COST: Final = """() => new Promise((done) => {
  let moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => { moved += each.value; }))
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => setTimeout(() => done({
    moved,
    files: ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
      .map(({name, transferSize}) => ({name, bytes: transferSize})),
  }), 50));
})"""
_TEXT: Final = """() => document.querySelector("main").textContent.replace(/\\s+/g, " ").trim()"""
_META: Final = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
_DATA: Final = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def test_a_profile_is_light_stays_put_and_asks_nobody_else(explorer: Explorer) -> None:
    with explorer.visit(RICH, 360) as page:
        cost: Any = page.evaluate(_COST)
        text = page.evaluate(_TEXT)
    sizes = {each["name"]: each["bytes"] for each in cost["files"]}
    assert all(name.startswith(explorer.origin) for name in sizes), sizes
    assert any(name.endswith(".css") for name in sizes)
    assert 1_000 < sum(sizes.values()) < MOST_BYTES, sizes
    assert cost["moved"] == 0
    with explorer.visit(RICH, 360, java_script_enabled=False) as page:
        assert re.sub(r"\s+", " ", page.locator("main").text_content() or "").strip() == text


def test_a_profile_prints_its_sources_and_where_it_is_from(explorer: Explorer) -> None:
    with explorer.visit(RICH) as page:
        page.emulate_media(media="print")
        assert not page.locator("header.site").is_visible()
        assert not page.locator("footer.site").is_visible()
        printed = page.locator(".printed").inner_text()
        quote = page.locator(".quote a").first
        after = quote.evaluate("(each) => getComputedStyle(each, '::after').content")
    assert f"{explorer.origin}{RICH}" in printed
    assert "known_at=" in printed
    assert "attr(href)" in after or "/articles/" in after


def test_what_a_page_says_to_programs_parses_and_leads_on(explored: httpx.Client) -> None:
    page = explored.get(RICH).text
    told = dict(_META.findall(page))
    assert told["og:title"] == "Lin Yuqing"
    assert told["og:url"] == f"{str(explored.base_url).rstrip('/')}{RICH}"
    assert told["description"] == told["og:description"] != ""
    assert "robots" not in told
    assert dict(_META.findall(explored.get(f"{RICH}?as_of=2016").text))["robots"] == "noindex"
    (data,) = _DATA.findall(page)
    ids = {each for each in _ids(orjson.loads(data)) if each.startswith("/")}
    assert f"/v1{RICH}" in ids
    assert {path: explored.get(path).status_code for path in ids} == dict.fromkeys(ids, 200)


def _ids(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for each in node for found in _ids(each)]
    if not isinstance(node, dict):
        return []
    own = [node["@id"]] if "@id" in node else []
    return own + [found for each in node.values() for found in _ids(each)]


LINKED = {
    "/v1/people/lin-yuqing": "/people/lin-yuqing",
    "/v1/people/xi-jinping?known_at=1&as_of=2023": "/people/xi-jinping?known_at=1&as_of=2023",
    "/v1/people/lin-yuqing?format=csv": "/people/lin-yuqing",
    "/v1/organizations/harbour-party": "/organizations/harbour-party",
    "/v1/posts/mayor-of-port-alder": "/posts/mayor-of-port-alder",
    "/v1/articles/a-quiet-minister-leaves": "/articles/a-quiet-minister-leaves",
    "/v1/people/lin-yuqing/connections?limit=2": "/people/lin-yuqing/connections",
    "/v1/people/lin-yuqing/connections?with=tomas-arden": (
        "/people/lin-yuqing/connections?with=tomas-arden"
    ),
    "/v1/datasets": "/datasets",
    "/v1/datasets/curated": "/datasets/curated",
}


@pytest.mark.parametrize("path", LINKED)
def test_data_leads_to_the_page_of_the_same(explored: httpx.Client, path: str) -> None:
    told = explored.get(path)
    assert told.links["alternate"]["url"] == LINKED[path]
    assert told.links["alternate"]["type"] == "text/html"
    assert told.links["describedby"]["url"] == "/openapi.json"


def test_a_card_can_stand_on_another_site(explored: httpx.Client) -> None:
    card = explored.get("/embed/people/lin-yuqing", headers={"Accept": "text/html"})
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "<script" not in card.text
    assert "<li>member, Harbour Party <small>since 1988</small></li>" in card.text
    assert card.text.count("<li>") == 1  # another source tells the end
    assert 'target="_blank"' in card.text
    missing = explored.get("/embed/people/nobody", headers={"Accept": "text/html"})
    assert missing.status_code == 404
    assert "frame-ancestors *" in missing.headers["Content-Security-Policy"]
    assert 'class="card"' in missing.text


def test_a_name_does_nothing_on_the_page_that_a_card_is_copied_into() -> None:
    person = {"kind": "person", "id": "eve", "display_name": SHORT}
    snippet = card_snippet("https://incumbent.example", person)
    (found,) = re.findall(r'^<iframe src="([^"<>]+)" [^<>]+></iframe>$', snippet)
    assert found == "https://incumbent.example/embed/people/eve"
