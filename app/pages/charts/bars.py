"""Bars and marks on a time axis, in lanes: posts held, parts taken, who held a post when.

What is sure is drawn solid; where something may have begun or ended it fades; what is only possible
is outlined (docs/time.md has the days). What no source ends runs on beyond today's line.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.pages.charts.axis import Axis

_LEAST: Final = 1.0  # percent: what is shorter would not be seen
_TAIL: Final = 8.0  # percent over which a bar fades where nobody says since when
_ONWARD: Final = 2.0  # percent by which a bar runs on beyond today, where there is room
_MARK: Final = 4.0  # percent that a mark takes on the narrowest screen
_TOUCH: Final = 0.4  # percent that bars in one row may share: a day of handover
_YEAR: Final = dt.timedelta(365)
_HIGH: Final = 22  # pixels of a row
_PAD: Final = 4  # pixels above and below the rows

# What the pieces of a bar mean, in words, in the order of the legend.
MEANINGS: Final = {
    "sure": "surely so",
    "rising": "began some day in here",
    "falling": "ended some day in here",
    "maybe": "only possibly so",
    "open": "nobody says since when",
    "on": "no source says that it ended",
    "mark": "an event",
}


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
    """Something that lasted. ``told`` says it all in words; ``path`` leads to its evidence.

    ``is_event``: it is drawn as a mark, however long the day is looked for.
    """

    days: Days
    told: str
    path: str | None = None
    style: str = ""
    is_event: bool = False


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
    """A piece of a bar: from ``x``, ``width`` long, both in percent; ``style`` as ``MEANINGS``."""

    x: float
    width: float
    style: str

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its pieces, in a row of its lane."""

    bar: Bar
    segments: list[Segment]
    row: int = 0

    @property
    def x(self) -> float:
        """Where it begins."""
        return self.segments[0].x

    @property
    def length(self) -> float:
        """How much of the axis it takes, in percent."""
        return round(self.segments[-1].end - self.x, 2)

    @property
    def is_long(self) -> bool:
        """Whether the days in which a mark may be reach beyond it."""
        return self.length > _MARK

    @property
    def middle(self) -> float:
        """Where its mark stands."""
        return round(self.x + self.length / 2, 2)

    @property
    def y(self) -> int:
        """Where its row begins, in pixels below the top of its lane."""
        return _PAD + self.row * _HIGH

    @property
    def core(self) -> tuple[float, float]:
        """What nothing else may cover: its mark, or what is not fading."""
        if self.bar.is_event:
            return self.middle - _MARK / 2, self.middle + _MARK / 2
        firm = [each for each in self.segments if each.style in ("sure", "maybe")]
        firm = firm or self.segments
        return firm[0].x, firm[-1].end


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """A lane with its bars drawn, in rows where they would cover each other."""

    lane: Lane
    bars: list[DrawnBar]

    @property
    def height(self) -> int:
        """The height of its drawing, in pixels."""
        return 2 * _PAD + _HIGH * (1 + max((bar.row for bar in self.bars), default=0))


