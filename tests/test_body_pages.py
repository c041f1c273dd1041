"""The pages of posts, organizations, events and datasets, as somebody uses them."""

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import Explorer

MINISTER = "/posts/foreign-minister-of-kessaria"
HTML = {"Accept": "text/html"}


def read(client: httpx.Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text
    return answer.text


def test_from_a_succession_to_the_ministry_and_one_of_its_people(
    browser: Browser, explored: httpx.Client
) -> None:
    with Explorer(browser, str(explored.base_url)).visit(MINISTER) as page:
        lanes = page.locator(".succession .lane")
        names = lanes.locator(".lane-label a").all_inner_texts()
        assert names == ["Ines Valcourt", "Tomas Arden", "Lin Yuqing"]
        gap = page.locator(".gap-lane").first
        assert "1 January 2007 – 3 January 2008" in gap.inner_text()
        drawn = gap.locator("rect").first.bounding_box()
        before, after = (lanes.nth(n).locator("rect").last.bounding_box() for n in (0, 2))
        assert drawn
        assert before
        assert after
        assert before["x"] + before["width"] <= drawn["x"] + 1
        assert drawn["x"] + drawn["width"] <= after["x"] + 1
        page.get_by_label("On", exact=True).fill("2009-03")
        page.get_by_role("button", name="Show").first.click()
        assert "on=2009-03" in page.url
        held = page.locator(".on-day .holder").all_inner_texts()
        assert len(held) == 1
        assert "Tomas Arden" in held[0]
        assert "Definitely" in held[0]
        page.get_by_role("navigation", name="Belongs to").get_by_text("Foreign Ministry").click()
        assert page.locator(".tree a").all_inner_texts() == ["Consular Office", "Protocol Office"]
        page.locator(".members .lane-label a", has_text="Tomas Arden").click()
        assert page.url.endswith("/people/tomas-arden")


def test_a_post_says_of_a_day_whom_one_source_rules_out(explored: httpx.Client) -> None:
    page = read(explored, f"{MINISTER}?on=2024")
    assert "Nobody is known to have held it in 2024." in page
    assert "No longer: another source tells the end" in page
    assert "resigned as foreign minister in June 2021" in page
    assert "Not yet: another source tells the start" in read(explored, f"{MINISTER}?on=2007-06")


def test_a_wrong_path_leads_to_a_right_one(explored: httpx.Client) -> None:
    page = read(explored, "/posts/lin-yuqing", 404)
    assert 'one of the persons: <a href="/people/lin-yuqing">/people/lin-yuqing</a>' in page
    assert '<a href="/docs">/docs</a>.' in read(explored, "/people/lin-yuqing/&lt;b&gt;", 404)
    slashed = explored.get("/people/?q=lin", headers=HTML)
    assert slashed.status_code == 308
    assert httpx.URL(slashed.headers["Location"]).raw_path == b"/people?q=lin"
    elsewhere = explored.get("//other.example/", headers=HTML)
    assert httpx.URL(elsewhere.headers.get("Location", "/")).host in ("", explored.base_url.host)


def test_pages_take_views_and_empty_fields_and_pass_by_the_rest(explored: httpx.Client) -> None:
    page = read(explored, f"{MINISTER}?on=&as_of=2010&known_at=&cursor=&utm_source=letter")
    assert "Who held it" in page
    assert 'name="as_of" value="2010"' in page
    data = f"/v1{MINISTER}?as_of=2010"
    assert f'href="{data}"' in page
    assert explored.get(data).status_code == 200
    assert page.count('href="/people/tomas-arden?as_of=2010"') > 1
    assert 'href="/people/tomas-arden"' not in page
    assert "query parameter on:" in read(explored, f"{MINISTER}?on=20x", 422)
    assert "no post" in read(explored, "/posts/nobody", 404)
    assert read(explored, "/organizations/harbour-party?known_at=1", 404)
    assert read(explored, f"{MINISTER}?cursor=forged", 400)


def test_a_body_shows_members_of_a_day(explored: httpx.Client) -> None:
    page = read(explored, "/organizations/harbour-party?on=1990")
    assert "Members in 1990" in page
    assert "Lin Yuqing" in page
    assert "Tomas Arden" not in page
    assert "Nobody is known to have belonged to it in 1970." in read(
        explored, "/organizations/harbour-party?on=1970"
    )


def test_an_event_tells_what_its_people_were_that_day(explored: httpx.Client) -> None:
    page = read(explored, "/events/delta-summit")
    assert "9 September 2016" in page
    assert "leader of delegation" in page
    assert 'then <a href="/posts/foreign-minister-of-kessaria">foreign minister</a>' in page
    assert "then chair" in page
    part = read(explored, "/events/meeting-with-antony-blinken")
    assert 'href="/events/meetings-with-high-level-officials"' in part
    whole = read(explored, "/events/meetings-with-high-level-officials")
    assert 'href="/events/meeting-with-antony-blinken"' in whole


def test_a_dataset_can_be_taken_along_and_kept_up_to_date(explored: httpx.Client) -> None:
    assert 'href="/datasets/curated"' in read(explored, "/datasets")
    page = read(explored, "/datasets/curated")
    newest = explored.get("/v1/changes?limit=1&sort=-number").json()
    assert "Curated means" in page
    assert 'href="/v1/exports/people.csv?dataset=curated"' in page
    assert explored.get("/v1/exports/people.csv?dataset=curated").status_code == 200
    assert "&amp;since=" in page
    assert newest
    assert "no dataset" in read(explored, "/datasets/nothing", 404)


@pytest.mark.parametrize(
    "path", ["/organizations/communist-party-of-china", "/organizations/china"]
)
def test_a_seeded_body_reads_the_same_on_both_databases(api: httpx.Client, path: str) -> None:
    document = api.get(f"/v1{path}").json()
    below = api.get("/v1/organizations", params={"parent_id": document["id"]}).json()["data"]
    page = read(api, path)
    for each in below:
        assert f'<a href="/organizations/{each["id"]}">{each["name"]}</a>' in page
    if document["parent"]:
        assert f'href="/organizations/{document["parent_id"]}"' in page
