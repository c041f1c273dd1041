"""Dates as sources write them, read as far as there is one way to read them."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from app.dates import PartialDate, PartialDateError

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 2100
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_NAMED: Final = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR_FIRST = re.compile(r"(\d{4})(?:(?:-+|/|\.)(\d{1,2})(?:(?:-+|/|\.)(\d{1,2}))?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}(?::?\d{2}){0,2}.*", re.ASCII)
_IN_WORDS = re.compile(
    rf"(?:{_DAY} (?:of )?{_NAMED},?|{_NAMED.replace('month', 'month2')}"
    rf"(?: {_DAY.replace('day', 'day2')},?)?),? (?P<year>\d{{4}})",
    re.ASCII | re.IGNORECASE,
)
Read = tuple[PartialDate | None, str | None]


@lru_cache(maxsize=65536)  # dates of birth and of terms come again and again
def read_date(text: str) -> Read:
    """The date, and the rule that applied: None and none for an empty text; never raises."""
    text = text.strip()
    if not text:
        return None, None
    try:
        return _within(PartialDate.parse(text), None)
    except PartialDateError:
        pass
    for pattern, read in _SPELLINGS:
        if found := pattern.fullmatch(text):
            return read(found)
    return None, "unreadable_date"


def _year_first(found: re.Match[str]) -> Read:
    """``2016--01-15``, ``2015-4-3``, ``2015/04/03``; a zero says that this part is not known."""
    year, month, day = (int(part or 0) for part in found.groups())
    unusual = "partial_date" if "00" in found[0].replace(found[1], "", 1) else "unusual_date"
    if not month and day:
        return None, "impossible_date"
    return _built(year, month, day, unusual)


def _year_last(found: re.Match[str]) -> Read:
    """``30.04.2015``: with points the day comes first everywhere; else only where one way fits."""
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if mark == "." or first > 12 or first == second:  # noqa: PLR2004 - months of the year
        return _built(year, second, first, "unusual_date")
    if second > 12:  # noqa: PLR2004
        return _built(year, first, second, "unusual_date")
    return None, "ambiguous_date"


def _in_words(found: re.Match[str]) -> Read:
    month = _MONTHS[(found["month"] or found["month2"]).lower()]
    day = int(found["day"] or found["day2"] or 0)
    return _built(int(found["year"]), month, day, "unusual_date")


def _compact(found: re.Match[str]) -> Read:
    return _built(int(found[1]), int(found[2]), int(found[3]), "unusual_date")


def _with_time(found: re.Match[str]) -> Read:
    date, rule = read_date(found[1])
    return date, rule or "time_of_day"


def _built(year: int, month: int, day: int, rule: str) -> Read:
    text = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    try:
        return _within(PartialDate.parse(text), rule)
    except PartialDateError:
        return None, "impossible_date"


def _within(date: PartialDate, rule: str | None) -> Read:
    """Not a date before any that is meant, nor one in a far future: both are slips or fillings."""
    years = [day.year for day in (date.earliest, date.latest) if day]
    if any(year > LAST_YEAR for year in years):
        return None, "far_date"
    if any(year < FIRST_YEAR for year in years):
        return None, "impossible_date"
    return date, rule


_SPELLINGS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Read]], ...]] = (
    (_YEAR_FIRST, _year_first),
    (_WITH_TIME, _with_time),
    (_COMPACT, _compact),
    (_YEAR_LAST, _year_last),
    (_IN_WORDS, _in_words),
)
