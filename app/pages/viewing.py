"""The view of an entity that a page shows, and how to cite it, link to it and take it as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.pages.addresses import query_of
from app.pages.citations import Citation
from app.pages.frame import Frame
from app.pages.viewed import VIEW, view_of
from app.pages.words import date_words

_FORMATS: Final = (("CSV", "csv"), ("JSON-LD", "jsonld"))


@dataclass(frozen=True, slots=True)
class Viewing:
    """What the view control shows. ``as_of`` and ``known_at`` are as asked, empty for now.

    ``recorded``: the change or day of ``known_at`` in words; ``query``: what keeps the view in a
    link, and ``known`` in one to what takes ``known_at`` alone; ``said``: the past view in words,
    all empty for the present; ``data``: links with their names.
    """

    as_of: str
    known_at: str
    recorded: str
    query: str
    known: str
    said: str
    data: list[tuple[str, str]]
    citation: Citation

    @classmethod
    def of(cls, frame: Frame, document: Mapping[str, Any]) -> "Viewing":
        """The view in which a page shows the document of an entity."""
        view = view_of(frame)
        as_of, known_at = (view.get(name, "") for name in VIEW)
        recorded = _recorded(known_at)
        return cls(
            as_of,
            known_at,
            recorded,
            query_of(view),
            query_of({"known_at": known_at} if known_at else {}),
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
    formats = [(name, path + query_of({**view, "format": value})) for name, value in _FORMATS]
    feed = [("Atom", frame.feed_path)] if frame.feed_path else []
    return [("JSON", path + query_of(view)), *formats, *feed]
