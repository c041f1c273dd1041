"""Two careers on one time axis, and what both shared; or whom to compare with."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from app.dates import PartialDate
from app.pages.charts.bars import Bar, Days, Lane, bar_chart
from app.pages.connections import SharedThing, by_thing, event_words
from app.pages.frame import Frame
from app.pages.overlap_words import overlap_words
from app.pages.rendering import render
from app.pages.words import count_words, page_path, period_words
from app.timespans import timespan

Json = Mapping[str, Any]
_MOST_PERIODS: Final = 2  # told beside a lane; of more, how many there are


@dataclass(frozen=True, slots=True)
class Choice:
    """Why there is nothing to compare yet, and who may be meant by what was ``typed``."""

    status: int
    typed: str
    why: str
    people: Sequence[Json] = ()


def comparison_page(
    frame: Frame, person: Json, compared: Json, today: dt.date, known_at: int | None
) -> str:
    """The page. ``compared``: as the API has it; ``person``: the document of the first."""
    things = list(by_thing(compared["shared"]))
    own = _career(compared["own_timeline"], compared["person"], "")
    theirs = _career(compared["their_timeline"], compared["other"], "second")
    groups = [[_overlap(each) for each in things], list(own), list(theirs)]
    return render(
        "comparison.html",
        frame=frame,
        person=person,
        compared=compared,
        chart=bar_chart([lane for lanes in groups for lane in _set_off(lanes)], today),
        things=things,
        known_at=known_at,
        choice=None,
    )


def choice_page(frame: Frame, person: Json, choice: Choice, known_at: int | None) -> str:
    """The page that asks whom to compare with."""
    return render("comparison.html", frame=frame, person=person, choice=choice, known_at=known_at)


def _set_off(lanes: Sequence[Lane]) -> Iterator[Lane]:
    """The lanes of a group, the first one marked so that a line sets it off from those before."""
    for place, lane in enumerate(lanes):
        yield lane if place else replace(lane, style="ties-first")


def _overlap(thing: SharedThing) -> Lane:
    """The days that both shared a thing on."""
    name = thing.entity["name"]
    bars = [
        Bar(Days.of(each["overlap"]), f"Both, {name}: {overlap_words(each)}", style="both")
        for each in thing.times
    ]
    times = [overlap_words(each) for each in thing.times]
    period = times[0] if len(times) == 1 else f"{len(times)} times"
    path = f"#shared-{thing.entity['id']}"
    return Lane(name, bars, path, period, note="both")


def _career(timeline: Iterable[Json], person: Json, colour: str) -> Iterator[Lane]:
    """A lane for each post, organization and event; several terms stand on the same."""
    entries = list(timeline)
    order = list(dict.fromkeys(map(_body, entries)))
    ordered = sorted(entries, key=lambda each: order.index(_body(each)))
    for (_, label), same in groupby(ordered, key=_body):
        terms = list(same)
        bars = [_bar(each, label, person, colour) for each in terms]
        period = _periods([each["fact"] for each in terms])
        yield Lane(label, bars, bars[0].path, period, note=person["name"])


def _body(entry: Json) -> tuple[str, str]:
    """What a lane is of: the event, the post, or the organization and the part played in it."""
    fact = entry["fact"]
    if thing := fact.get("event") or fact.get("post"):
        return thing["id"], thing["name"]
    body, part = fact["organization"], fact.get("label")
    return body["id"], f"{part}, {body['name']}" if part else body["name"]


def _bar(entry: Json, label: str, person: Json, colour: str) -> Bar:
    fact = entry["fact"]
    told = f"{person['name']}: {label}, {_period(fact) or 'no date known'}"
    path = f"{page_path(person)}#fact-{fact['id']}"
    return Bar(_days(entry), told, path, colour)


def _days(entry: Json) -> Days:
    """The days of a term, or of an event; that somebody took part is true from then on."""
    event = entry["fact"].get("event") or {}
    if not event.get("start_date"):
        return Days.of(entry["timespan"])
    start = PartialDate.parse(event["start_date"])
    end = PartialDate.parse(event["end_date"]) if event.get("end_date") else start
    begun, over = timespan(start, end).surely or (None, None)
    return Days(start.first_day, begun, over, end.last_day)


def _periods(facts: Sequence[Json]) -> str:
    told = [words for fact in facts if (words := _period(fact))]
    return "; ".join(told) if len(told) <= _MOST_PERIODS else count_words(len(told), "period")


def _period(fact: Json) -> str:
    return event_words(fact) or period_words(fact)
