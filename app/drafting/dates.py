"""Dates and lengths of time in an article, and what they mean there.

``app.written_dates`` knows what a wording means for whoever reads it on the day of publication.
Here it is found in the text, read forward where the sentence looks ahead ("in June" of what will
be), and counted from another date ("two years later").
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.dates import PartialDate, PartialDateError, resolve_against
from app.drafting.lexicon import NUMBERS
from app.drafting.records import DraftDate, Span
from app.written_dates import WrittenDateError, resolve_written

_MONTHS: Final = (
    {name: number for number, name in enumerate(calendar.month_name) if name}
    | {name: number for number, name in enumerate(calendar.month_abbr) if name and name != "May"}
    | {"Sept": 9}
)
_FULL: Final = "|".join(name for name in calendar.month_name if name)
_SHORT: Final = "|".join([*(name for name in calendar.month_abbr if name), "Sept"])
_MONTH: Final = rf"(?:(?:{_FULL})\b|(?:{_SHORT})\b\.?)"
_WEEKDAY: Final = "(?:" + "|".join(calendar.day_name) + ")"
_SEASON: Final = "(?:spring|summer|autumn|fall|winter)"
_COUNT: Final = r"(?:\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + "|a|an)"
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:1[5-9]|20)\d\d"
_SHIFTED: Final = "(?:last|this|next)"
_POINT: Final = re.compile(
    rf"""(?x:
      (?P<lead>\b(?:[Ii]n|[Oo]n)\s(?:the\s)?)?
      (?P<date>
        \b{_DAY}\s(?:of\s)?{_MONTH},?\s(?:{_YEAR}\b|(?:of\s)?{_SHIFTED}\syear)
      | \b{_MONTH}\s{_DAY},?\s(?:{_YEAR}\b|(?:of\s)?{_SHIFTED}\syear)
      | \b{_MONTH},?\s(?:of\s)?(?:{_YEAR}\b|{_SHIFTED}\syear)
      | \b{_DAY}\s(?:of\s)?{_MONTH}
      | \b{_MONTH}\s{_DAY}\b(?!\d)
      | \b(?:(?:the\s)?{_SEASON}\s(?:of\s)?(?:{_YEAR}\b|{_SHIFTED}\syear))
      | \b(?:[Ee]arlier|[Ll]ater)\s(?:{_SHIFTED})\s(?:year|month|week)\b
      | \b(?:{_SHIFTED}|[LN](?:ast|ext))\s(?:year|month|week|{_WEEKDAY}|{_MONTH})\b
      | \b(?:the\s)?(?:following|previous|same|next)\s(?:year|month|day|week)\b
      | \b(?i:{_COUNT})\s(?:years?|months?|weeks?|days?)\s(?:ago|later|earlier|afterwards)\b
      | \b(?:[Ll]ater|[Ee]arlier)\s(?:in\sthe|that|the\ssame)\sday\b
      | \b(?i:{_COUNT})\s(?:hours?|minutes?)\s(?:later|afterwards)\b
      | \b(?:around|about|circa)\s{_YEAR}\b
      | \b(?:early|mid|late)[\s-](?:the\s)?{_YEAR}s?\b
      | \b{_YEAR}s?\b
      | \b(?:early|mid|late)[\s-]{_MONTH}\b
      | \b{_WEEKDAY}\b
      | \b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow)\b
      | \b{_MONTH}
      )
    )"""
)
_LENGTH: Final = re.compile(
    rf"\b(?:(?P<count>{_COUNT}|several|many|more than \w+|nearly \w+|almost \w+|just \w+|only \w+)"
    r"(?: more)? (?P<unit>years?|months?|weeks?|days?|terms?|decades?))\b"
)
_SAME_DAY: Final = re.compile(
    rf"{_COUNT} (?:hours?|minutes?) (?:later|afterwards)"
    r"|same day|(?:later|earlier) (?:in the|that|the same) day"
)
_ORDINARY: Final = frozenset(["May", "March"])
_BEFORE_MONTH: Final = re.compile(
    r"\b(?:in|since|until|till|from|by|to|of|before|after|during|early|mid|late|between|and|through"
    r"|last|next|this|every)\s$",
    re.IGNORECASE,
)
_BEFORE_YEAR: Final = re.compile(
    r"(?:\b(?:in|since|until|till|from|by|to|of|before|after|during|early|mid|late|between|and|or"
    r"|through|around|about|circa|for|the|summer|spring|autumn|winter|election|elections)\s"
    r"|[(,–—-]\s?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in the text; ``place`` has "in" or "on" if it is printed."""

    place: Span
    written: str


@dataclass(frozen=True, slots=True)
class Length:
    """How long something was: "eleven years". ``months`` is None where no number is told."""

    place: Span
    months: int | None
    is_years: bool


def moments(text: str, place: Span) -> Iterator[Moment]:
    """The dates in a part of the text, in order."""
    for match in _POINT.finditer(text, place.start, place.end):
        if _is_date(text, match):
            start = match.start() if match["lead"] else match.start("date")
            yield Moment(Span(start, match.end()), text[start : match.end()])


