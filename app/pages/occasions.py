"""When an event was, and when somebody took part in it: its days, and those in words."""

from collections.abc import Mapping
from typing import Any

from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.pages.charts.bars import Days
from app.pages.words import date_words, period_words
from app.timespans import timespan

Json = Mapping[str, Any]


def event_words(event: Json) -> str:
    """When an event was, in words: its one day where only one is told, or both are the same."""
    start, end = event["start_date"], event["end_date"]
    if start and end and start != end:
        return period_words({"start_date": start, "end_date": end})
    return date_words(start or end)


def attended_words(fact: Json) -> str:
    """When somebody took part in an event, in words."""
    return event_words(_dates(fact))


def attended_days(fact: Json) -> Days:
    """The days on which somebody took part in an event; sure only where its dates are exact."""
    dates = _dates(fact)
    start, end = dates["start_date"], dates["end_date"]
    if not (start or end):
        return Days()
    span = timespan(PartialDate.parse(start or ".."), PartialDate.parse(end or start or ".."))
    first, last = span.surely or (None, None)
    bounds = (span.possibly_from, first, last, span.possibly_until)
    return Days(*(None if day in (FIRST_DAY, LAST_DAY) else day for day in bounds))


def _dates(fact: Json) -> dict[str, str | None]:
    """The dates of a part in an event: those that it has itself, else those of the event."""
    return {name: fact[name] or fact["event"][name] for name in ("start_date", "end_date")}
