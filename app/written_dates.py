"""Dates as an article writes them, resolved against the day it was published.

``resolve_written("June last year", PartialDate.parse("2023?"))`` is ``2022-06?``. The grammar is
English and closed: what it does not know raises WrittenDateError, so that a curator states the
date instead of a guess being recorded. Only calendar arithmetic happens here; "last year" is the
calendar year before the one of publication, "last June" the latest June that has ended by then,
"in June" and "on 12 June" the latest that has begun, "next June" the first that has not, and
"previously" any day up to it. A season is its year, since the other hemisphere has it elsewhere.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Final

from app.dates import PartialDate, PartialDateError, resolve_against

Rule = Callable[[dt.date], PartialDate]

_MONTHS: Final = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_WEEKDAYS: Final = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
_SHIFTS: Final = {"last": -1, "this": 0, "next": 1, "previous": -1, "current": 0}
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve"),
        ),
        start=1,
    )
} | {"a": 1, "an": 1}

_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_SHIFT = "(?P<shift>" + "|".join(_SHIFTS) + ")"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_SEASON = "(?:spring|summer|autumn|fall|winter)"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(_NUMBERS) + ")"


class WrittenDateError(ValueError):
    """The wording is not understood, or there is no publication date to resolve it against."""


def resolve_written(written: str, published: PartialDate | None) -> PartialDate:
    """The date that ``written`` means in an article published on ``published``.

    Absolute wordings ("12 June 2022", "in 2022") need no publication date. Raises
    WrittenDateError.
    """
    said = re.sub(r"\s+", " ", written).strip().casefold()
    wording = said.removeprefix("in ").removeprefix("on ").removeprefix("the ")
    try:
        for pattern, yearless in _YEARLESS:
            if match := re.fullmatch(pattern, said):
                return _relative(written, published, yearless(match))
        return _resolved(written, wording, published)
    except (PartialDateError, OverflowError) as error:
        raise WrittenDateError(f"{written!r} does not resolve: {error}") from None


def _resolved(written: str, wording: str, published: PartialDate | None) -> PartialDate:
    for pattern, absolute in _ABSOLUTE:
        if match := re.fullmatch(pattern, wording):
            return absolute(match)
    for pattern, relative in _RELATIVE:
        if match := re.fullmatch(pattern, wording):
            return _relative(written, published, relative(match))
    raise WrittenDateError(
        f"{written!r} is not understood: state the date beside it, as in"
        f' {{written: "{written}", date: 2022-06}}'
    )


def _relative(written: str, published: PartialDate | None, rule: Rule) -> PartialDate:
    if published is None:
        raise WrittenDateError(
            f"{written!r} needs the article's publication_date (2023? where it is inferred)"
        )
    return resolve_against(published, rule)


def _date(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    parts = f"{year:04d}", month and f"{month:02d}", day and f"{day:02d}"
    return PartialDate.parse("-".join(part for part in parts if part))


def _written_date(match: re.Match[str]) -> PartialDate:
    found = match.groupdict()
    month = _MONTHS[found["month"]] if found.get("month") else None
    day = int(found["day"]) if found.get("day") else None
    return _date(int(found["year"]), month, day)


def _iso(match: re.Match[str]) -> PartialDate:
    return PartialDate.parse(match[0])


def _month_of_shifted_year(match: re.Match[str]) -> Rule:
    month, shift = _MONTHS[match["month"]], _SHIFTS[match["shift"]]
    day = int(match["day"]) if match.groupdict().get("day") else None
    return lambda published: _date(published.year + shift, month, day)


def _shifted_year(match: re.Match[str]) -> Rule:
    shift = _SHIFTS[match["shift"]]
    return lambda published: _date(published.year + shift)


def _shifted_month(match: re.Match[str]) -> Rule:
    shift = _SHIFTS[match["shift"]]
    return lambda published: _months_away(published, shift)


def _months_away(published: dt.date, months: int) -> PartialDate:
    year, month = divmod(published.year * 12 + published.month - 1 + months, 12)
    return _date(year, month + 1)


def _latest_month(match: re.Match[str]) -> Rule:
    month = _MONTHS[match["month"]]
    return lambda published: _date(published.year - (published.month <= month), month)


def _next_month_named(match: re.Match[str]) -> Rule:
    month = _MONTHS[match["month"]]
    return lambda published: _date(published.year + (published.month >= month), month)


def _latest_begun(match: re.Match[str]) -> Rule:
    month = _MONTHS[match["month"]]
    day = int(match["day"]) if match.groupdict().get("day") else None

    def rule(published: dt.date) -> PartialDate:
        begun = (month, day or 1) <= (published.month, published.day)
        return _date(published.year - (not begun), month, day)

    return rule


def _season(match: re.Match[str]) -> Rule:
    shift = _SHIFTS[match["shift"]]
    return lambda published: _date(published.year + shift)


def _part_of_year(match: re.Match[str]) -> PartialDate:
    return _date(int(match["year"]))


def _about(match: re.Match[str]) -> PartialDate:
    return PartialDate.parse(f"{match['year']}~")


def _decade(match: re.Match[str]) -> PartialDate:
    first = int(match["year"])
    return PartialDate.parse(f"{first:04d}..{first + 9:04d}")


def _shifted_week(match: re.Match[str]) -> Rule:
    weeks = _SHIFTS[match["shift"]]

    def rule(published: dt.date) -> PartialDate:
        monday = published + dt.timedelta(days=7 * weeks - published.weekday())
        return PartialDate.parse(f"{monday}..{monday + dt.timedelta(days=6)}")

    return rule


def _next_weekday(match: re.Match[str]) -> Rule:
    weekday = _WEEKDAYS[match["weekday"]]
    return lambda published: PartialDate.of_day(
        published + dt.timedelta(days=(weekday - published.weekday() - 1) % 7 + 1)
    )


def _ago(match: re.Match[str]) -> Rule:
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    if match["unit"] == "year":
        return lambda published: _date(published.year - count)
    if match["unit"] == "month":
        return lambda published: _months_away(published, -count)
    days = count * (7 if match["unit"] == "week" else 1)
    about = "~" if match["unit"] == "week" else ""
    return lambda published: PartialDate.parse(f"{published - dt.timedelta(days=days)}{about}")


def _days_away(match: re.Match[str]) -> Rule:
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}[match[0]]
    return lambda published: PartialDate.of_day(published + dt.timedelta(days=days))


def _by_then(_match: re.Match[str]) -> Rule:
    return lambda published: PartialDate.parse(f"..{published.isoformat()}")


def _latest_weekday(match: re.Match[str]) -> Rule:
    weekday, least = _WEEKDAYS[match["weekday"]], 1 if match["last"] else 0

    def rule(published: dt.date) -> PartialDate:
        days = (published.weekday() - weekday - least) % 7 + least
        return PartialDate.of_day(published - dt.timedelta(days=days))

    return rule


def _patterns() -> Iterator[tuple[str, Callable[[re.Match[str]], PartialDate]]]:
    yield r"\d{4}(-\d{2}(-\d{2})?)?", _iso
    yield f"{_MONTH},? {_YEAR}", _written_date
    yield f"{_DAY} {_MONTH},? {_YEAR}", _written_date
    yield f"{_MONTH} {_DAY},? {_YEAR}", _written_date
    yield f"(?:(?:early|mid|late)[ -])?(?:{_SEASON} (?:of |in )?)?{_YEAR}", _part_of_year
    yield f"(?:early|mid|late)[ -]{_MONTH} {_YEAR}", _written_date
    yield f"(?:around|about|circa|c\\.) ?{_YEAR}", _about
    yield r"(?P<year>\d{3}0)s", _decade


_ABSOLUTE: Final = tuple(_patterns())
# Without "in" or "on" these would be read where no date is meant ("June" is a name, too).
_YEARLESS: Final = (
    (f"in (?:(?:early|mid|late)[ -])?{_MONTH}", _latest_begun),
    (f"on (?:the )?{_DAY} (?:of )?{_MONTH}", _latest_begun),
    (f"on {_MONTH} {_DAY}", _latest_begun),
)
_RELATIVE: Final[tuple[tuple[str, Callable[[re.Match[str]], Rule]], ...]] = (
    (f"{_MONTH} (?:of )?{_SHIFT} year", _month_of_shifted_year),
    (f"{_MONTH} {_DAY},? {_SHIFT} year", _month_of_shifted_year),
    (f"{_DAY} {_MONTH},? {_SHIFT} year", _month_of_shifted_year),
    (f"(?:earlier |later )?{_SHIFT} year", _shifted_year),
    (f"(?:earlier |later )?{_SHIFT} month", _shifted_month),
    (f"last {_MONTH}", _latest_month),
    (f"next {_MONTH}", _next_month_named),
    (f"{_SEASON} (?:of )?{_SHIFT} year", _season),
    (f"(?:earlier |later )?{_SHIFT} week", _shifted_week),
    ("next (?P<weekday>" + "|".join(_WEEKDAYS) + ")", _next_weekday),
    (f"{_COUNT} (?P<unit>year|month|week|day)s? ago", _ago),
    ("yesterday|today|tomorrow", _days_away),
    ("previously|formerly|former|had previously|once", _by_then),
    ("(?P<last>last )?(?P<weekday>" + "|".join(_WEEKDAYS) + ")", _latest_weekday),
)
