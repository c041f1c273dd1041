"""PartialDate: a date as far as a source states it, with the earliest and latest day it admits.

The notation is the subset of EDTF (ISO 8601-2:2019) that sources need:

====================  ==============================================================
``2022``              some day of 2022
``2022-06``           some day of June 2022
``2022-06-01``        that day
``2022-06?``          uncertain: the source, or what it was resolved against, is doubtful
``2022-06~``          approximate: "around June 2022"
``2022-06%``          both
``2022..2023``        some day from 2022 to 2023
``..2023``            some day up to the end of 2023
``2022..``            some day from the start of 2022
``..``                there was such a day, nobody says when
====================  ==============================================================
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, total_ordering
from typing import Any, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

FIRST_DAY: Final = dt.date.min
LAST_DAY: Final = dt.date.max
_POINT_PATTERN: Final = r"\d{4}(-\d{2}(-\d{2})?)?[?~%]?"
PATTERN: Final = rf"^({_POINT_PATTERN}(\.\.({_POINT_PATTERN})?)?|\.\.({_POINT_PATTERN})?)$"
EXAMPLES: Final = ["2022", "2022-06", "2022-06-01", "2022-06?", "..2023", "2022..2023"]
_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)", re.ASCII)
_RIGHT = "write 2022, 2022-06 or 2022-06-01, with ? or ~ behind it where doubtful, or 2022..2023"


class PartialDateError(ValueError):
    """The text is no partial date; the message says what would be right."""


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day as far as it is known.

    ``text`` is the notation above; ``earliest`` and ``latest`` are the first and the last day it
    admits, ``None`` where that side is open. Marks (``?``, ``~``) do not widen the bounds: how far
    is not for us to invent. They make every answer about that date at best "possibly".
    """

    text: str
    earliest: dt.date | None = field(compare=False)
    latest: dt.date | None = field(compare=False)
    uncertain: bool = field(compare=False, default=False)
    approximate: bool = field(compare=False, default=False)

    @classmethod
    @lru_cache(maxsize=8_192)
    def parse(cls, text: str) -> Self:
        """Read the notation; raises PartialDateError."""
        first, dots, last = text.partition("..")
        if not dots:
            point = _point(text)
            return cls(text, point.first, point.last, "?" in point.marks, "~" in point.marks)
        start = _point(first) if first else None
        end = _point(last) if last else None
        if start and end and start.first > end.last:
            raise PartialDateError(f"{text!r} ends before it starts: write {last}..{first}")
        marks = (start.marks if start else "") + (end.marks if end else "")
        earliest, latest = start.first if start else None, end.last if end else None
        return cls(text, earliest, latest, "?" in marks, "~" in marks)

    @classmethod
    def of_day(cls, day: dt.date) -> Self:
        """The partial date that is exactly this day."""
        return cls(day.isoformat(), day, day)

    @classmethod
    def between(cls, first: Self, last: Self) -> Self:
        """Some day from the first day of ``first`` to the last day of ``last``."""
        if first == last:
            return first
        opening, closing = first.text.partition("..")[0], last.text.rpartition("..")[2]
        return cls.parse(f"{opening}..{closing}")

    @property
    def first_day(self) -> dt.date:
        """The earliest day, or the first day of the calendar where that side is open."""
        return self.earliest or FIRST_DAY

    @property
    def last_day(self) -> dt.date:
        """The latest day, or the last day of the calendar where that side is open."""
        return self.latest or LAST_DAY

    @property
    def is_exact(self) -> bool:
        """Whether one day and nothing else is meant."""
        return self.earliest == self.latest is not None and not self.is_doubtful

    @property
    def is_doubtful(self) -> bool:
        """Whether it carries ``?`` or ``~``."""
        return self.uncertain or self.approximate

    def admits(self, day: dt.date) -> bool:
        """Whether the day lies within the bounds."""
        return self.first_day <= day <= self.last_day

    def marked_uncertain(self) -> Self:
        """The same date with ``?`` on each point that has no mark of doubt yet."""
        points = self.text.split("..")
        return type(self).parse("..".join(_with_doubt(point) for point in points))

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._order() < other._order()

    def _order(self) -> tuple[dt.date, dt.date, str]:
        return self.first_day, self.last_day, self.text

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: type[Any], _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._from_input, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # A bare year is a number to a YAML editor, so the schema admits both.
        return {
            "anyOf": [{"type": "string", "pattern": PATTERN}, {"type": "integer"}],
            "description": "A date as far as it is known: " + _RIGHT,
            "examples": EXAMPLES,
        }

    @classmethod
    def _from_input(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, str | int) and not isinstance(value, bool):
            return cls.parse(str(value))
        raise PartialDateError(f"{value!r} is not a date: {_RIGHT}")


@dataclass(frozen=True, slots=True)
class _Point:
    first: dt.date
    last: dt.date
    marks: str


def _point(text: str) -> _Point:
    match = _POINT.fullmatch(text)
    if not match:
        raise PartialDateError(f"{text!r} is not a date: {_RIGHT}")
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    marks = match[4].replace("%", "?~")
    try:
        first = dt.date(year or 0, 1 if month is None else month, 1 if day is None else day)
        last = first if day is not None else _last_day(first, whole_year=month is None)
    except ValueError as error:
        raise PartialDateError(f"{text!r} is not in the calendar: {error}") from None
    return _Point(first, last, marks)


def _last_day(first: dt.date, *, whole_year: bool) -> dt.date:
    if whole_year:
        return dt.date(first.year, 12, 31)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _with_doubt(point: str) -> str:
    if not point or point[-1] in "?%":
        return point
    return point[:-1] + "%" if point[-1] == "~" else point + "?"


def resolve_against(
    published: PartialDate, resolve: Callable[[dt.date], PartialDate]
) -> PartialDate:
    """What ``resolve`` says of a publication day, for a publication date known only in part.

    The rule must grow with the day. Where it says different things of the first and the last day
    that ``published`` admits, the answer spans both; doubt about ``published`` passes on to it.
    Raises PartialDateError where a side of ``published`` is open.
    """
    if published.earliest is None or published.latest is None:
        raise PartialDateError(f"nothing can be resolved against the open date {published}")
    answer = PartialDate.between(resolve(published.earliest), resolve(published.latest))
    return answer.marked_uncertain() if published.is_doubtful else answer
