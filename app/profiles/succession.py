"""Tenures written out: each with its answer, its bounds, and how it follows on the one before."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson

from app.dates import FIRST_DAY, LAST_DAY
from app.profiles.facts import Json
from app.timespans import Question, Timespan

_DAY = dt.timedelta(days=1)
Latest = tuple[dt.date | None, dt.date | None]


def write_memberships(tenures: Iterable[Any], asked: Question | None) -> Iterator[bytes]:
    """Each membership, with the answer to the question where one is asked."""
    for tenure in tenures:
        span = _span(tenure)
        holds = span.answer(asked) if asked else None
        yield _with(tenure, {"holds": holds, "contradiction": span.contradiction})


def write_holders(tenures: Iterable[Any], asked: Question) -> Iterator[bytes]:
    """Each tenure with the answer to the question."""
    for tenure in tenures:
        span = _span(tenure)
        yield _with(
            tenure, {"holds": span.answer(asked), **timespan_json(span), "transition": None}
        )


def write_succession(tenures: Iterable[Any], latest: Latest) -> Iterator[bytes]:
    """Each tenure with its transition from all that stand before it.

    ``latest``: the latest possible and the latest sure day of those before the first one given.
    """
    possible, sure = latest
    for tenure in tenures:
        span = _span(tenure)
        step = transition(span, possible, sure)
        yield _with(tenure, {"holds": None, **timespan_json(span), "transition": step})
        possible = max(possible or FIRST_DAY, span.possibly_until)
        sure = max(sure or FIRST_DAY, span.lasts_until or FIRST_DAY)


def transition(span: Timespan, possible: dt.date | None, sure: dt.date | None) -> Json | None:
    """How a tenure follows on those before it: gap, overlap, follows, or unclear.

    ``possible`` and ``sure`` are the latest day on which one of them possibly and surely still
    held. A day shared between two is a handover, not an overlap.
    """
    if possible is None:
        return None
    if possible < LAST_DAY and span.possibly_from > possible + _DAY:
        until = span.possibly_from - _DAY
        return {"kind": "gap", "from": _day(possible + _DAY), "until": _day(until)}
    if span.begun_by and sure and span.begun_by < sure:
        return {"kind": "overlap", "from": _day(span.begun_by), "until": _day(sure)}
    exact = span.begun_by == span.possibly_from and sure == possible
    return {"kind": "follows" if exact else "unclear", "from": None, "until": None}


def _span(tenure: Any) -> Timespan:
    days = (tenure.possibly_from, tenure.possibly_until, tenure.begun_by, tenure.lasts_until)
    return Timespan(*days, tenure.contradiction)


def timespan_json(span: Timespan) -> Json:
    """The days of a span as they go over the wire; null where a side is open or never sure."""
    definitely_from, definitely_until = span.surely or (None, None)
    days = {
        "possibly_from": _day(span.possibly_from),
        "definitely_from": _day(definitely_from),
        "definitely_until": _day(definitely_until),
        "possibly_until": _day(span.possibly_until),
    }
    return {"timespan": days, "contradiction": span.contradiction}


@lru_cache(maxsize=32_768)  # some ninety years
def _day(day: dt.date | None) -> str | None:
    return None if day in (None, FIRST_DAY, LAST_DAY) else str(day)


def _with(tenure: Any, more: Json) -> bytes:
    body = tenure.body if isinstance(tenure.body, bytes) else str(tenure.body).encode()
    return b"%b,%b" % (body[:-1], orjson.dumps(more)[1:])
