"""A whole review in a real browser: by keyboard alone, and by mouse without JavaScript."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from app.keys.issuing import KEY_PATTERN
from tests.browser import DESK, PHONE, Explorer, check_axe, check_fit, look
from tests.conftest import MakeDatabase, running_server
from tests.keys import CURATOR_KEY, with_key
from tests.reviews import review_database

REASON = "Read it: a decade earlier, just jotted down"  # with every key that does something
OPENED = "Ada Moreau took part in Delta Congress (opened)"
ARTICLE = "/v1/proposals?article_id=kessaria-water-board"


@pytest.fixture(scope="module")
def reviewed(
    make_database: MakeDatabase, seeded_file: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A server with the draft of Kessaria proposed, which is decided on here."""
    folder: Path = tmp_path_factory.mktemp("draft")
    url = review_database(make_database, seeded_file, folder)
    with running_server(url, webhooks=False) as client:
        yield client


def outcome(api: httpx.Client, words: str) -> dict[str, Any]:
    """What the API tells of the proposal that says this."""
    told = api.get(ARTICLE, headers=with_key(CURATOR_KEY)).json()["data"]
    (found,) = [each for each in told if words in each["words"]]
    return dict(found)


def look_at(page: Page, name: str) -> None:
    """Narrow and light, wide and dark: nothing keeps somebody from using it."""
    seen: list[tuple[int, Any]] = [(PHONE, "light"), (DESK, "dark")]
    for width, scheme in seen:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        look(page, f"{name}-{width}-{scheme}")
        check_axe(page)
        check_fit(page)


def shows(page: Page, words: str) -> None:
    expect(page.locator("#proposal")).to_have_text(words)


def accept_one_and_edit_another(page: Page) -> None:
    keys, told = page.keyboard, page.locator("main").get_by_role("status")
    keys.press("a")
    shows(page, "Ada Moreau has occupation hydrologist")
    expect(told).to_be_focused()
    expect(told).to_contain_text("Accepted: New person: Ada Moreau, recorded with change 2")
    look_at(page, "review-accepted")
    keys.press("e")
    expect(page.get_by_label("Property")).to_be_focused()
    look_at(page, "review-edit")
    page.evaluate("getSelection().selectAllChildren(document.getElementById('quote'))")
    page.get_by_role("button", name="Take the words").first.click()
    expect(page.get_by_label("Position in the text").first).to_have_value("58")
    page.get_by_label("Property").focus()
    keys.press("Tab")
    keys.press("Control+A")
    keys.type("water engineer")
    keys.press("Tab")
    keys.press("Enter")
    expect(told).to_contain_text("Accepted: Ada Moreau has occupation water engineer")


def reject_one_and_take_back_another(page: Page) -> None:
    keys, told = page.keyboard, page.locator("main").get_by_role("status")
    shows(page, "Ada Moreau holds chair of the Kessaria Water Board, since 2020-06")
    keys.press("r")
    keys.type(REASON)
    keys.press("Enter")
    expect(told).to_contain_text("Rejected: Ada Moreau holds chair")
    shows(page, OPENED)
    keys.press("j")
    shows(page, "New organization: Kessaria Water Board")
    keys.press("ArrowLeft")
    shows(page, OPENED)
    keys.press("Control+a")
    keys.press("d")
    keys.press("Enter")
    expect(told).to_contain_text("Deferred: Ada Moreau took part")
    keys.press("u")
    shows(page, OPENED)


def turn_keys_off_and_sign_out(page: Page) -> None:
    keys = page.keyboard
    keys.press("?")
    page.get_by_label("Keyboard shortcuts").uncheck()
    keys.press("Escape")
    keys.press("a")
    shows(page, OPENED)
    for _ in range(40):
        keys.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "Sign out":
            break
    keys.press("Enter")
    expect(page.get_by_label("API key")).to_be_visible()
    assert page.context.cookies() == []


def test_a_whole_review_by_keyboard(browser: Browser, reviewed: httpx.Client) -> None:
    explorer = Explorer(browser, str(reviewed.base_url))
    with explorer.visit("/review") as page:
        page.keyboard.type(CURATOR_KEY)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Review")).to_be_visible()
        assert not KEY_PATTERN.search(page.url)
        look_at(page, "review-queue")
        page.keyboard.press("j")
        shows(page, "New person: Ada Moreau")
        expect(page.locator("#quote")).to_be_in_viewport()
        accept_one_and_edit_another(page)
        reject_one_and_take_back_another(page)
        turn_keys_off_and_sign_out(page)
    assert outcome(reviewed, "is called Ada Moreau")["status"] == "accepted"
    engineer = outcome(reviewed, "water engineer")
    assert engineer["status"] == "accepted"
    fact = reviewed.get(f"/v1/facts/{engineer['recorded_fact_id']}").json()["fact"]
    assert fact["value"] == "water engineer"
    assert fact["citations"][0]["exact"] == "a hydrologist"
    rejected = outcome(reviewed, "holds chair")
    assert (rejected["status"], rejected["reason"]) == ("rejected", REASON)
    assert outcome(reviewed, "took part")["status"] == "open"


def test_a_review_without_a_script(browser: Browser, reviewed: httpx.Client) -> None:
    explorer = Explorer(browser, str(reviewed.base_url))
    with explorer.visit("/review", PHONE, java_script_enabled=False) as page:
        page.get_by_label("API key").fill(CURATOR_KEY)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Kessaria names Ada Moreau").click()
        page.get_by_role("link", name="New organization: Kessaria Water Board").click()
        page.get_by_role("button", name="Accept").click()
        told = page.locator("main").get_by_role("status")
        expect(told).to_contain_text("Accepted: New organization: Kessaria Water Board")
        page.get_by_role("link", name="New event: Delta Congress").click()
        page.locator("summary", has_text="Reject").click()
        page.get_by_label("Why? Who proposed it").fill("No event, a meeting")
        page.get_by_role("button", name="Reject").click()
        expect(told).to_contain_text("Rejected: New event: Delta Congress")
    assert reviewed.get("/v1/organizations/water-board").status_code == 200
    assert outcome(reviewed, "Delta Congress has start")["status"] == "open"