def _is_date(text: str, match: re.Match[str]) -> bool:
    bare, before = match["date"], text[max(0, match.start("date") - 12) : match.start("date")]
    if re.fullmatch(_WEEKDAY, bare) and before.endswith("the "):
        # "The Sunday Standard" is a newspaper.
        return not re.match(r" [A-ZÀ-Þ]", text[match.end() : match.end() + 2])
    if bare.rstrip(".") in _MONTHS:
        return bool(_BEFORE_MONTH.search(before)) and bare.istitle()
    if re.fullmatch(_YEAR, bare):
        return bool(_BEFORE_YEAR.search(before))
    if re.fullmatch(rf"{_MONTH} {_DAY}", bare) and bare.split()[0] in _ORDINARY:
        return not re.match(r" (?:per|percent|people)", text[match.end() : match.end() + 8])
    return True


def lengths(text: str, place: Span) -> Iterator[Length]:
    """The lengths of time in a part of the text, in order."""
    for match in _LENGTH.finditer(text, place.start, place.end):
        word = match["count"].casefold()
        count = 1 if word in ("a", "an") else NUMBERS.get(word)
        if word.isdigit():
            count = int(word)
        unit = match["unit"].rstrip("s")
        months = {"year": 12, "month": 1, "decade": 120}.get(unit)
        length = count * months if count and months else None
        yield Length(Span(match.start(), match.end()), length, unit in ("year", "decade"))


class Calendar:
    """Resolves the dates of one article against its publication."""

    def __init__(self, published: PartialDate | None) -> None:
        """``published`` is the article's day, as far as it is known."""
        self.published = published

    def read(
        self, moment: Moment, *, ahead: bool = False, anchor: PartialDate | None = None
    ) -> DraftDate:
        """What a date means; ``ahead``: of what is to come; ``anchor``: the date told before."""
        wording = re.sub(r"^(?:in|on)\s(?:the\s)?", "", moment.written, flags=re.IGNORECASE)
        try:
            date = self._counted(wording, anchor) or self._plain(wording, ahead=ahead)
        except (WrittenDateError, PartialDateError, OverflowError):
            date = None
        return DraftDate(moment.written, moment.place, date)

    def before(self, end: PartialDate | None, length: Length) -> PartialDate | None:
        """When something began that took so long and ended then, about."""
        if end is None or length.months is None or end.earliest is None or end.text[:2] == "..":
            return None
        month = end.earliest.year * 12 + end.earliest.month - 1 - length.months
        if month < 12:  # noqa: PLR2004 - the first year of the calendar
            return None
        year = f"{month // 12:04d}"
        return PartialDate.parse(f"{year}~" if length.is_years else f"{year}-{month % 12 + 1:02d}~")

    def _plain(self, wording: str, *, ahead: bool) -> PartialDate:
        month = re.match(
            rf"(?:(?P<day>{_DAY}) )?(?:of )?(?P<month>{_MONTH})(?: (?P<other>{_DAY}))?$",
            re.sub(r"^(?:early|mid|late)[ -]", "", wording),
        )
        if ahead and month and self.published:
            return resolve_against(self.published, _coming(month))
        if ahead and re.fullmatch(_WEEKDAY, wording):
            wording = f"next {wording}"
        if month:
            day = month["day"] or month["other"]
            wording = f"on {day} {month['month']}" if day else f"in {month['month']}"
        return resolve_written(wording, self.published)

    def _counted(self, wording: str, anchor: PartialDate | None) -> PartialDate | None:
        """A wording that counts from a date told before it; None of any other."""
        lower = wording.casefold().removeprefix("the ")
        shift = {"following year": 1, "next year": 1, "previous year": -1, "same year": 0}.get(
            lower
        )
        match = re.fullmatch(rf"({_COUNT}) years? (later|earlier|afterwards)", lower)
        if _SAME_DAY.fullmatch(lower):
            if anchor is None or anchor.earliest is None or anchor.earliest != anchor.latest:
                raise WrittenDateError(f"{wording!r} counts from a day that is not told")
            return anchor
        if match:
            count = NUMBERS.get(match[1], 1 if match[1] in ("a", "an") else 0) or int(match[1])
            shift = -count if match[2] == "earlier" else count
        if shift is None or (lower == "next year" and not wording.casefold().startswith("the")):
            return None
        if anchor is None or anchor.earliest is None:
            raise WrittenDateError(f"{wording!r} counts from a date that is not told")
        return PartialDate.parse(f"{anchor.earliest.year + shift:04d}")


def _coming(match: re.Match[str]) -> "_Rule":
    day = match["day"] or match["other"]
    number = int(re.sub(r"\D", "", day)) if day else None
    return _Rule(_MONTHS[match["month"].rstrip(".")], number)


@dataclass(frozen=True, slots=True)
class _Rule:
    month: int
    day: int | None

    def __call__(self, published: dt.date) -> PartialDate:
        passed = (self.month, self.day or 31) < (published.month, published.day)
        year = published.year + passed
        day = f"-{self.day:02d}" if self.day else ""
        return PartialDate.parse(f"{year:04d}-{self.month:02d}{day}")