@dataclass(frozen=True, slots=True)
class Line:
    """A day marked across all lanes; ``at`` in percent, ``side`` where its label has room."""

    at: float
    label: str
    style: str = ""

    @property
    def anchor(self) -> str:
        """Which end of its label stands at the line."""
        return "start" if self.at < 50 else "end"  # noqa: PLR2004 (the middle)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Lanes on one axis, and the lanes that nothing dates, which cannot be drawn."""

    axis: Axis
    lanes: list[DrawnLane]
    undated: list[Lane] = field(default_factory=list)
    today: float | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The styles that are to be seen, each with what it means; none where all is sure."""
        bars = [bar for lane in self.lanes for bar in lane.bars]
        seen = {each.style for bar in bars if not bar.bar.is_event for each in bar.segments}
        seen |= {"mark" for bar in bars if bar.bar.is_event}
        listed = [(style, words) for style, words in MEANINGS.items() if style in seen]
        return [] if seen <= {"sure"} else listed


def bar_chart(
    lanes: Iterable[Lane], today: dt.date, marked: Iterable[tuple[dt.date, str]] = ()
) -> BarChart:
    """Draw the lanes on the axis that shows all their days; open ends run on to ``today``.

    ``marked``: further days to be marked across the lanes, each with a word for it.
    """
    dated: list[Lane] = []
    undated: list[Lane] = []
    for lane in lanes:
        (undated if all(bar.days.is_undated for bar in lane.bars) else dated).append(lane)
    marked = list(marked)
    bars = [bar for lane in dated for bar in lane.bars if not bar.days.is_undated]
    days = [day for bar in bars for day in bar.days.known] + [day for day, _ in marked]
    # What is not said to be over is drawn up to today, and there is room for what began before.
    days += [today for bar in bars if not bar.days.possibly_until]
    days += [_year_before(bar.days) for bar in bars if not bar.days.possibly_from]
    axis = Axis.around(days, today)
    drawn = [DrawnLane(lane, _in_rows(_drawn_all(lane.bars, axis, today))) for lane in dated]
    lines = [Line(axis.at(day), label, "marked") for day, label in marked]
    if axis.first <= today <= axis.last:
        lines.append(Line(axis.at(today), "today"))
    return BarChart(axis, drawn, undated, lines[-1].at if _has_today(lines) else None, lines)


def _year_before(days: Days) -> dt.date:
    first = min(day for day in days.known if day)
    return first - min(_YEAR, first - dt.date.min)


def _has_today(lines: list[Line]) -> bool:
    return bool(lines) and not lines[-1].style


def _drawn_all(bars: Iterable[Bar], axis: Axis, today: dt.date) -> list[DrawnBar]:
    return [_drawn(bar, axis, today) for bar in bars if not bar.days.is_undated]


def _drawn(bar: Bar, axis: Axis, today: dt.date) -> DrawnBar:
    days = bar.days
    segments = _possible(days, axis, today) if not days.is_sure else _sure(days, axis, today)
    if days.possibly_until is None and not bar.is_event:
        segments += _onward(segments[-1].end, days)
    return DrawnBar(bar, segments)


def _possible(days: Days, axis: Axis, today: dt.date) -> list[Segment]:
    """The piece of what was never surely so."""
    last = axis.at(days.possibly_until or max(today, days.possibly_from or today))
    first = axis.at(days.possibly_from) if days.possibly_from else last - _TAIL
    first, last = _seen(first, last)
    return [_segment(first, last, "maybe" if days.possibly_from else "open")]


def _sure(days: Days, axis: Axis, today: dt.date) -> list[Segment]:
    """The pieces of what surely was so on some day, the unsure ones around the sure one."""
    last = axis.at(days.possibly_until or max(today, *(day for day in days.known if day)))
    over = axis.at(days.definitely_until) if days.definitely_until else last
    begun = axis.at(days.definitely_from) if days.definitely_from else over
    begun, over = _seen(min(begun, over), over)
    first = axis.at(days.possibly_from) if days.possibly_from else max(begun - _TAIL, 0.0)
    pieces = [
        _segment(min(first, begun), begun, "rising" if days.possibly_from else "open"),
        _segment(begun, over, "sure"),
        _segment(over, max(last, over), "falling"),
    ]
    return [piece for piece in pieces if piece.width > 0]


def _onward(end: float, days: Days) -> list[Segment]:
    """The piece beyond today of what goes on, as far as sources say."""
    goes_on = days.definitely_until is None
    piece = _segment(end, min(end + _ONWARD, 100.0), "on")
    return [piece] if goes_on and piece.width > 0 else []


def _seen(first: float, last: float) -> tuple[float, float]:
    """The two ends, so far apart that what is between them is seen, and both on the axis."""
    last = min(max(last, first + _LEAST), 100.0)
    return max(min(first, last - _LEAST), 0.0), last


def _segment(first: float, last: float, style: str) -> Segment:
    return Segment(round(first, 2), round(last - first, 2), style)


def _in_rows(bars: list[DrawnBar]) -> list[DrawnBar]:
    """The bars in as few rows as keep each to be seen whole, in their order along the axis."""
    ends: list[float] = []
    placed = []
    for bar in sorted(bars, key=lambda each: each.core):
        first, last = bar.core
        free = (row for row, end in enumerate(ends) if end <= first + _TOUCH)
        row = next(free, len(ends))
        ends[row:] = [last, *ends[row + 1 :]]
        placed.append(replace(bar, row=row))
    return placed
