"""The first page, the search, the lists, and what search engines read."""

import html
import re
import shlex
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from sqlalchemy import Engine

from app.db import read_session
from app.pages.lists import LISTS as SHOWN_LISTS
from app.queries.search_filters import LISTS
from app.queries.sitemap import sitemap_part, sitemap_parts
from app.vocabulary import PATHS, EntityKind
from tests.conftest import LISTED_ON_SQLITE, Serve
from tests.imports import FIRST, import_lines
from tests.list_oracle import Listed

IN_A_BROWSER = {"Accept": "text/html"}
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def shown(client: httpx.Client, path: str, status: int = 200, **more: Any) -> str:
    answer = client.get(path, headers=IN_A_BROWSER | more.pop("headers", {}), **more)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def linked(page: str, pattern: str) -> list[str]:
    """The addresses of links that a pattern matches, each once."""
    return list(dict.fromkeys(map(html.unescape, re.findall(f'href="({pattern})"', page))))


def names(page: str) -> list[str]:
    """What the cards of a page lead to."""
    return re.findall(r'<h2 class="card-name"><a href="([^"]+)"', page)


def parsed(client: httpx.Client, path: str) -> ET.Element:
    return ET.fromstring(client.get(path).content)  # noqa: S314 (what our own server wrote)


def test_the_first_page_leads_to_the_sentence_that_proves_a_post(explored: httpx.Client) -> None:
    page = shown(explored, "/")
    (proof,) = linked(page, r"/articles/[^\"]+#fact-\w+")
    article_id, fact_id = re.findall(r"/articles/(.+)#fact-(.+)", proof)[0]
    fact = explored.get(f"/v1/memberships/{fact_id}").json()
    cited = fact["citations"][0]
    assert cited["article_id"] == article_id
    assert f"<mark>{cited['exact']}</mark>" in page
    assert (fact["certainty"], fact["disputed"], fact["dataset"]) == ("asserted", None, "curated")
    assert f"/people/{fact['person_id']}#fact-{fact_id}" in page


def test_the_first_page_says_what_is_in_here(explored: httpx.Client) -> None:
    page = shown(explored, "/")
    for kind in EntityKind:
        path = PATHS[kind].removeprefix("/v1")
        total = explored.get(PATHS[kind]).json()["page"]["total"]
        assert f'<a href="{path}"><b>{total}</b>' in page
    newest = explored.get("/v1/changes?limit=500").json()["data"][-1]
    assert newest["reason"] in page
    assert linked(page, r"/changes/\d+")[0] == f"/changes/{newest['number']}"
    assert linked(page, r"/datasets/\w+") == ["/datasets/curated"]
    assert all(each in page for each in ("林雨晴", "Линь Юйцин"))
    for each in linked(page, r"/search\?q=[^\"]+"):
        assert explored.get(f"/v1{each}").json()["data"], each


