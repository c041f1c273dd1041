"""The page of a person: what is held now, how it is known, and where sources disagree."""

import re
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.loading.load import load
from app.pages.citations import Citation
from app.pages.words import language_words, period_words
from app.profiles.evidence import gather
from app.profiles.readings import readings_of
from app.profiles.spans import add_ancestors
from tests.browser import DESK, PHONE, Explorer
from tests.dossiers import KESSARIA, edited, write_dossier

LIN = "/people/lin-yuqing"
# What has moved on the screen since it was first painted.
_SHIFTED = """() => new Promise((tell) => {
  new PerformanceObserver((list) => tell(list.getEntries().length))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => tell(0), 100);
})"""


def shown(page: Page) -> list[str]:
    """What is said to be held on the day that the page shows."""
    return page.locator(".profile-now .post-title").all_text_contents()


def test_a_reader_sees_what_is_held_draws_back_in_time_and_returns(
    browser: Browser, explored: httpx.Client
) -> None:
    with Explorer(browser, str(explored.base_url)).visit(LIN) as page:
        assert page.evaluate(_SHIFTED) == 0
        expect(page.locator("h1")).to_have_text("Lin Yuqing")
        expect(page.locator(".profile-scripts [lang=zh]")).to_have_text("林雨晴")
        # The one source that has an end for it completes the one that has none.
        assert shown(page) == ["member"]
        minister = page.locator(".lane", has_text="foreign minister")
        expect(minister).to_contain_text("12 March 2015 – June 2021")
        expect(minister).not_to_contain_text("several sources")
        expect(page.get_by_text("Born 3 May 1961 or 3 May 1962 (sources differ)")).to_be_visible()
        # By keyboard: the bar of that post tells itself, with its quote, and leads to its fact.
        page.locator(".lane a", has_text="foreign minister").first.focus()
        page.keyboard.press("Tab")
        note = page.locator(".chart-note")
        expect(note).to_contain_text("12 March 2015 – June 2021")
        expect(note.locator("q")).to_have_text(
            "became foreign minister of Kessaria on 12 March 2015"
        )
        page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        page.keyboard.press("Enter")
        expect(page.locator(":target")).to_contain_text("since 12 March 2015")
        # Then to another day.
        page.get_by_text("As of now").click()
        page.get_by_label("True on").fill("2005")
        page.get_by_role("button", name="Show").click()
        past = page.locator("main").get_by_role("status")
        expect(past).to_contain_text("as it was true on some day in 2005")
        assert shown(page)[:2] == ["mayor of Port Alder", "member"]
        expect(page.locator(".chart-days .marked")).to_have_text("2005")
        page.get_by_role("link", name="Back to now").click()
        expect(past).to_have_count(0)


def test_readings_stand_side_by_side_on_a_desk_and_below_each_other_on_a_phone(
    browser: Browser, explored: httpx.Client
) -> None:
    explorer = Explorer(browser, str(explored.base_url))
    for width, columns in ((DESK, 2), (PHONE, 1)):
        with explorer.visit(LIN, width, java_script_enabled=False) as page:
            born = page.locator("dd .reading")
            expect(born.nth(0)).to_contain_text("3 May 1961")
            expect(born.nth(1)).to_contain_text("born on 3 May 1962")
            expect(page.get_by_text("One source tells the start, another the end:")).to_have_count(
                1
            )
            expect(page.get_by_text("What each source says of it:")).to_have_count(1)
            boxes: Any = [born.nth(each).bounding_box() for each in range(2)]
            assert len({box["x"] for box in boxes}) == columns
            mayor = page.locator(".held", has_text="mayor of Port Alder").locator(".reading").first
            expect(mayor).to_contain_text("June 2001 – 30 November 2009")
            title = page.locator(".lane-drawing a title").first
            expect(title).to_have_text("member, Harbour Party: since 1988")


def test_each_fact_stands_once_with_its_quote_or_its_dataset(explored: httpx.Client) -> None:
    for person in ("lin-yuqing", "liu-jianchao", "tomas-arden"):
        page = explored.get(f"/people/{person}", headers={"Accept": "text/html"}).text
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        document = explored.get(f"/v1/people/{person}").json()
        facts = [
            each
            for part in ("memberships", "events", "facts", "other_names", "identifiers", "links")
            for each in document[part]
        ]
        for fact in facts:
            assert f"fact-{fact['id']}" in ids
            for cited in fact["citations"]:
                assert f"/articles/{cited['article_id']}#fact-{fact['id']}" in page
        assert document["cite"]["url"].removeprefix("/v1") in page.replace("&amp;", "&")


