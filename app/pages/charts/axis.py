"""A time axis: where a day stands between the first and the last one shown, and its ticks."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_MOST_TICKS: Final = 8  # of four letters each, on the narrowest screen
_MOST_MONTHS: Final = 4  # ticks that have a month as well are wider
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)  # years
_MONTH_STEPS: Final = (1, 3, 6)
_SHORT: Final = 3 * 366  # days, below which the ticks are months
_MARGIN: Final = 0.03  # of the days shown, on both sides


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis; ``at`` in percent of its length."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from ``first`` to ``last``."""

    first: dt.date
    last: dt.date

    @classmethod
    def around(cls, days: Iterable[dt.date | None], today: dt.date) -> "Axis":
        """The axis that shows these days with a margin; None among them are passed by.

        Without any day it shows the year up to ``today``.
        """
        known = [day for day in days if day is not None] or [today - dt.timedelta(365), today]
        first, last = min(known), max(known)
        margin = max(int((last - first).days * _MARGIN), 30)
        return cls(_moved(first, -margin), _moved(last, margin))

    def at(self, day: dt.date) -> float:
        """Where a day stands, in percent; days beyond an end stand at that end."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def ticks(self) -> list[Tick]:
        """The ticks, at whole years or months."""
        if (self.last - self.first).days < _SHORT:
            return self._months()
        years = self.last.year - self.first.year
        step = next((each for each in _STEPS if years / each <= _MOST_TICKS), _STEPS[-1])
        start = -(-(self.first.year + 1) // step) * step
        shown = range(start, self.last.year + 1, step)
        return [Tick(self.at(dt.date(year, 1, 1)), str(year)) for year in shown]

    def _months(self) -> list[Tick]:
        months = list(self._month_starts())
        steps = (step for step in _MONTH_STEPS if len(months) / step <= _MOST_MONTHS)
        step = next(steps, 12)
        shown = [day for day in months if (day.month - 1) % step == 0]
        return [Tick(self.at(day), f"{calendar.month_abbr[day.month]} {day.year}") for day in shown]

    def _month_starts(self) -> Iterator[dt.date]:
        year, month = self.first.year, self.first.month + 1
        while dt.date(year + (month > 12), (month - 1) % 12 + 1, 1) <= self.last:  # noqa: PLR2004
            year, month = year + (month > 12), (month - 1) % 12 + 1  # noqa: PLR2004
            yield dt.date(year, month, 1)
            month += 1


def _moved(day: dt.date, days: int) -> dt.date:
    try:
        return day + dt.timedelta(days)
    except OverflowError:
        return dt.date.min if days < 0 else dt.date.max
