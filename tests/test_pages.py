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
def screens(explorer: Explorer) -> Iterator[list[Page]]:
    """A phone by day and a desk by night, which all pages are opened on: a new one costs more."""
    with explorer.visit("/", PHONE) as phone, explorer.visit("/", DESK, "dark") as desk:
        yield [phone, desk]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_and_can_be_used_by_everyone(
    explorer: Explorer, screens: list[Page], name: str
) -> None:
    explorer.errors.clear()
    schemes: list[Any] = ["light", "dark"]
    for page, width in zip(screens, (PHONE, DESK), strict=True):
        page.goto(explorer.origin + PAGES[name])
        look(page, f"{name}-{width}-{schemes[0]}")
        check_axe(page)
        check_fit(page)
        page.emulate_media(color_scheme=schemes[1])
        if ALL_SCREENSHOTS:
            look(page, f"{name}-{width}-{schemes[1]}")
        check_fit(page)
        page.emulate_media(color_scheme=schemes[0])
        schemes.reverse()
    assert explorer.errors == []
