"""Memberships that tell of one term: what one source leaves open, another may complete."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.dates import PartialDate

Json = Mapping[str, Any]
Bounds = tuple[dt.date, dt.date]


def terms_told(memberships: Iterable[Json]) -> list[list[Json]]:
    """The memberships by term, in each those first that say most; somebody may have held several.

    Several tell of one where they are in the same post, and where one that leaves its end open
    began with one that does not, or was the last to begin before an end that is told alone.
    """
    same: defaultdict[tuple[Any, ...], list[Json]] = defaultdict(list)
    for each in memberships:
        same[_key(each)].append(each)
    return [term for told in same.values() for term in _together(told)]


def period_of(term: Sequence[Json]) -> Json:
    """The dates of a term: the first start and the first end that its memberships tell."""
    return {
        name: next((each[name] for each in term if each[name]), None)
        for name in ("start_date", "end_date")
    }


def _key(fact: Json) -> tuple[Any, ...]:
    in_words = None if fact["post_id"] else fact["label"]
    return fact["person_id"], fact["post_id"], fact["organization_id"], in_words


def _together(told: Sequence[Json]) -> list[list[Json]]:
    terms: list[list[Json]] = []
    for each in sorted(told, key=_order):
        home = None if each.get("contradiction") else _home(each, terms)
        if home is None:
            terms.append([each])
        else:
            home.append(each)
    return terms


def _order(fact: Json) -> tuple[bool, bool, dt.timedelta]:
    """Those with both dates come first, then those with a start; of each the exact ones."""
    bounds = [each for name in ("start_date", "end_date") if (each := _bounds(fact, name))]
    width = sum((last - first for first, last in bounds), dt.timedelta())
    return not fact["start_date"], not fact["end_date"], width


def _home(fact: Json, terms: Sequence[list[Json]]) -> list[Json] | None:
    """The term that a membership with one date alone belongs to, if it is among these."""
    start, end = (_bounds(fact, name) for name in ("start_date", "end_date"))
    if bool(start) == bool(end):
        return None
    name, told = ("start_date", start) if start else ("end_date", end)
    sound = [term for term in terms if not any(each.get("contradiction") for each in term)]
    alike = (term for term in sound if any(_meet(_bounds(each, name), told) for each in term))
    return next(alike, None) or (_last_begun(sound, end) if end else None)


def _last_begun(terms: Iterable[list[Json]], end: Bounds) -> list[Json] | None:
    """Of the terms that nobody ends, the last to begin before this end."""
    open_ended = [term for term in terms if not period_of(term)["end_date"]]
    begun = [(start, term) for term in open_ended if (start := _bounds(term[0], "start_date"))]
    before = [pair for pair in begun if pair[0][0] <= end[1]]
    return max(before, key=lambda pair: pair[0])[1] if before else None


def _meet(one: Bounds | None, other: Bounds | None) -> bool:
    """Whether two dates may be the same day."""
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


def _bounds(fact: Json, name: str) -> Bounds | None:
    """The days that a date admits; None where there is none, or a start nobody knows."""
    text = fact[name]
    if not text or (name, text) == ("start_date", ".."):
        return None
    date = PartialDate.parse(text)
    return date.first_day, date.last_day
