"""Three-valued time: was it so on that day? Definitely, possibly, or no.

A span lasts from a start to an end, both days inclusive, each known only within bounds. A *world*
is one choice of a start and an end within their bounds, the start not after the end. Then

* a day asked (``2022-06``: one day, known as far as stated) is ``definitely`` in the span where
  every world contains every day that the question admits;
* a period asked (``2022..2023``: at some time in it) is ``definitely`` met where every world
  contains at least one of its days;
* either is ``possibly`` so where some world contains some of its days; else ``no``.

How the bounds come about:

=======================  ==========================================================================
stated                   bounds
=======================  ==========================================================================
start not stated         it began some day, nobody says when: like ``..``
end not stated           no source says that it ended: it goes on, until something closes it
a partial date           its earliest and latest day
an open side (``..``)    to the first or last day of the calendar on that side
``?`` or ``~``           the bounds of the date without the mark, and never ``definitely``
a closing date           no end lies behind its latest day; an end not stated is the closing date
start after end          no world: a contradiction, ``possibly`` between all four days
=======================  ==========================================================================

``docs/time.md`` has the table of all combinations.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.dates import FIRST_DAY, LAST_DAY, PartialDate

# The days from a first to a last, both included.
Period = tuple[dt.date, dt.date]


class Answer(StrEnum):
    """Whether it was so."""

    DEFINITELY = "definitely"
    POSSIBLY = "possibly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Question:
    """The days asked about; ``whole_period`` for a range, of which one day is enough."""

    first: dt.date
    last: dt.date
    is_doubtful: bool = False
    whole_period: bool = False

    @classmethod
    def of(cls, date: PartialDate) -> "Question":
        """What a partial date asks: a day, or with ``..`` a period."""
        return cls(date.first_day, date.last_day, date.is_doubtful, ".." in date.text)


@dataclass(frozen=True, slots=True)
class Timespan:
    """When something was so, over all worlds.

    It may have been so from ``possibly_from`` until ``possibly_until``. In every world it had begun
    by ``begun_by`` and was not over before ``lasts_until``; from the one to the other, where they
    stand in that order, it surely was so. Both are None where dates are doubtful or contradict each
    other; ``contradiction`` then says how.
    """

    possibly_from: dt.date
    possibly_until: dt.date
    begun_by: dt.date | None
    lasts_until: dt.date | None
    contradiction: str | None = None

    @property
    def surely(self) -> Period | None:
        """The days on which it was so in every world; None where there are none."""
        if self.begun_by is None or self.lasts_until is None:
            return None
        # The last day of the calendar stands for "some day": nobody says since when.
        none = self.begun_by > self.lasts_until or self.begun_by == LAST_DAY
        return None if none else (self.begun_by, self.lasts_until)

    def answer(self, asked: Question) -> Answer:
        """Whether it was so on the day, or at some time in the period, asked."""
        if asked.last < self.possibly_from or self.possibly_until < asked.first:
            return Answer.NO
        return Answer.DEFINITELY if self._surely(asked) else Answer.POSSIBLY

    def _surely(self, asked: Question) -> bool:
        if self.begun_by is None or self.lasts_until is None or asked.is_doubtful:
            return False
        if asked.whole_period:
            return self.begun_by <= asked.last and asked.first <= self.lasts_until
        return self.begun_by <= asked.first and asked.last <= self.lasts_until


@dataclass(frozen=True, slots=True)
class Closing:
    """A date by which a span is over, and why: a death, a dissolution."""

    date: PartialDate
    reason: str


def timespan(
    start: PartialDate | None, end: PartialDate | None, closings: Sequence[Closing] = ()
) -> Timespan:
    """The span between two dates, closed at the latest with each of ``closings``."""
    doubtful = any(date.is_doubtful for date in (start, end) if date)
    doubtful = doubtful or any(closing.date.is_doubtful for closing in closings)
    first, begun = (start.first_day, start.last_day) if start else (FIRST_DAY, LAST_DAY)
    over, last = _end_bounds(end, closings)
    contradiction = _contradiction(first, start, end, closings)
    if contradiction:
        stated = [date for date in (start, end) if date]
        days = [over, last, *(day for date in stated for day in (date.first_day, date.last_day))]
        return Timespan(min(days), max(days), None, None, contradiction)
    if doubtful:
        return Timespan(first, last, None, None)
    # The latest start is not after the latest end, nor the earliest end before the earliest start.
    return Timespan(first, last, min(begun, last), max(over, first))


def overlap(one: Timespan, other: Timespan) -> Timespan | None:
    """When both were so; None where in no world they were so on the same day.

    A day is surely among the days of both where it surely is among the days of each; where no day
    is, ``begun_by`` and ``lasts_until`` are None.
    """
    first = max(one.possibly_from, other.possibly_from)
    last = min(one.possibly_until, other.possibly_until)
    if first > last:
        return None
    own, theirs = one.surely, other.surely
    if own and theirs:
        begun, lasts = max(own[0], theirs[0]), min(own[1], theirs[1])
        if begun <= lasts:
            return Timespan(first, last, begun, lasts)
    return Timespan(first, last, None, None)


def met(one: Timespan, other: Timespan) -> Answer:
    """Whether there was a day on which both were so: definitely where there was in every world."""
    if overlap(one, other) is None:
        return Answer.NO
    return Answer.DEFINITELY if surely_met(one, other) else Answer.POSSIBLY


def surely_met(one: Timespan, other: Timespan) -> bool:
    """The same of two that overlap: whether there was such a day in every world."""
    # Neither is over before the other has begun: then there is a day, though it may not be known.
    return _begins_before_end(one, other) and _begins_before_end(other, one)


def count_days(periods: Iterable[Period], until: dt.date) -> int:
    """How many days lie in at least one of the periods: none twice, and none after ``until``."""
    counted, seen = 0, 0
    for first, last in sorted(periods):
        begin = max(first.toordinal(), seen + 1)
        end = min(last, until).toordinal()
        counted += max(0, end - begin + 1)
        seen = max(seen, end)
    return counted


def _begins_before_end(one: Timespan, other: Timespan) -> bool:
    if one.begun_by is None or other.lasts_until is None or one.begun_by == LAST_DAY:
        return False
    return one.begun_by <= other.lasts_until


def _end_bounds(end: PartialDate | None, closings: Sequence[Closing]) -> tuple[dt.date, dt.date]:
    over, last = (end.first_day, end.last_day) if end else (LAST_DAY, LAST_DAY)
    for closing in closings:
        last = min(last, closing.date.last_day)
        if end is None:
            over = min(over, closing.date.first_day)
    return min(over, last), last


def _contradiction(
    first: dt.date, start: PartialDate | None, end: PartialDate | None, closings: Sequence[Closing]
) -> str | None:
    if end and first > end.last_day:
        return f"starts ({start}) after it ends ({end})"
    for closing in closings:
        if first > closing.date.last_day:
            return f"starts ({start}) after {closing.reason} ({closing.date})"
        if end and end.first_day > closing.date.last_day:
            return f"ends ({end}) after {closing.reason} ({closing.date})"
    return None