def test_the_command_works_as_printed(explored: httpx.Client) -> None:
    page = shown(explored, "/")
    command, answer = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)
    curl, silent, get, url, *data = shlex.split(html.unescape(command).replace("\\\n", ""))
    assert (curl, silent, get) == ("curl", "-s", "--get")
    assert data[::2] == ["-d"] * (len(data) // 2)
    asked = httpx.get(f"{url}?{'&'.join(data[1::2])}")
    holders = {(each["person"]["name"], each["holds"]) for each in asked.json()["data"]}
    assert len({name for name, _ in holders}) == 1
    assert "definitely" in {holds for _, holds in holders}
    real = asked.text.splitlines()
    told = html.unescape(answer).splitlines()
    assert told == real[: len(told)]
    assert len(told) == len(real) or f"and {len(real) - len(told)} more line" in page
    assert any('"name": "' in line for line in told)


def test_the_first_page_needs_no_articles_and_no_facts(
    engine: Engine, database_url: str, serve: Serve, tmp_path: Path
) -> None:
    client = serve(database_url, webhooks=False)
    assert "Nothing is in here yet" in shown(client, "/")
    assert "There are no people yet" in shown(client, "/people")
    assert "Nothing found" in shown(client, "/search?q=liu")
    assert list(parsed(client, "/sitemap.xml")) == []
    assert list(parsed(client, "/sitemap-person.xml")) == []
    import_lines(engine, tmp_path, FIRST)
    page = shown(client, "/")
    assert '<a href="/people"><b>3</b>' in page
    assert "All that is in here was imported" in page
    assert 'Who belonged to <a href="/organizations/' in page
    assert "CC0-1.0" in page
    assert "Ada Moreau" in shown(client, "/people")


@pytest.mark.parametrize("kind", EntityKind)
def test_a_list_shows_what_the_api_lists(listed: Listed, kind: EntityKind) -> None:
    path = PATHS[kind].removeprefix("/v1")
    page = shown(listed.client, path)
    rows = listed.client.get(PATHS[kind], params={"limit": 40}).json()["data"]
    assert names(page) == [f"{path}/{each['id']}" for each in rows]
    assert linked(page, rf"/v1{path}")
    assert linked(page, rf"/v1/exports{path}\.csv")


def test_what_a_list_offers_is_what_it_takes() -> None:
    for kind, spec in LISTS.items():
        words = SHOWN_LISTS[kind]
        assert set(words.facets) <= set(spec.facets)
        assert set(words.dates) <= {each.name for each in spec.parameters()}
        assert {each.removeprefix("-") for each in words.sorts} <= set(spec.sorts)


def test_a_list_is_narrowed_sorted_and_turned(listed: Listed) -> None:
    asked = "sort=-birth_date&organization=senate&organization=court&on=1990&q=&utm_source=x"
    page = shown(listed.client, f"/people?{asked}")
    kept = "sort=-birth_date&organization=senate&organization=court&on=1990"
    (data,) = linked(page, rf"/v1/people\?{re.escape(html.escape(kept))}")
    rows = listed.client.get(f"{data}&limit=500").json()["data"]
    assert 0 < len(rows) <= 40
    assert names(page) == [f"/people/{each['id']}" for each in rows]
    (csv,) = linked(page, r"/v1/exports/people\.csv[^\"]*")
    lines = listed.client.get(csv).text.splitlines()
    assert {each.split(",")[0] for each in lines[1:]} == {each["id"] for each in rows}
    taken = kept.replace("organization=court&", "")
    assert f"/people?{taken}" in linked(page, r"/people\?[^\"]+")


def test_a_list_is_turned_page_by_page(listed: Listed) -> None:
    found: list[str] = []
    path: str | None = "/people?as_of=1990"
    while path:
        page = shown(listed.client, path)
        found += names(page)
        path = next(iter(linked(page, r"/people\?[^\"]*cursor=[^\"]+")), None)
        assert not path or "as_of=1990" in path
        assert all(each.endswith("?as_of=1990") for each in names(page))
    total = listed.client.get("/v1/people").json()["page"]["total"]
    assert len(found) == len(set(found)) == total


@LISTED_ON_SQLITE
def test_what_is_filled_in_wrong_is_said_on_the_page(listed: Listed) -> None:
    for path, told in (
        ("/people?birth_date=long+ago", "birth date"),
        ("/people?q=-liu", "add a word"),
        ("/search?q=-liu", "add a word"),
        ("/search?q=kind:dog", "no kind"),
        ("/search?q=ada&on=then", "on"),
        (f"/search?q={'x' * 501}", "fewer words"),
    ):
        page = shown(listed.client, path, 422)
        (alert,) = re.findall(r'role="alert">(.*?)</div>', page, re.DOTALL)
        assert told in alert
        assert "noindex" in page
    assert shown(listed.client, "/people?cursor=nonsense", 400)
    answer = listed.client.get("/people?participant_id=x&organization=", headers=IN_A_BROWSER)
    assert answer.status_code == 200


@LISTED_ON_SQLITE
def test_a_merged_id_leads_a_page_to_its_survivor(listed: Listed) -> None:
    answer = listed.client.get("/events?participant_id=doubled", headers=IN_A_BROWSER)
    assert answer.status_code == 308
    assert answer.headers["location"] == "/events?participant_id=person-00"


def test_the_search_says_why_it_found_something(explored: httpx.Client) -> None:
    page = shown(explored, "/search", params={"q": "林雨晴"})
    assert names(page)[0] == "/people/lin-yuqing"
    assert re.search(r"Also <b[^>]*><mark>林雨晴</mark></b>", page)
    assert "foreign minister" in page
    page = shown(explored, "/search", params={"q": "yuqing lin"})
    assert "<mark>Lin Yuqing</mark>" in page or "<mark>Lin</mark> <mark>Yuqing</mark>" in page
    assert "Its words in another order" in page
    page = shown(explored, "/search", params={"q": '"party training school"'})
    assert "<mark>party</mark> <mark>training</mark> <mark>school</mark>" in page


def test_facets_of_the_search_narrow_it(explored: httpx.Client) -> None:
    page = shown(explored, "/search?q=lin")
    (narrowed,) = linked(page, r"/search\?[^\"]*kind=person[^\"]*")
    assert ">Curated from articles</a>" in page
    page = shown(explored, narrowed)
    assert names(page)
    assert all(each.startswith("/people/") for each in names(page))
    assert "/search?q=lin" in linked(page, r"/search\?[^\"]+")
    assert linked(page, r"/v1/search\?[^\"]+")[0] == f"/v1{narrowed}"


def test_where_nothing_is_found_there_is_help(explored: httpx.Client) -> None:
    page = shown(explored, "/search", params={"q": "name:jianchao text:nowhere"})
    assert "Nothing found" in page
    page = shown(explored, "/search", params={"q": '"liu jianchoa"'})
    assert names(page) == []
    assert "/people/liu-jianchao" in linked(page, r"/people/[^\"]+")


def test_names_are_shown_in_the_readers_language(explored: httpx.Client) -> None:
    for path in ("/people?q=lin+yuqing", "/search?q=lin+yuqing"):
        answer = explored.get(path, headers=IN_A_BROWSER | {"Accept-Language": "zh"})
        assert re.search(r'<a href="/people/lin-yuqing" lang="zh">.*林雨晴', answer.text)
        assert "Accept-Language" in answer.headers["vary"]


def test_a_sitemap_has_every_page_that_is_there(listed: Listed) -> None:
    index = parsed(listed.client, "/sitemap.xml")
    parts = [str(each.text) for each in index.iter(f"{NAMESPACE}loc")]
    found: dict[str, str] = {}
    for part in parts:
        told = parsed(listed.client, part)
        for each in told.iter(f"{NAMESPACE}url"):
            found[str(each[0].text)] = str(each[1].text)
    base = str(listed.client.base_url).rstrip("/")
    there = {
        f"{base}{PATHS[kind].removeprefix('/v1')}/{each['id']}"
        for kind in EntityKind
        for each in listed.client.get(PATHS[kind], params={"limit": 500}).json()["data"]
    }
    assert found.keys() == there
    assert not {f"{base}/people/doubled", f"{base}/people/person-39"} & found.keys()
    profile = listed.client.get("/v1/people/person-00")
    number = profile.json()["cite"]["change"]
    changed = listed.client.get(f"/v1/changes/{number}").json()["at"]
    assert found[f"{base}/people/person-00"] == f"{changed[:19]}Z"


def test_a_sitemap_has_parts(seeded_engine: Engine) -> None:
    with read_session(seeded_engine) as session:
        parts = sitemap_parts(session, 3)
        told = [
            [str(row.id) for row in sitemap_part(session, kind, start, 3)] for kind, start in parts
        ]
        whole = [str(row.id) for kind in EntityKind for row in sitemap_part(session, kind, "")]
    assert max(map(len, told)) == 3
    assert all(told)
    assert sorted(chain.from_iterable(told)) == sorted(whole)


def test_robots_and_browsers_get_what_they_ask_for_unasked(explored: httpx.Client) -> None:
    told = explored.get("/robots.txt").text
    base = str(explored.base_url).rstrip("/")
    assert f"Sitemap: {base}/sitemap.xml" in told
    assert "Disallow: /review\n" in told
    for path in ("/favicon.ico", "/apple-touch-icon.png"):
        answer = explored.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert answer.content.startswith(b"\x89PNG")
