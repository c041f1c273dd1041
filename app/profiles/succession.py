"""Tenures written out: each with its answer, its bounds, and how it follows on the one before."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson

from app.dates import FIRST_DAY, LAST_DAY
from app.profiles.facts import Json
from app.timespans import Period, Question, Timespan

_DAY = dt.timedelta(days=1)
Tenure = tuple[Timespan, bytes]  # when it was so, and the membership as JSON
Latest = tuple[dt.date | None, Period | None]


def read_tenures(rows: Iterable[Any]) -> Iterator[Tenure]:
    """The tenures of rows that have their days and body as columns."""
    for row in rows:
        days = (row.possibly_from, row.possibly_until, row.begun_by, row.lasts_until)
        yield Timespan(*days, row.contradiction), str(row.body).encode()


def write_memberships(tenures: Iterable[Tenure], asked: Question | None) -> Iterator[bytes]:
    """Each membership, with the answer to the question where one is asked."""
    for span, body in tenures:
        holds = span.answer(asked) if asked else None
        yield _with(body, {"holds": holds, "contradiction": span.contradiction})


def write_holders(tenures: Iterable[Tenure], asked: Question) -> Iterator[bytes]:
    """Each tenure with the answer to the question."""
    for span, body in tenures:
        holds = span.answer(asked)
        yield _with(body, {"holds": holds, **timespan_json(span), "transition": None})


def write_succession(tenures: Iterable[Tenure], latest: Latest) -> Iterator[bytes]:
    """Each tenure with its transition from all that stand before it.

    ``latest``: of those before the first one given, the latest possible day, and the sure days of
    the one that surely lasted the longest.
    """
    possible, sure = latest
    for span, body in tenures:
        step = transition(span, possible, sure)
        yield _with(body, {"holds": None, **timespan_json(span), "transition": step})
        possible = max(possible or FIRST_DAY, span.possibly_until)
        sure = max(filter(None, (sure, span.surely)), key=itemgetter(1), default=None)


def transition(span: Timespan, possible: dt.date | None, sure: Period | None) -> Json | None:
    """How a tenure follows on those before it: gap, overlap, follows, or unclear.

    ``possible`` is the latest day on which one of them possibly still held, ``sure`` the days on
    which the one that lasted the longest surely did. A day shared between two is a handover, not an
    overlap.
    """
    if possible is None:
        return None
    if possible < LAST_DAY and span.possibly_from > possible + _DAY:
        until = span.possibly_from - _DAY
        return {"kind": "gap", "from": _day(possible + _DAY), "until": _day(until)}
    if sure and span.surely:
        first, last = max(sure[0], span.surely[0]), min(sure[1], span.surely[1])
        if first < last:
            return {"kind": "overlap", "from": _day(first), "until": _day(last)}
    exact = span.begun_by == span.possibly_from and sure is not None and sure[1] == possible
    return {"kind": "follows" if exact else "unclear", "from": None, "until": None}


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


def _with(body: bytes, more: Json) -> bytes:
    return b"%b,%b" % (body[:-1], orjson.dumps(more)[1:])
