"""From a profile to the words that prove it and back, and what changed in it since."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Explorer, look
from tests.conftest import MakeDatabase
from tests.writing import ARTICLE, curated_server, etag, fact_id, patched

SEED = "/articles/liu-jianchao-new-face-of-the-communist-party"
HEAD = "ke4r77yquk5uko4s"  # Liu Jianchao heads the International Liaison Department
QUOTE = (
    "Liu Jianchao, the head of the International Liaison Department of the Communist Party of China"
    " (CPC)"
)
WORDS: Any = {"x": 60, "y": 9}  # of a quote, behind its opening mark, which is no link
ADA = "/people/ada-moreau"
LEAVES = """A quiet chair

It is not so that Ada Moreau is a hydrologist, say colleagues.
Ada Moreau will chair the Harbour Board next year. She is said to have taken bribes.
"""
COLLEAGUES = {
    "exact": "It is not so that Ada Moreau is a hydrologist",
    "stance": "disputes",
    "voice": "unnamed",
    "attribution": "say colleagues",
}


@pytest.fixture(scope="module")
def edited(make_database: MakeDatabase) -> Iterator[httpx.Client]:
    """Six changes: what was loaded, corrected, deprecated, denied by a paper, and taken back."""
    with curated_server(make_database("sqlite")) as api:
        held = api.get(f"/v1{ADA}").json()["memberships"][0]["id"]
        job = fact_id(api, f"/v1{ADA}", "occupation")
        part = {"property": "occupation", "value": "hydrologist", "cite": "a hydrologist"}
        patched(api, f"/v1/facts/{job}", replace=part | {"certainty": "reported", "note": "So."})
        patched(api, f"/v1/facts/{held}", reason="Nobody else says so", deprecate=True)
        paper = {"id": "quiet", "title": "A quiet chair", "text": LEAVES, "reason": "It is new"}
        assert api.post("/v1/articles", json=paper).status_code == 201
        said = {
            "article_id": "quiet",
            "people": [
                {
                    "id": "ada-moreau",
                    "facts": [part | {"cite": COLLEAGUES}],
                    "memberships": [
                        {
                            "organization": "water-board",
                            "certainty": "planned",
                            "cite": "Ada Moreau will chair the Harbour Board next year",
                        }
                    ],
                }
            ],
            "statements": [
                {
                    "about": "ada-moreau",
                    "kind": "allegation",
                    "certainty": "alleged",
                    "cite": "She is said to have taken bribes",
                }
            ],
        }
        batch = {"reason": "What it says", "additions": [said]}
        assert api.post("/v1/changes", json=batch).status_code == 201
        day = f"/v1/facts/{fact_id(api, '/v1/events/delta-congress', 'start_date')}"
        assert api.delete(f"{day}?reason=No", headers=etag(api, day)).status_code == 204
        yield api


def page(api: httpx.Client, path: str, status: int = 200) -> str:
    """The words of a page, without its tags; fails where it has an id twice."""
    answer = api.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    twice = [each for each, count in Counter(ids(answer.text)).items() if count > 1]
    assert not twice
    return " ".join(re.sub(r"<[^>]+>", "", answer.text).split())


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


def marked(at: Page) -> str:
    return "".join(at.locator("mark.is-target").all_text_contents())


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_profile_leads_to_the_words_that_prove_it_and_back(
    explorer: Explorer, explored: httpx.Client, width: int
) -> None:
    with explorer.visit("/people/liu-jianchao", width) as at:
        at.locator(f'a[href="{SEED}#fact-{HEAD}"]').first.click(position=WORDS)
        first = at.locator("mark.is-target").first
        expect(first).to_be_in_viewport()
        assert marked(at).startswith(QUOTE)  # each run of it, and of the fact's second quote
        panel = at.locator("[data-resting]")
        expect(panel).to_contain_text("head of the International Liaison Department")
        assert at.locator(".cited").text_content() == explored.get(f"/v1{SEED}").json()["text"]
        look(at, f"article-arrival-{width}")
        panel.get_by_role("link", name="In the profile").click()
        expect(at.locator(f"#fact-{HEAD}")).to_be_in_viewport()
        assert at.url.endswith(f"/people/liu-jianchao#fact-{HEAD}")


def test_what_rests_on_words_is_listed_by_keyboard_and_the_place_is_marked_without_a_script(
    explorer: Explorer,
) -> None:
    with explorer.visit(SEED) as at:
        words = at.locator("mark a", has_text="the head of").first
        words.press("Enter")
        panel = at.locator("[data-resting]")
        expect(panel).to_be_focused()
        assert panel.locator("[data-facts] > li").count() > 1
        at.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(words).to_be_focused()
    with explorer.visit(f"{SEED}#fact-{HEAD}", PHONE, java_script_enabled=False) as at:
        beginning = at.locator(f"mark:has(> #fact-{HEAD}:target)")
        expect(beginning).to_be_in_viewport()
        other = at.locator("mark.rests-1").first
        colour = "(mark) => getComputedStyle(mark).backgroundColor"
        assert beginning.evaluate(colour) != other.evaluate(colour)


def test_every_citation_of_a_profile_leads_to_a_place_in_its_article(
    explored: httpx.Client,
) -> None:
    # What two articles say alike stands in the profile once, with the quotes of both.
    told = explored.get("/v1/people/lin-yuqing?include=citations").json()
    facts = [*told["memberships"], *told["events"], *told["facts"], *told["other_names"]]
    cited = {(each["article_id"], fact["id"]) for fact in facts for each in fact["citations"]}
    assert {article_id for article_id, _ in cited} == {
        "lin-becomes-foreign-minister",
        "a-quiet-minister-leaves",
    }
    for article_id, fact in cited:
        assert f"fact-{fact}" in ids(explored.get(f"/articles/{article_id}").text), fact


def test_pages_of_evidence_say_on_both_databases_what_the_ledger_has(api: httpx.Client) -> None:
    facts = api.get(f"/v1{SEED}/facts?limit=200").json()["data"]
    article = api.get(SEED).text
    assert {f"fact-{each['id']}" for each in facts} <= set(ids(article))
    assert "Characterisations, predictions" in page(api, SEED)
    assert "Liu’s appointment as the head" in page(api, f"/facts/{HEAD}")
    assert "Load dossier" in page(api, "/changes")
    assert "head of the International Liaison Department" in page(
        api, "/people/liu-jianchao/history"
    )
    first = page(api, "/changes/1")
    (following,) = re.findall(r'rel="next" href="(/changes/1\?[^"]+)"', api.get("/changes/1").text)
    assert first != page(api, following.replace("&amp;", "&"))


def test_a_history_tells_field_by_field_what_was_changed_and_why(edited: httpx.Client) -> None:
    told = page(edited, f"{ADA}/history")
    assert "certainty asserted → reported" in told
    assert "note nothing → So." in told
    assert "rank normal → deprecated" in told
    assert told.index("Change 5") < told.index("Change 2") < told.index("Change 1")
    alone = page(edited, f"{ADA}/history?from=1&to=2")
    assert "From change 1 to change 2: 1 changed." in alone
    assert page(edited, f"{ADA}/history?from=&to=") == told
    assert "Nothing differs" in page(edited, f"{ADA}/history?from=3&to=4")
    assert "is not the number of a change" in page(edited, f"{ADA}/history?from=x", 422)
    assert "the last change is 6" in page(edited, f"{ADA}/history?from=0&to=9", 422)
    assert "facts about others" in page(edited, "/organizations/water-board/history")
    page(edited, "/people/nobody/history", 404)


def test_an_article_tells_facts_from_what_it_denies_alleges_and_plans(
    edited: httpx.Client,
) -> None:
    told = page(edited, "/articles/quiet")
    places = [
        told.index(each) for each in ("What it disputes", "Alleged or planned", "Statements, which")
    ]
    assert places == sorted(places)
    assert "attributed: “say colleagues”" in told
    html = edited.get("/articles/quiet").text
    assert "disputes a fact" in html
    assert "supports a fact" not in html


def test_a_fact_tells_its_readings_and_one_taken_back_is_gone(edited: httpx.Client) -> None:
    (corrected,) = re.findall(r'href="(/facts/\w+)"', edited.get("/changes/2").text)
    told = page(edited, corrected)
    assert "certainty asserted → reported" in told
    assert "Taken back by change 2: read anew in " + ARTICLE in told
    assert "What other sources say of it" in told
    change = page(edited, "/changes/2")
    assert "note nothing → So." in change
    assert "no fact was recorded" not in change.lower()
    (gone,) = (
        each["fact_id"]
        for entry in edited.get("/v1/events/delta-congress/history").json()["data"]
        for each in entry["diff"]
        if each["event"] == "retracted"
    )
    assert "is gone since change 6" in page(edited, f"/facts/{gone}", 410)
    assert "Taken back: No" in page(edited, "/changes/6")
    page(edited, "/facts/aaaaaaaaaaaaaaaa", 404)
    page(edited, "/changes/99", 404)
