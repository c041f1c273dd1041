"""The explorer's pages in a real browser: each fits every screen, and everyone can use it."""

from typing import Any

import pytest

from tests.browser import DESK, PHONE, Explorer, check_axe, check_fit, look

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
    "dataset": "/datasets/curated",
    "review-sign-in": "/review",
    "article": "/articles/a-quiet-minister-leaves#fact-3r2wukrazla3ym66",
    "fact": "/facts/ke4r77yquk5uko4s",
    "history": "/people/lin-yuqing/history?from=0&to=3",
    "change": "/changes/3",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_and_can_be_used_by_everyone(explorer: Explorer, name: str) -> None:
    for width, checked in ((PHONE, "light"), (DESK, "dark")):
        with explorer.visit(PAGES[name], width) as page:
            for scheme in ("light", "dark"):
                colours: Any = scheme
                page.emulate_media(color_scheme=colours)
                look(page, f"{name}-{width}-{scheme}")
                if scheme == checked:
                    check_axe(page)
            check_fit(page)
