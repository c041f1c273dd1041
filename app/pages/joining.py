"""Spans of days that go on from one to the next, joined into one."""

import datetime as dt
from collections.abc import Iterable

from app.pages.charts.bars import Days

_EVER, _EVERMORE = dt.date.min, dt.date.max  # what stands for an open side


def joined(spans: Iterable[Days]) -> list[Days]:
    """The spans in the order of time, those one whose sure days meet.

    Of those without a sure day only what is not within the others is left, behind them.
    """
    sure: list[Days] = []
    unsure: list[Days] = []
    for days in sorted(spans, key=lambda each: each.definitely_from or _EVER):
        if not days.is_sure:
            unsure.append(days)
        elif sure and (days.definitely_from or _EVER) <= (sure[-1].definitely_until or _EVERMORE):
            sure[-1] = _together(sure[-1], days)
        else:
            sure.append(days)
    return sure + [each for each in unsure if not any(_is_within(each, days) for days in sure)]


def _together(first: Days, second: Days) -> Days:
    """Both as one; the first begins no later."""
    return Days(
        _earlier(first.possibly_from, second.possibly_from),
        first.definitely_from,
        _later(first.definitely_until, second.definitely_until),
        _later(first.possibly_until, second.possibly_until),
    )


def _is_within(inner: Days, outer: Days) -> bool:
    whole = (outer.possibly_from, outer.possibly_until)
    return whole == (
        _earlier(inner.possibly_from, outer.possibly_from),
        _later(inner.possibly_until, outer.possibly_until),
    )


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    """The earlier of two first days, of which None is open."""
    return min(one, other) if one and other else None


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    """The later of two last days, of which None is open."""
    return max(one, other) if one and other else None
