"""A real browser for the tests of pages: the system's Chromium, driven by Playwright.

What a page logs as an error or a warning fails the test that visits it through ``Explorer``.
With the variable SCREENSHOTS=some, screenshots land in ``screenshots/``, where a person can look at
them: each width in one scheme, or with SCREENSHOTS=all in both. To draw them takes long.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from app.config import ROOT

PHONE: Final = 360
DESK: Final = 1440
SCREENSHOTS: Final = ROOT / "screenshots"
SOME_SCREENSHOTS: Final = bool(os.environ.get("SCREENSHOTS"))
ALL_SCREENSHOTS: Final = os.environ.get("SCREENSHOTS") == "all"
# Without the last ones Chromium looks for hosts of its own, which a closed network refuses.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Elements that reach beyond the right edge, unless something around them scrolls.
_BEYOND: Final = """() => [...document.querySelectorAll("body *")].filter(
  (each) => each.getBoundingClientRect().right > innerWidth + 1
    && !each.closest("pre, .scrolls, .unseen")
).slice(0, 3).map((each) => each.outerHTML.slice(0, 200))"""

# Without the many rules that a page passes, which would all be carried over here.
_VIOLATIONS: Final = """() => axe.run({resultTypes: ["violations"]})
  .then(({violations}) => violations)"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; where there is none the test is skipped, but in CI it fails."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing in CI")
        pytest.skip("no Chromium on this machine (on Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@dataclass
class Explorer:
    """The pages of a server in a browser, as one visitor sees them."""

    browser: Browser
    origin: str
    errors: list[str] = field(default_factory=list)

    @contextmanager
    def visit(
        self, path: str, width: int = DESK, scheme: str = "light", **more: Any
    ) -> Iterator[Page]:
        """Open a page; ``more`` goes to Playwright's context. What went wrong fails the test."""
        colours: Any = scheme
        size: Any = {"width": width, "height": 900}
        context = self.browser.new_context(viewport=size, color_scheme=colours, **more)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(self.origin + path)
        yield page
        context.close()
        assert self.errors == []

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)


def look(page: Page, name: str) -> None:
    """Keep a screenshot of the whole page, for a person who wants some."""
    if not SOME_SCREENSHOTS:
        return
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def check_fit(page: Page) -> None:
    """Nothing reaches beyond the screen."""
    assert page.evaluate(_BEYOND) == []


def check_axe(page: Page) -> None:
    """Nothing that axe-core knows of keeps somebody from using the page."""
    page.evaluate(AXE_SCRIPT)
    found = AxeResults({"violations": page.evaluate(_VIOLATIONS)})
    assert found.violations_count == 0, found.generate_report()
