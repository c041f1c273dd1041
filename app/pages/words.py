"""What JSON says briefly, in words for people: dates, periods, properties, paths."""

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from app.dates import PartialDate, PartialDateError
from app.vocabulary import PATHS, EntityKind

Json = Mapping[str, Any]
_DAY_PARTS: Final = 3
_MARKS: Final = {"?": "{} (uncertain)", "~": "about {}", "%": "about {} (uncertain)"}


def date_words(written: str | None) -> str:
    """A partial date as people write it: ``2022-06?`` is "June 2022 (uncertain)".

    What is no partial date stays as it is; nothing stays nothing.
    """
    if not written:
        return ""
    try:
        PartialDate.parse(written)
    except PartialDateError:
        return written
    first, dots, last = written.partition("..")
    if not dots:
        return _point_words(first)
    if first and last:
        return f"between {_point_words(first)} and {_point_words(last)}"
    if last:
        return f"by {_point_words(last)}"
    return f"{_point_words(first)} or later" if first else "an unknown day"


def period_words(fact: Json) -> str:
    """From when until when a fact holds, as far as it says so; empty where it says nothing."""
    start, end = fact.get("start_date"), fact.get("end_date")
    if start and end:
        return f"{date_words(start)} – {date_words(end)}"
    if start:
        return f"since {date_words(start)}"
    return f"until {date_words(end)}" if end else ""


def moment_words(moment: str | dt.datetime) -> str:
    """A moment as "26 November 2026, 06:03 UTC"."""
    at = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = at.astimezone(dt.UTC)
    return f"{at.day} {calendar.month_name[at.month]} {at.year}, {at:%H:%M} UTC"


def property_words(name: str) -> str:
    """The name of a property, a kind or a role without its underscores: "birth date"."""
    return name.replace("_", " ")


def count_words(number: int, one: str, many: str | None = None) -> str:
    """A number with the word that goes with it: "1 fact", "2,345 facts"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def page_path(reference: Json) -> str:
    """The path of the page of an entity that a document refers to (its ``kind`` and ``id``)."""
    return path_of(EntityKind(reference["kind"]), reference["id"])


def path_of(kind: EntityKind, entity_id: str) -> str:
    """The path of an entity's page: the one of its document, without ``/v1``."""
    return f"{PATHS[kind].removeprefix('/v1')}/{entity_id}"


def web_address(text: str | None) -> str | None:
    """An address that may be linked to: with http or https. None of everything else.

    Escaping keeps an address inside its attribute; it does not keep ``javascript:`` from running.
    """
    try:
        is_web = urlsplit(text or "").scheme in ("http", "https")
    except ValueError:
        return None
    return text if is_web else None


def _point_words(point: str) -> str:
    mark = point[-1] if point[-1] in _MARKS else ""
    year, *rest = point.removesuffix(mark).split("-")
    words = str(int(year))
    if rest:
        words = f"{calendar.month_name[int(rest[0])]} {words}"
    if len(rest) == _DAY_PARTS - 1:
        words = f"{int(rest[1])} {words}"
    return _MARKS.get(mark, "{}").format(words)
