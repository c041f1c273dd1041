"""What JSON says briefly, in words for people: dates, periods, properties, paths."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import quote, urlsplit

from babel import Locale
from markupsafe import Markup, escape

from app.dates import PartialDate, PartialDateError
from app.vocabulary import PATHS, EntityKind

Json = Mapping[str, Any]
_DAY_PARTS: Final = 3
_IDENTIFIED_AT: Final = {
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "viaf": "https://viaf.org/viaf/{}",
    "bioguide": "https://bioguide.congress.gov/search/bio/{}",
}
# Paths that messages name, whole ones only: a page's, or that of the same as data.
_PATHS: Final = re.compile(
    r"(?<![\w/.])/(?:v1/)?(docs|review|(?:changes|datasets|people|organizations|posts|events|articles)"
    r"(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)?)(?![\w/-])"
)
_MARKS: Final = {"?": "{} (uncertain)", "~": "about {}", "%": "about {} (uncertain)"}


@lru_cache(maxsize=8_192)
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
    """From when until when a fact holds, as far as it says so; empty where it says nothing.

    An end of which nobody says when (``..``) is told as such: it is not the same as none.
    """
    return _period(fact.get("start_date"), fact.get("end_date"))


@lru_cache(maxsize=8_192)
def _period(start: str | None, end: str | None) -> str:
    if not end:
        return f"since {_bound_words(start)}" if start else ""
    over = "ended on an unknown day" if end == ".." else f"until {_bound_words(end)}"
    if not start:
        return over
    if ".." in start or ".." in end:
        return f"from {_bound_words(start)}{',' if end == '..' else ''} {over}"
    return date_words(start) if start == end else f"{date_words(start)} – {date_words(end)}"


def moment_words(moment: str | dt.datetime) -> str:
    """A moment as "26 November 2026, 06:03 UTC"."""
    at = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = at.astimezone(dt.UTC)
    return f"{at.day} {calendar.month_name[at.month]} {at.year}, {at:%H:%M} UTC"


def day_words(moment: str) -> str:
    """The day of a moment as "26 November 2026"."""
    return date_words(moment[:10])


def property_words(name: str) -> str:
    """The name of a property, a kind or a role without its underscores: "birth date"."""
    return name.replace("_", " ")


def language_words(tag: str | None) -> str:
    """What a language is called in English: "zh" is "Chinese"; unknown tags stay as they are."""
    names, (language, _, rest) = _language_names(), (tag or "").replace("-", "_").partition("_")
    known = names.get(f"{language}_{rest}" if rest else language)
    if known or language not in names:
        return known or tag or ""
    return f"{names[language]} ({rest.replace('_', '-')})"


@cache
def _language_names() -> Mapping[str, str]:
    return dict(Locale("en").languages)


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


def with_pages_linked(text: str) -> Markup:
    """A text with the paths in it linked; those of data to the page that shows the same."""
    return Markup(_PATHS.sub(r'<a href="/\1">/\1</a>', str(escape(text))))  # noqa: S704 (escaped)


def identifier_address(fact: Json) -> str | None:
    """Where a well-known identifier leads; None of any other."""
    pattern = _IDENTIFIED_AT.get(fact["property"])
    return pattern.format(quote(str(fact["value"]), safe="")) if pattern else None


def _bound_words(written: str) -> str:
    """A date as the start or the end of a period: "2023 at the latest"."""
    first, dots, last = written.partition("..")
    if not dots:
        return date_words(written)
    if not (first or last):
        return "an unknown day"
    if first and last:
        return f"some day between {_point_words(first)} and {_point_words(last)}"
    return (
        f"{_point_words(last)} at the latest" if last else f"{_point_words(first)} at the earliest"
    )


def _point_words(point: str) -> str:
    mark = point[-1] if point[-1] in _MARKS else ""
    year, *rest = point.removesuffix(mark).split("-")
    words = str(int(year))
    if rest:
        words = f"{calendar.month_name[int(rest[0])]} {words}"
    if len(rest) == _DAY_PARTS - 1:
        words = f"{int(rest[1])} {words}"
    return _MARKS.get(mark, "{}").format(words)
