"""The view of an entity that a page shows, and how to cite it, link to it and take it as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from app.pages.citations import Citation
from app.pages.frame import Frame
from app.pages.words import date_words

_FORMATS: Final = (("CSV", "csv"), ("JSON-LD", "jsonld"))


@dataclass(frozen=True, slots=True)
class Viewing:
    """What the view control shows. ``as_of`` and ``known_at`` are as asked, empty for now.

    ``recorded``: the change or day of ``known_at`` in words; ``query``: what keeps the view in a
    link; ``said``: the past view in words, both empty for the present; ``data``: links with their
    names.
    """

    as_of: str
    known_at: str
    recorded: str
    query: str
    said: str
    data: list[tuple[str, str]]
    citation: Citation

    @classmethod
    def of(cls, frame: Frame, document: Mapping[str, Any]) -> "Viewing":
        """The view in which a page shows the document of an entity."""
        asked = parse_qs(urlsplit(frame.data_path or "").query)
        as_of, known_at = (asked.get(name, [""])[0].strip() for name in ("as_of", "known_at"))
        recorded = _recorded(known_at)
        view = {"as_of": as_of, "known_at": known_at}
        view = {name: value for name, value in view.items() if value}
        return cls(
            as_of,
            known_at,
            recorded,
            _query(view),
            _said(as_of, recorded),
            _data(frame, view),
            Citation.of(document, frame.origin),
        )


def _recorded(known_at: str) -> str:
    return f"change {known_at}" if known_at.isdecimal() else date_words(known_at)


def _said(as_of: str, recorded: str) -> str:
    held = f"as it was true on {_day(as_of)}" if as_of else ""
    known = f"as it was on record by {recorded}" if recorded else ""
    return ", and ".join(each for each in (held, known) if each)


def _day(as_of: str) -> str:
    words = date_words(as_of)
    return words if as_of.count("-") > 1 or ".." in as_of else f"some day in {words}"


def _data(frame: Frame, view: dict[str, str]) -> list[tuple[str, str]]:
    path = f"/v1{frame.path}"
    formats = [(name, path + _query({**view, "format": value})) for name, value in _FORMATS]
    feed = [("Atom", frame.feed_path)] if frame.feed_path else []
    return [("JSON", path + _query(view)), *formats, *feed]


def _query(parameters: dict[str, str]) -> str:
    return f"?{urlencode(parameters)}" if parameters else ""
