"""Spans of days that go on from one to the next, joined into one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.pages.charts.bars import Days

_EVER = dt.date.min  # what stands for an open side


@dataclass(slots=True)
class Spell:
    """Days that go on; ``members``: which spans make them up, by their index."""

    days: Days
    members: list[int]


def joined(spans: Sequence[Days]) -> list[Spell]:
    """The spans in the order of time, those one whose sure days meet or follow on one another.

    Those without a sure day come behind them, or belong to one within which they are.
    """
    sure: list[Spell] = []
    unsure: list[Spell] = []
    for index, days in sorted(enumerate(spans), key=lambda each: each[1].definitely_from or _EVER):
        if not days.is_sure:
            unsure.append(Spell(days, [index]))
        elif sure and _goes_on(sure[-1].days, days):
            sure[-1].days = _together(sure[-1].days, days)
            sure[-1].members.append(index)
        else:
            sure.append(Spell(days, [index]))
    return sure + [each for each in unsure if not _taken_in(each, sure)]


def _goes_on(before: Days, after: Days) -> bool:
    """Whether the sure days of two leave no day between them; ``before`` begins no later."""
    last, first = before.definitely_until, after.definitely_from
    return last is None or first is None or (first - last).days <= 1


def _taken_in(unsure: Spell, sure: Sequence[Spell]) -> bool:
    """Whether one of the sure ones is around it, to which it then belongs."""
    around = next((each for each in sure if _is_within(unsure.days, each.days)), None)
    if around:
        around.members += unsure.members
    return around is not None


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
