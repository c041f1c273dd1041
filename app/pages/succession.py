"""Who held a post one after the other: a lane for each, with the gaps and overlaps between them.

The API tells of each membership how it follows on those before it; here it is told of people, who
may have had several terms, or one of which each end is told by another source.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from app.dates import FIRST_DAY, LAST_DAY
from app.pages.charts.bars import Bar, Days, Lane
from app.pages.terms import Json, Term, run_words, runs
from app.pages.words import count_words, date_words

_DAY: Final = dt.timedelta(days=1)
_MOST_NAMED: Final = 2  # in a note
_SHARED: Final = 3  # others at the same time: the post is one of several alike
_COMPACT: Final = 12  # lanes, beyond which only what is remarkable is said
Gap = tuple[dt.date, dt.date]


def succession(
    terms: Sequence[Term], until: dt.date | None, before: Json | None, kept: str
) -> list[Lane]:
    """The lanes: holders in order, and the gaps between them.

    ``until``: the day up to which the last gap lasts, None where it is not known to be one;
    ``before``: how the first term follows on those of an earlier page; ``kept``: as of a lane.
    """
    notes = transitions(terms)
    lanes = [(of[0], lane_of(of, kept, notes.get(of[0].holder["id"], ""))) for of in holders(terms)]
    placed = [(first.place[0], 1, lane) for first, lane in lanes]
    gaps = [(first, 0, _gap_lane(first, last)) for first, last in find_gaps(terms, until, before)]
    return [lane for *_, lane in sorted([*placed, *gaps], key=lambda each: each[:2])]


def holders(terms: Iterable[Term]) -> list[list[Term]]:
    """The terms of each person, in the order of their first ones."""
    of: dict[str, list[Term]] = {}
    for term in terms:
        of.setdefault(term.holder["id"], []).append(term)
    return list(of.values())


def lane_of(terms: Sequence[Term], kept: str, note: str = "") -> Lane:
    """The lane of one person; ``kept``: the query that keeps the view behind its path."""
    dated = [term for term in terms if not term.days.is_undated] or terms[:1]
    periods = filter(None, (run_words(run) for run in runs(dated)))
    name = terms[0].holder["name"]
    bars = [Bar(each.days, _told(name, each), _evidence(each)) for each in dated]
    path = f"/people/{terms[0].holder['id']}{kept}"
    return Lane(name, bars, path, "; ".join(periods), note)


def find_gaps(terms: Iterable[Term], until: dt.date | None, before: Json | None) -> Iterator[Gap]:
    """The days on which surely none of these held, from the first who did on."""
    held: dt.date | None = None
    latest: Term | None = None
    if before and before["kind"] == "gap" and before["from"]:
        held = dt.date.fromisoformat(before["from"]) - _DAY
    for term in sorted(terms, key=lambda each: each.first):
        is_gap = held is not None and term.first - held > _DAY
        if held and is_gap and not (latest and latest.goes_on(term)):
            yield held + _DAY, term.first - _DAY
        latest = term if held is None or term.last >= held else latest
        held = max(held or FIRST_DAY, term.last)
    if until and held and held < until:
        yield held + _DAY, until


def transitions(terms: Sequence[Term]) -> dict[str, str]:
    """How each holder's time meets that of others, in words; by the holder's id."""
    overlaps: dict[str, list[str]] = {}
    beside: Counter[str] = Counter()
    for one, other in combinations(terms, 2):
        days = _shared(one, other)
        if days and one.holder["id"] != other.holder["id"]:
            overlaps.setdefault(other.holder["id"], []).append(_overlap(one, days))
            beside.update((one.holder["id"], other.holder["id"]))
    # Where most held it beside several others, none succeeded another.
    if 2 * sum(count >= _SHARED for count in beside.values()) > len(holders(terms)):
        return {}
    notes = {holder: _some(told) for holder, told in overlaps.items()}
    if len(holders(terms)) <= _COMPACT:
        for before, after in pairwise(terms):
            notes.setdefault(after.holder["id"], _following(before, after))
    return notes


def is_long(lanes: Sequence[Lane]) -> bool:
    """Whether the lanes are to be drawn closer."""
    return len(lanes) > _COMPACT


def gaps_in_words(terms: Sequence[Term], until: dt.date | None, before: Json | None) -> list[str]:
    """The gaps, each in words."""
    return [_gap_words(*gap) for gap in find_gaps(terms, until, before)]


def _gap_lane(first: dt.date, last: dt.date) -> Lane:
    words = _gap_words(first, last)
    bar = Bar(Days(first, first, last, last), f"Gap: nobody known, {words}", style="gap")
    return Lane("Nobody known", [bar], period=words, style="gap-lane")


def _gap_words(first: dt.date, last: dt.date) -> str:
    days = count_words((last - first).days + 1, "day")
    return f"{date_words(str(first))} – {date_words(str(last))} ({days})"


def _shared(one: Term, other: Term) -> Gap | None:
    """The days on which both surely held; a day of handover is none."""
    if not (one.sure and other.sure):
        return None
    first, last = max(one.sure[0], other.sure[0]), min(one.sure[1], other.sure[1])
    return (first, last) if first < last else None


def _overlap(one: Term, days: Gap) -> str:
    first, last = (date_words(str(day)) for day in days)
    until = "" if days[1] == LAST_DAY else f" to {last}"
    return f"{one.holder['name']} from {first}{until}"


def _some(told: Sequence[str]) -> str:
    more = len(told) - _MOST_NAMED
    others = f" and {count_words(more, 'other')}" if more > 0 else ""
    return f"Overlaps with {', '.join(told[:_MOST_NAMED])}{others}"


def _following(before: Term, after: Term) -> str:
    if before.holder["id"] == after.holder["id"] or before.days.is_undated or after.days.is_undated:
        return ""
    if after.first - before.last > _DAY:
        return ""  # the gap has a lane of its own
    if after.last < before.last:
        return f"May overlap with {before.holder['name']}"
    if before.days.definitely_until == before.last and after.days.definitely_from == after.first:
        return f"Follows {before.holder['name']}"
    return f"Follows {before.holder['name']}; the day of handover is not known exactly"


def _told(name: str, term: Term) -> str:
    return f"{name}: {term.period or 'no date known'}"


def _evidence(term: Term) -> str:
    fact = term.facts[0]
    return f"#fact-{fact['id']}" if fact["citations"] else f"/facts/{fact['id']}"
