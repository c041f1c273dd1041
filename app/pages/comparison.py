"""Two careers on one time axis, and what both shared; or whom to compare with."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from app.pages.charts.bars import Bar, Days, Lane, bar_chart
from app.pages.connections import SharedThing, by_thing, event_words
from app.pages.frame import Frame
from app.pages.overlap_words import overlap_words
from app.pages.rendering import render
from app.pages.words import count_words, page_path, period_words

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
    lanes = [
        *(_overlap(each) for each in things),
        *_career(compared["own_timeline"], compared["person"], "ties-own", ""),
        *_career(compared["their_timeline"], compared["other"], "ties-theirs", "second"),
    ]
    return render(
        "comparison.html",
        frame=frame,
        person=person,
        compared=compared,
        chart=bar_chart(lanes, today),
        things=things,
        known_at=known_at,
        choice=None,
    )


def choice_page(frame: Frame, person: Json, choice: Choice, known_at: int | None) -> str:
    """The page that asks whom to compare with."""
    return render("comparison.html", frame=frame, person=person, choice=choice, known_at=known_at)


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
    return Lane(name, bars, path, period, note="Both", style="ties-both")


def _career(timeline: Iterable[Json], person: Json, style: str, colour: str) -> Iterator[Lane]:
    """A lane for each post, organization and event; several terms stand on the same."""
    entries = list(timeline)
    order = list(dict.fromkeys(map(_body, entries)))
    ordered = sorted(entries, key=lambda each: order.index(_body(each)))
    for (_, label), same in groupby(ordered, key=_body):
        terms = list(same)
        bars = [_bar(each, label, person, colour) for each in terms]
        period = _periods([each["fact"] for each in terms])
        yield Lane(label, bars, bars[0].path, period, note=person["name"], style=style)


def _body(entry: Json) -> tuple[str, str]:
    """What a lane is of: the thing, and as what the person is in it."""
    fact = entry["fact"]
    thing = fact.get("event") or fact.get("post") or fact["organization"]
    return thing["id"], fact.get("label") or thing["name"]


def _bar(entry: Json, label: str, person: Json, colour: str) -> Bar:
    fact = entry["fact"]
    told = f"{person['name']}: {label}, {_period(fact) or 'no date known'}"
    path = f"{page_path(person)}#fact-{fact['id']}"
    return Bar(Days.of(entry["timespan"]), told, path, colour)


def _periods(facts: Sequence[Json]) -> str:
    told = [words for fact in facts if (words := _period(fact))]
    return "; ".join(told) if len(told) <= _MOST_PERIODS else count_words(len(told), "period")


def _period(fact: Json) -> str:
    return event_words(fact) or period_words(fact)
