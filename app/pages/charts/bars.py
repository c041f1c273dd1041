"""Bars and marks on a time axis, one lane each: posts held, parts taken, who held a post when.

What is sure is drawn solid, what is only possible fades in and out (docs/time.md has the days).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.pages.charts.axis import Axis

_LEAST: Final = 0.6  # percent: what is shorter would not be seen


@dataclass(frozen=True, slots=True)
class Days:
    """When something was so, as a ``timespan`` of the API tells it; None where a side is open."""

    possibly_from: dt.date | None = None
    definitely_from: dt.date | None = None
    definitely_until: dt.date | None = None
    possibly_until: dt.date | None = None

    @classmethod
    def of(cls, timespan: Mapping[str, Any]) -> "Days":
        """Read the ``timespan`` of an answer: its four days, each text or null."""
        days = {name: timespan.get(name) for name in cls.__slots__}
        return cls(**{name: dt.date.fromisoformat(day) for name, day in days.items() if day})

    @property
    def known(self) -> list[dt.date | None]:
        """Its days, for an axis to go around."""
        return [getattr(self, name) for name in self.__slots__]

    @property
    def is_sure(self) -> bool:
        """Whether there is a day on which it surely was so."""
        return self.definitely_from is not None or self.definitely_until is not None

    @property
    def is_undated(self) -> bool:
        """Whether nothing is known of when it was."""
        return not any(self.known)


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasted. ``told`` says it all in words; ``path`` leads to its evidence."""

    days: Days
    told: str
    path: str | None = None
    style: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of a chart. ``period``: its dates in words; ``style``: a class of its own."""

    label: str
    bars: Sequence[Bar]
    path: str | None = None
    period: str = ""
    note: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: from ``x``, ``width`` long, both in percent.

    ``style``: ``sure``, ``maybe``, ``rising`` (it may have begun) or ``falling`` (it may be over).
    """

    x: float
    width: float
    style: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its pieces; ``is_moment``: whether it is as short as a mark."""

    bar: Bar
    segments: list[Segment]
    is_moment: bool

    @property
    def x(self) -> float:
        """Where it begins."""
        return self.segments[0].x


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """A lane with its bars drawn."""

    lane: Lane
    bars: list[DrawnBar]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Lanes on one axis, and the lanes that nothing dates, which cannot be drawn."""

    axis: Axis
    lanes: list[DrawnLane]
    undated: list[Lane] = field(default_factory=list)
    today: float | None = None


def bar_chart(lanes: Iterable[Lane], today: dt.date) -> BarChart:
    """Draw the lanes on the axis that shows all their days; open ends run on to ``today``."""
    dated: list[Lane] = []
    undated: list[Lane] = []
    for lane in lanes:
        (undated if all(bar.days.is_undated for bar in lane.bars) else dated).append(lane)
    bars = [bar for lane in dated for bar in lane.bars]
    days = [day for bar in bars for day in bar.days.known]
    # What is not said to be over is drawn up to today.
    axis = Axis.around([*days, *(today for bar in bars if not bar.days.possibly_until)], today)
    drawn = [DrawnLane(lane, [_drawn(bar, axis, today) for bar in lane.bars]) for lane in dated]
    shows_today = axis.first <= today <= axis.last
    return BarChart(axis, drawn, undated, axis.at(today) if shows_today else None)


def _drawn(bar: Bar, axis: Axis, today: dt.date) -> DrawnBar:
    days = bar.days
    first = axis.at(days.possibly_from) if days.possibly_from else 0.0
    last = axis.at(days.possibly_until or max(today, days.possibly_from or today))
    last = min(max(last, first + _LEAST), 100.0)
    if not days.is_sure:
        style = "maybe" if days.possibly_from else "maybe-before"
        segments = [Segment(first, _width(first, last), style)]
    else:
        begun = axis.at(days.definitely_from) if days.definitely_from else first
        over = axis.at(days.definitely_until) if days.definitely_until else last
        over = min(max(over, begun + _LEAST), 100.0)
        segments = _pieces(first, begun, over, max(last, over))
    length = segments[-1].x + segments[-1].width - segments[0].x
    return DrawnBar(bar, segments, length <= 2 * _LEAST)


def _pieces(first: float, begun: float, over: float, last: float) -> list[Segment]:
    pieces = [
        Segment(first, _width(first, begun), "rising"),
        Segment(begun, _width(begun, over), "sure"),
        Segment(over, _width(over, last), "falling"),
    ]
    return [piece for piece in pieces if piece.width > 0]


def _width(start: float, end: float) -> float:
    return round(end - start, 2)
