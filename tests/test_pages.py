"""The explorer's pages in a real browser, on the seed data."""

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import DESK, PHONE, Explorer, check_page, look
from tests.conftest import SEEDED_ON_SQLITE

pytestmark = SEEDED_ON_SQLITE
PAGES = {"person": "/people/liu-jianchao"}


@pytest.fixture
def explorer(browser: Browser, api: httpx.Client) -> Explorer:
    return Explorer(browser, str(api.base_url))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_and_can_be_used_by_everyone(explorer: Explorer, name: str) -> None:
    for width in (PHONE, DESK):
        with explorer.visit(PAGES[name], width) as page:
            for scheme in ("light", "dark"):
                colours: object = scheme
                page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
                check_page(page)
                look(page, f"{name}-{width}-{scheme}")
