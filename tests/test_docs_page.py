"""``/docs``: the API page works in a real browser on a machine without internet."""

import re

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import Explorer, look
from tests.conftest import SEEDED_ON_SQLITE

pytestmark = SEEDED_ON_SQLITE


def test_the_page_loads_only_from_our_own_origin(api: httpx.Client) -> None:
    page = api.get("/docs")
    assert page.headers["Content-Type"].startswith("text/html")
    assets = re.findall(r"(?:src|href)=[\"']([^\"']+)[\"']", page.text)
    assert len(assets) >= 3
    for asset in assets:
        assert asset.startswith("/docs/assets/"), asset
        assert api.get(asset).status_code == 200


def test_a_developer_tries_an_endpoint_in_the_browser(api: httpx.Client, browser: Browser) -> None:
    """And nothing that the page does is against its policy, which the console would say."""
    explorer = Explorer(browser, str(api.base_url))
    with explorer.visit("/docs", 1280) as page:
        page.set_default_timeout(30_000)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator("[data-tag=people]").first.click()
        page.locator("#operations-people-get_person .opblock-summary-control").click()
        page.get_by_role("button", name="Execute").click()
        answered = page.locator(".live-responses-table").inner_text()
        look(page, "docs")
        assert "Liu Jianchao" in answered
        own = str(api.base_url)
        assert [url for url in asked if not url.startswith((own, "data:", "blob:"))] == []


@pytest.mark.parametrize("text", ["people", "organizations", "memberships", "articles"])
def test_every_room_stands_on_the_page(api: httpx.Client, text: str) -> None:
    tags = [tag["name"] for tag in api.get("/openapi.json").json()["tags"]]
    assert text in tags