def test_a_page_takes_what_its_json_takes(explored: httpx.Client) -> None:
    html = {"Accept": "text/html"}
    shared = explored.get(f"{LIN}?as_of=&known_at=&utm_source=x", headers=html).text
    assert f'href="/v1{LIN}"' in shared
    assert "utm_source" not in shared  # its JSON would not take it
    assert explored.get(f"{LIN}?as_of=soon", headers=html).status_code == 422
    assert explored.get("/people/nobody", headers=html).status_code == 404
    past = explored.get(f"{LIN}?as_of=2005&known_at=2026-01-01", headers=html)
    assert past.status_code == explored.get(f"/v1{LIN}?known_at=2026-01-01").status_code
    number = explored.get(f"/v1{LIN}").json()["cite"]["change"]
    kept = explored.get(f"{LIN}?as_of=2005&known_at={number}", headers=html).text
    # What knows no day, or no past, is led to without it.
    assert not re.search(r'href="/articles/[^"?]+[#"]', kept)
    assert f'href="{LIN}/connections?known_at={number}"' in kept
    assert not re.search(r'href="/(facts|changes|datasets)/[^"]*known_at', kept)
    asked = explored.get(f"{LIN}?as_of=2005", headers=html).text
    assert f'href="/v1{LIN}?as_of=2005&amp;format=csv"' in asked
    assert explored.get(f"/v1{LIN}?as_of=2005&format=csv").status_code == 200
    assert '<h2 class="overline">In 2005</h2>' in asked
    month = explored.get(f"{LIN}?as_of=2005-06", headers=html).text
    assert '<h2 class="overline">In June 2005</h2>' in month
    told = '<meta name="description" content="{}">'
    assert told.format("member since 1988") in explored.get(f"{LIN}?as_of=2024", headers=html).text


def test_a_profile_weighs_little(explored: httpx.Client) -> None:
    page = explored.get(LIN, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    loaded = re.findall(r'/assets/explorer[^"]+', page.text)
    sizes = [page, *(explored.get(path, headers={"Accept-Encoding": "gzip"}) for path in loaded)]
    assert sum(each.num_bytes_downloaded for each in sizes) < 50_000


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2001-06", "2009-11-30", "June 2001 – 30 November 2009"),
        ("2010", "2010", "2010"),
        ("2015-03-12", None, "since 12 March 2015"),
        ("1996~", None, "since about 1996"),
        (None, "2009-12", "until December 2009"),
        (None, "..2023-12-31", "until 31 December 2023 at the latest"),
        ("2022..", "2023", "from 2022 at the earliest until 2023"),
        ("2020..2021", None, "since some day between 2020 and 2021"),
        ("2015", "..", "from 2015, ended on an unknown day"),
        (None, "..", "ended on an unknown day"),
        ("..", None, "since an unknown day"),
        (None, None, ""),
    ],
)
def test_periods_are_told_in_words(start: str | None, end: str | None, words: str) -> None:
    assert period_words({"start_date": start, "end_date": end}) == words


@pytest.mark.parametrize(
    ("tag", "words"),
    [("zh", "Chinese"), ("zh-Hant", "Traditional Chinese"), ("ru-Latn", "Russian (Latn)")],
)
def test_languages_are_told_by_their_names(tag: str, words: str) -> None:
    assert language_words(tag) == words
    assert language_words("x-klingon") == "x-klingon"


def test_a_profile_is_cited_as_reference_managers_want_it() -> None:
    url = "/v1/people/ada?as_of=2023&known_at=7"
    text = f"“Ada {{& Co}}”, Incumbent, change 7, as recorded 2026-11-26, {url}"
    cite = {"change": 7, "url": url, "text": text}
    found = Citation.of({"id": "ada", "name": "Ada {& Co}", "cite": cite}, "https://x.example")
    assert found.address == "https://x.example/people/ada?as_of=2023&known_at=7"
    assert found.text.endswith(f"2026-11-26, {found.address}")
    assert r"title = {{Ada \{\& Co\}}}" in found.bibtex
    [item] = orjson.loads(found.csl)
    assert item["issued"] == {"date-parts": [[2026, 11, 26]]}
    assert (item["URL"], item["version"]) == (found.address, "change 7")


def test_readings_are_what_cannot_all_be_so_or_was_set_aside(
    engine: Engine, dossier_folder: Path
) -> None:
    born = {"property": "birth_date", "value": "1907", "cite": "a hydrologist"}
    wrong = born | {"rank": "deprecated", "rank_reason": "Misprint"}
    first = edited(KESSARIA, ("people", 0, "facts"), [born | {"value": "1970"}, wrong])
    held = KESSARIA["people"][0]["memberships"][0]
    term = {"start_date": "2010-01-03", "end_date": "2012-01-03"}
    next_term = {"start_date": "2012-01-03", "end_date": "2014-01-03"}
    ended = {"end_date": "2014-02"}
    terms = [{**held, **each} for each in (term, next_term)]
    ending = {name: value for name, value in held.items() if name != "start_date"} | ended
    first = edited(first, ("people", 0, "memberships"), [*terms, ending])
    write_dossier(dossier_folder, first)
    load(engine, dossier_folder)
    with Session(engine) as session:
        evidence = gather(session, ["ada-moreau"])
        add_ancestors(session, evidence)
        readings = {each["property"]: each for each in readings_of(evidence, "ada-moreau")}
    told = {each["value"]: each["rank"] for each in readings["birth_date"]["facts"]}
    assert told == {"1970": "normal", "1907": "deprecated"}
    # The terms share a day and are not in dispute; the end that is told alone is the later one's.
    one, other = readings["membership"]["facts"]
    assert (one["start_date"], other["end_date"]) == ("2012-01-03", "2014-02")
    assert (one["disputed"], other["disputed"]) == (False, False)
    assert all(each["citations"] for each in readings["membership"]["facts"])
