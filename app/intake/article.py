"""An article as it comes in: its text, and what is known of it beside the text."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.dates import PartialDate
from app.intake.fetching import Page, fetch
from app.intake.pages import extract

PAGES: Final = frozenset({".html", ".htm", ".xhtml"})
_TEXTS: Final = frozenset({".txt", ".text", ".md", ""})
_LARGEST: Final = 20_000_000  # bytes of a file: pages have more about them than the article
_MOST_TEXT: Final = 1_000_000  # bytes


class IntakeError(Exception):
    """No article can be read there; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """``text`` is NFC, without a byte order mark; the rest is what a page says of itself."""

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: PartialDate | None = None
    language: str | None = None
    url: str | None = None


def is_url(source: str) -> bool:
    """Whether this is an address, not a file."""
    return urlsplit(source).scheme in ("http", "https")


def read_article(source: str, *, private: bool) -> Article:
    """The article in a file, or at an address; raises IntakeError, or FetchError.

    ``private`` allows addresses in private networks.
    """
    if is_url(source):
        return _of_page(source, fetch(source, private=private))
    if "://" in source:
        raise IntakeError(f"{source}: addresses start with http:// or https://")
    path = Path(source)
    try:
        if path.stat().st_size > _LARGEST:
            raise IntakeError(f"{source} has more than {_LARGEST:,} bytes: that is no article")
        read = path.read_bytes()
    except OSError as error:
        raise IntakeError(f"{source} cannot be read: {error.strerror}") from None
    if path.suffix.lower() in PAGES:
        return _extracted(source, read, None)
    if path.suffix.lower() not in _TEXTS:
        raise IntakeError(f"{source}: give a text (.txt), a web page (.html), or an address")
    return Article(text=_usable(source, _decoded(source, read)))


def _of_page(source: str, page: Page) -> Article:
    if page.is_text:
        return Article(text=_usable(source, _decoded(source, page.body)), url=page.url)
    return _extracted(source, page.body, page.url)


def _extracted(source: str, page: bytes, url: str | None) -> Article:
    found = extract(page, url)
    if found is None:
        raise IntakeError(f"{source}: no article is found in this page")
    return Article(
        text=_usable(source, found.text),
        title=found.title,
        authors=found.authors,
        publisher=found.publisher,
        published=found.published,
        language=found.language,
        url=url or found.url,
    )


def _decoded(source: str, read: bytes) -> str:
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IntakeError(f"{source} is not UTF-8: byte {error.start} cannot be read") from None


def _usable(source: str, text: str) -> str:
    if not text.strip():
        raise IntakeError(f"{source} has no text")
    if (at := text.find("\0")) >= 0:
        raise IntakeError(f"{source} has a NUL character at {at}: remove it")
    if len(text.encode()) > _MOST_TEXT:
        raise IntakeError(
            f"{source} has more than {_MOST_TEXT:,} bytes of text: that is no article"
        )
    return unicodedata.normalize("NFC", text)
