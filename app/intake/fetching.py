"""A page of the web, within limits: of time and size, to public addresses, of a known type."""

import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from app.outgoing.addresses import UnsafeUrlError
from app.outgoing.exchange import Answer, Exchange, NoAnswerError

_SECONDS: Final = 30.0
_LARGEST: Final = 10_000_000  # bytes
_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_OK: Final = 200
_PAGES: Final = ("text/html", "application/xhtml+xml")
_TEXT: Final = "text/plain"
_HEADERS: Final = {
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
    "User-Agent": "Incumbent",
}


class FetchError(Exception):
    """The page cannot be had; the text says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came back from ``url``, where the redirects led."""

    url: str
    body: bytes
    is_text: bool


def fetch(url: str, *, private: bool) -> Page:
    """Get a page; raises FetchError. ``private`` allows addresses in private networks."""
    until = time.monotonic() + _SECONDS
    at = url
    for _ in range(_MOST_REDIRECTS + 1):
        answer = _get(at, until - time.monotonic(), private=private)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return _page(at, answer)
        at = urljoin(at, answer.headers["location"])
    raise FetchError(f"{url} leads on more than {_MOST_REDIRECTS} times")


def _get(url: str, seconds: float, *, private: bool) -> Answer:
    try:
        exchange = Exchange(url, timeout=max(0.01, seconds), private=private)
        return exchange.request("GET", None, _HEADERS, most=_LARGEST)
    except UnsafeUrlError as error:
        hint = "; is this machine online? A saved page (.html) can be drafted, too"
        raise FetchError(f"{url}: {error}{hint if 'resolved' in str(error) else ''}") from None
    except NoAnswerError as error:
        raise FetchError(f"{url}: {error}") from None


def _page(url: str, answer: Answer) -> Page:
    if answer.status != _OK:
        raise FetchError(f"{url} answered {answer.status}, not a page")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (*_PAGES, _TEXT):
        raise FetchError(
            f"{url} is {kind or 'of no stated type'}: only pages and plain text are taken"
        )
    return Page(url, answer.body, is_text=kind == _TEXT)
