"""Pages of connections: the network, the list that says the same, two careers on one axis."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from app.db import make_engine, write_session
from app.ledger.merging import merge
from app.ledger.undoing import withdraw
from app.loading.load import load
from tests.browser import DESK, PHONE, Explorer, check_fit
from tests.conftest import MakeDatabase, running_server
from tests.dossiers import write_dossier
from tests.test_connections_api import held, named, person

MEMBERS = [f"M{number:02}" for number in range(1, 25)]
ADA = "/people/ada/connections"
AS_PAGE = {"Accept": "text/html"}
# Letters of the visible drawing that reach out of the box of their node.
CUT = """() => [...document.querySelectorAll(".network > svg")]
  .filter((each) => each.checkVisibility())
  .flatMap((each) => [...each.querySelectorAll(".node")])
  .filter((node) => {
    const box = node.querySelector(".node-box").getBBox();
    return [...node.querySelectorAll("text")].some((text) => {
      const own = text.getBBox();
      return own.x < box.x || own.x + own.width > box.x + box.width
        || own.y < box.y || own.y + own.height > box.y + box.height;
    });
  }).map((node) => node.textContent)"""


@pytest.fixture(scope="module")
def crowd(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """Ada in a council of many; one of them in the mint, with Zoe; Ida was Ada, Hal is gone."""
    folder, url = tmp_path_factory.mktemp("crowd"), make_database("sqlite")
    members = [person(name, held("2001-01-01", f"20{name[1:]}-12-31")) for name in MEMBERS]
    members[-1]["memberships"] += person("M24", held("2002", organization="mint"))["memberships"]
    dossier: dict[str, Any] = {
        "dossier": 1,
        "curator": "Test Curator",
        "article": {"id": "sitting", "file": "", "title": "The council"},
        "people": [
            person("Ada", held("2001-01-01", "2024-12-31", certainty="reported")),
            *members,
            person("Zoe", held("2003", organization="mint")),
            person("Ida"),
        ],
        "organizations": [named("council"), named("mint")],
    }
    gone = {**dossier, "article": {"id": "hals", "file": "", "title": "Hal"}, "organizations": []}
    gone["people"] = [person("Hal")]
    said = "".join(f"{name} was there.\n" for name in ("Ada", "Zoe", "Ida", "Hal", *MEMBERS))
    text = f"{said}The council was there. The mint was there."
    write_dossier(folder, dossier, text, "council")
    write_dossier(folder, gone, f"Of Hal. {text}", "hals")
    engine = make_engine(url)
    load(engine, folder)
    with write_session(engine) as session:
        merge(session, "ida", "m01", actor="Ed", reason="the same")
        withdraw(session, "hals", actor="Ed", reason="Wrong person")
    engine.dispose()
    with running_server(url, webhooks=False) as client:
        client.headers.update(AS_PAGE)
        yield client


def listed(page: str) -> list[str]:
    return re.findall(r'id="with-([^"]+)"', page)


def links(page: str, to: str) -> list[str]:
    return [unescape(each) for each in re.findall(rf'href="([^"]*{to}[^"]*)"', page)]


def nodes(page: Page) -> list[str]:
    """The labels of the drawing that is seen, in the order of the tab key."""
    shown: list[str] = page.locator(".network > svg:visible .node").evaluate_all(
        "(all) => all.map((each) => [...each.querySelectorAll('.node-label')]"
        ".map((line) => line.textContent).join(' '))"
    )
    return shown


def ties(page: Page, kind: str = ".tie") -> set[tuple[str, str]]:
    found = page.locator(f".network > svg:visible {kind}")
    return {
        (each["from"], each["to"])
        for each in found.evaluate_all("(all) => all.map((each) => ({...each.dataset}))")
    }


def test_the_network_shows_who_is_tied_to_whom_by_what(
    browser: Browser, explored: httpx.Client
) -> None:
    explorer = Explorer(browser, str(explored.base_url))
    with explorer.visit("/people/liu-jianchao/connections") as page:
        meeting, summit = "meeting-with-antony-blinken", "world-political-parties-summit"
        assert ties(page) == {
            ("liu-jianchao", meeting),
            ("liu-jianchao", summit),
            (meeting, "antony-blinken"),
            (summit, "xi-jinping"),
        }
        assert page.evaluate(CUT) == []
        page.locator(".node.person:visible", has_text="Xi Jinping").click()
        page.get_by_role("heading", name="Connections of Xi Jinping").wait_for()
        assert ties(page) == {("xi-jinping", summit), (summit, "liu-jianchao")}
    with explorer.visit("/people/lin-yuqing/connections", PHONE) as page:
        check_fit(page)
        assert page.evaluate(CUT) == []
        page.set_viewport_size({"width": DESK, "height": 900})
        things = ["Delta Summit", "Harbour Party", "foreign minister of Kessaria", "Straits Accord"]
        assert nodes(page) == ["Lin Yuqing", *things, "Tomas Arden", "Ines Valcourt"]
        possibly = ("foreign-minister-of-kessaria", "tomas-arden")
        assert possibly in ties(page, ".tie.maybe")
        told = page.locator(".tie:visible title", has_text="Ines Valcourt, Straits Accord")
        assert "definitely on 14 February 2018" in str(told.text_content())
        page.locator(".node.event:visible", has_text="Straits Accord").focus()
        lit = {("lin-yuqing", "straits-accord"), ("straits-accord", "ines-valcourt")}
        assert ties(page, ".tie.lit") == lit
        _compare(page)


def _compare(page: Page) -> None:
    """Choose whom to compare with by a part of the name, and see both on one axis."""
    page.get_by_label("Compare with").fill("Tomas Ar")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Lin Yuqing and Tomas Arden").wait_for()
    notes = page.locator(".lane .lane-note").all_text_contents()
    assert {note: notes.count(note) for note in notes} == {
        "both": 3,
        "Lin Yuqing": 6,
        "Tomas Arden": 3,
    }
    assert page.locator(".lane .bar.both").count() == page.locator(".lane .bar.second").count() == 3
    assert page.locator(".lane-period", has_text="12 March 2015 – June 2021").count() == 1
    page.locator(".lane a", has_text="Harbour Party").first.click()
    shared = page.locator("#shared-harbour-party:target")
    assert "since 1 January 2010" in str(shared.text_content())


def test_the_list_says_what_the_api_says_and_leads_to_the_facts(explored: httpx.Client) -> None:
    page = explored.get("/people/lin-yuqing/connections").text
    for each in explored.get("/v1/people/lin-yuqing/connections").json()["data"]:
        assert each["person"]["id"] in listed(page)
        for shared in each["shared"]:
            assert links(page, shared["entity"]["id"])
            for fact in (shared["own"], shared["theirs"]):
                path = f"/people/{fact['subject']['id']}"
                assert f"{path}#fact-{fact['id']}" in links(page, "#fact-")
                assert f'"id":"{fact["id"]}"' in explored.get(f"/v1{path}").text
    assert "definitely from 31 December 2010 to 2 August 2019; possibly since 1 January" in page
    assert "possibly, at some time between 4 January 2008 and 11 March 2015" in page


def test_the_strongest_come_first_and_the_rest_on_further_pages(crowd: httpx.Client) -> None:
    # Fields left empty and parameters of others ask for nothing.
    first = crowd.get(f"{ADA}?kind=&depth=&cursor=&known_at=&utm_source=elsewhere").text
    assert "24 people shared a post, an organization or an event with Ada" in first
    assert listed(first) == [name.lower() for name in MEMBERS[:3:-1]]
    assert first.count('class="node person person"') == 20 + 10  # wide, narrow
    (following,) = links(first, "cursor=")
    second = crowd.get(following).text
    assert listed(second) == ["m04", "m03", "m02", "m01"]
    assert links(second, "cursor=") == []
    assert crowd.get(ADA, params={"cursor": "x"}).status_code == 400
    assert crowd.get(ADA, params={"kind": "party"}).status_code == 422


def test_what_is_shared_may_be_narrowed_and_ties_followed_further(crowd: httpx.Client) -> None:
    nothing = crowd.get(ADA, params={"kind": ["post", "event"]})
    assert "No source has anybody share a post or an event with Ada." in nothing.text
    assert (nothing.status_code, listed(nothing.text)) == (200, [])
    further = crowd.get(ADA, params={"depth": 2, "kind": "organization"}).text
    assert "25 people" in further
    last = crowd.get(links(further, "cursor=")[0]).text
    assert listed(last)[-1] == "zoe"
    assert re.search(r'through <a href="/people/m24">M24</a>', last)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"with": "ada"}, 422, "That is Ada: choose somebody else."),
        ({"name": "Ada"}, 422, "That is Ada: choose somebody else."),
        ({"with": "no-such-person"}, 404, "Nobody here is called “no-such-person”"),
        ({"with": "council"}, 404, "Nobody here is called “council”"),
        ({"with": "hal"}, 410, "Wrong person"),
        ({"with": "zoe", "name": "M01"}, 200, "Ada and Zoe"),
        ({"name": "M0"}, 200, "Who is meant by “M0”?"),
    ],
)
def test_whom_to_compare_with_is_found_or_asked(
    crowd: httpx.Client, asked: dict[str, str], status: int, said: str
) -> None:
    answer = crowd.get(ADA, params=asked)
    assert (answer.status_code, said in unescape(answer.text)) == (status, True)
    if asked == {"name": "M0"}:
        assert links(answer.text, "with=m0")[0] == f"{ADA}?with=m01"


def test_a_name_and_a_merged_id_lead_to_the_address_of_the_comparison(crowd: httpx.Client) -> None:
    named_so = crowd.get(ADA, params={"name": "zoe "})
    assert named_so.headers.get("Location", f"{ADA}?with=zoe") == f"{ADA}?with=zoe"
    begun = crowd.get(ADA, params={"name": "Zo", "known_at": 3})
    assert (begun.status_code, begun.headers["Location"]) == (303, f"{ADA}?with=zoe&known_at=3")
    merged = crowd.get(ADA, params={"with": "ida"})
    assert (merged.status_code, merged.headers["Location"]) == (308, f"{ADA}?with=m01")


def test_links_in_a_past_view_keep_it(crowd: httpx.Client) -> None:
    past = crowd.get(ADA, params={"known_at": 3, "depth": 2}).text
    followed = [each for each in links(past, "/connections") if each.startswith("/people/")]
    followed += [each for each in links(past, "/organizations/") if "/v1/" not in each]
    followed += links(past, "#fact-")
    leaving = {each for each in followed if "known_at=3" not in each}
    assert leaving == {ADA}  # "See what is known now"
    compared = crowd.get(ADA, params={"with": "m24", "known_at": 3}).text
    assert "As it was known after" in compared
    assert f"{ADA}?known_at=3" in links(compared, ADA)
    assert all("known_at=3" in each for each in links(compared, "#fact-"))
    (data,) = set(links(past, f"/v1{ADA}"))
    assert crowd.get(data).json()["page"]["total"] == 25
