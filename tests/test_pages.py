"""The explorer's pages in a real browser: each fits every screen, and everyone can use it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import ALL_SCREENSHOTS, DESK, PHONE, Explorer, check_axe, check_fit, look

PAGES = {
    "home": "/",
    "search": "/search?q=lin&kind=person",
    "search-nothing": "/search?q=zzqqxx",
    "list": "/people?on=2009",
    "person": "/people/lin-yuqing",
    "person-seed": "/people/liu-jianchao",
    "connections": "/people/lin-yuqing/connections",
    "comparison": "/people/lin-yuqing/connections?with=tomas-arden",
    "post": "/posts/foreign-minister-of-kessaria",
    "organization": "/organizations/foreign-ministry-of-kessaria",
    "event": "/events/delta-summit",
    "datasets": "/datasets",
    "dataset": "/datasets/curated",
    "card": "/embed/people/lin-yuqing",
    "review-sign-in": "/review",
    "article": "/articles/a-quiet-minister-leaves#fact-3r2wukrazla3ym66",
    "fact": "/facts/ke4r77yquk5uko4s",
    "history": "/people/lin-yuqing/history?from=0&to=3",
    "changes": "/changes",
    "change": "/changes/3",
}


@pytest.fixture(scope="module")
def explorer(browser: Browser, explored: httpx.Client) -> Explorer:
    return Explorer(browser, str(explored.base_url))


@pytest.fixture(scope="module")
def screen(explorer: Explorer) -> Iterator[Page]:
    """What all pages are opened on: a new one costs more."""
    with explorer.visit("/", PHONE) as page:
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_and_can_be_used_by_everyone(
    explorer: Explorer, screen: Page, name: str
) -> None:
    """Opened on a phone by day, and then as wide as a desk by night."""
    explorer.errors.clear()
    schemes: list[Any] = ["light", "dark"]
    for width in (PHONE, DESK):
        screen.set_viewport_size({"width": width, "height": 900})
        screen.emulate_media(color_scheme=schemes[0])
        if width == PHONE:
            screen.goto(explorer.origin + PAGES[name])
        look(screen, f"{name}-{width}-{schemes[0]}")
        check_axe(screen)
        check_fit(screen)
        screen.emulate_media(color_scheme=schemes[1])
        if ALL_SCREENSHOTS:
            look(screen, f"{name}-{width}-{schemes[1]}")
        check_fit(screen)
        schemes.reverse()
    assert explorer.errors == []
