"""The article in a web page, without its menus, and what the page says of it."""

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from app.dates import PartialDate, PartialDateError

_LANGUAGE: Final = re.compile(
    rb"<html[^>]*?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)"
)
# Of the days that the text speaks of none is taken for that of publication.
_DATES: Final = {"extensive_search": False, "original_date": True}


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was found in a page."""

    text: str
    title: str | None
    authors: tuple[str, ...]
    publisher: str | None
    published: PartialDate | None
    language: str | None
    url: str | None


def extract(page: bytes, url: str | None) -> Extracted | None:
    """The article of a page with its particulars; None where there is none."""
    # Imported where a page is read, which is seldom: it takes a sixth of a second.
    trafilatura: Any = import_module("trafilatura")
    try:
        found = trafilatura.bare_extraction(
            page,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params=_DATES,
        )
    except Exception:  # noqa: BLE001 (on a page that is broken enough it raises whatever there is)
        return None
    if found is None or not (found.text or "").strip():
        return None
    language = _LANGUAGE.search(page)
    return Extracted(
        text=f"{found.text.strip()}\n",
        title=found.title or None,
        authors=tuple(each.strip() for each in (found.author or "").split(";") if each.strip()),
        publisher=found.sitename or None,
        published=_date(found.date),
        language=language[1].decode() if language else None,
        url=found.url or None,
    )


def _date(text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except PartialDateError:
        return None
