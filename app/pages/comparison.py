"""Two careers on one time axis, and what both shared; or whom to compare with."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from app.pages.charts.bars import Bar, Lane, bar_chart
from app.pages.connections import SharedThing, by_thing
from app.pages.frame import Frame
from app.pages.occasions import attended_days, attended_words
from app.pages.rendering import render
from app.pages.tenures import terms_by_fact
from app.pages.terms import Term
from app.pages.words import count_words, page_path
from app.vocabulary import EntityKind

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
    things = by_thing(compared["shared"])
    view = f"?known_at={known_at}" if known_at else ""
    own = _career(compared["own_timeline"], compared["person"], view)
    theirs = _career(compared["their_timeline"], compared["other"], view, "second")
    lanes = [_set_off(map(_overlap, things)), _set_off(own), _set_off(theirs)]
    return render(
        "comparison.html",
        frame=frame,
        person=person,
        compared=compared,
        chart=bar_chart(chain(*lanes), today),
        undated=[_undated(own), _undated(theirs)],
        things=things,
        known_at=known_at,
        choice=None,
    )


def choice_page(frame: Frame, person: Json, choice: Choice, known_at: int | None) -> str:
    """The page that asks whom to compare with."""
    return render("comparison.html", frame=frame, person=person, choice=choice, known_at=known_at)


def _set_off(lanes: Iterable[Lane]) -> Iterator[Lane]:
    """The lanes that can be drawn, the first one with a line that sets it off from others."""
    dated = (each for each in lanes if not _is_undated(each))
    for place, lane in enumerate(dated):
        yield lane if place else replace(lane, style="ties-first")


def _undated(lanes: Iterable[Lane]) -> list[Lane]:
    return [each for each in lanes if _is_undated(each)]


def _is_undated(lane: Lane) -> bool:
    return all(bar.days.is_undated for bar in lane.bars)


def _overlap(thing: SharedThing) -> Lane:
    """The days on which both had a thing: what goes on from one time to the next is one bar."""
    name, is_event = thing.entity["name"], thing.entity["kind"] == EntityKind.EVENT
    spells = thing.spells()
    bars = [
        Bar(each.days, f"Both, {name}: {each.words}", style="both", is_event=is_event)
        for each in spells
    ]
    period = spells[0].words if len(spells) == 1 else count_words(len(spells), "period")
    return Lane(name, bars, f"#shared-{thing.entity['id']}", period, note="both")


def _career(timeline: Sequence[Json], person: Json, view: str, colour: str = "") -> list[Lane]:
    """A lane for each post, organization and event; several terms stand on the same."""
    terms = terms_by_fact(timeline)
    bodies: dict[tuple[str, str], dict[str, Json]] = defaultdict(dict)
    for entry in timeline:
        fact = entry["fact"]
        told = _of_term(term) if (term := terms.get(fact["id"])) else _of_event(entry)
        bodies[_body(fact)][told["fact"]["id"]] = told
    profile = page_path(person) + view
    lanes = []
    for (_, label), told in bodies.items():
        named = f"{person['name']}: {label}"
        bars = [_bar(each, named, profile, colour) for each in told.values()]
        period = _periods([each["period"] for each in told.values()])
        lanes.append(Lane(label, bars, bars[0].path, period, note=person["name"]))
    return lanes


def _of_term(term: Term) -> Json:
    return {"fact": term.facts[0], "days": term.days, "period": term.period}


def _of_event(entry: Json) -> Json:
    fact = entry["fact"]
    return {"fact": fact, "days": attended_days(fact), "period": attended_words(fact)}


def _body(fact: Json) -> tuple[str, str]:
    """What a lane is of: the event, the post, or the organization and the part played in it."""
    if thing := fact.get("event") or fact.get("post"):
        return thing["id"], thing["name"]
    body, part = fact["organization"], fact.get("label")
    return body["id"], f"{part}, {body['name']}" if part else body["name"]


def _bar(each: Json, named: str, profile: str, colour: str) -> Bar:
    fact = each["fact"]
    told = f"{named}, {each['period'] or 'no date known'}"
    path = f"{profile}#fact-{fact['id']}"
    return Bar(each["days"], told, path, colour, is_event=bool(fact.get("event")))


def _periods(periods: Sequence[str]) -> str:
    told = [words for words in periods if words]
    return "; ".join(told) if len(told) <= _MOST_PERIODS else count_words(len(told), "term")
