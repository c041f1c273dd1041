"""The page of a person: posts first, drawn on a time axis, each fact with its quote."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.dates import PartialDate
from app.pages.charts.bars import BarChart, Days
from app.pages.frame import Frame
from app.pages.lanes import Known, by_date, career_chart, event_period
from app.pages.naming import names_of
from app.pages.rendering import render
from app.pages.sources import dataset_titles, source_titles
from app.pages.tenures import DEFINITELY, Held, held_now, held_posts, ruled_out, title_of
from app.pages.words import date_words, period_words

Json = Mapping[str, Any]
Unit = Sequence[Json]  # a fact, or several readings of one that stand side by side
_APART: Final = ("name", "image")  # shown in places of their own


def person_page(frame: Frame, document: Json, career: Json, today: dt.date) -> str:
    """The page of a person.

    ``document`` is as the API has it. ``career`` has the ``timeline`` likewise, the ``readings`` of
    what sources tell differently, and ``changes``, the newest first.
    """
    readings = _Readings(career["readings"], document)
    spans = {each["fact"]["id"]: each for each in career["timeline"]}
    posts, chart = _career(document, career, spans, today)
    now = held_now(posts)
    attended = by_date(document["events"])
    events = [(each, event_period(each), _capacities(each, spans)) for each in attended]
    return render(
        "people.html",
        frame=frame,
        document=document,
        chart=chart,
        names=names_of(document),
        when=_when(document, frame),
        now=now,
        last=None if any(each.holds for each in posts) else next(iter(posts), None),
        undated=[each for each in posts if each.holds and each not in now],
        posts=[(each, readings.units(each.terms)) for each in posts if not each.is_plain],
        plain=[each for each in posts if each.is_plain],
        events=events,
        about=_about(document, readings),
        readings=readings,
        changes=career["changes"],
        titles=source_titles(document, *career["readings"]),
        datasets=dataset_titles(document),
        report=_report(frame, document),
    )


def describe_person(document: Json) -> str:
    """A person in a line: the posts held."""
    held = ((title_of(each), period_words(each)) for each in document["memberships"])
    return "; ".join(" ".join(part for part in each if part) for each in held)


class _Readings:
    """Which facts of a page stand side by side with what others say instead."""

    def __init__(self, readings: Iterable[Json], document: Json) -> None:
        self._of = {
            each["id"]: reading["facts"] for reading in readings for each in reading["facts"]
        }
        self._shown = set[str]()
        self._is_past = document["as_of"] is not None

    def units(self, facts: Iterable[Json]) -> list[Unit]:
        """The facts in their order, each once: alone, or with all readings beside it."""
        return [unit for each in facts if (unit := self._unit(each))]

    def _unit(self, fact: Json) -> Unit:
        if fact["id"] in self._shown:
            return []
        unit: Unit = self._of.get(fact["id"], [fact])
        self._shown |= {each["id"] for each in unit}
        return unit

    def set_aside(self) -> list[Unit]:
        """What is left: facts that the profile does not count."""
        left = {id(facts): facts for key, facts in self._of.items() if key not in self._shown}
        return [] if self._is_past else list(left.values())


def _career(
    document: Json, career: Json, spans: Mapping[str, Json], today: dt.date
) -> tuple[list[Held], BarChart]:
    days = {name: Days.of(each["timespan"]) for name, each in spans.items()}
    asked = document["as_of"]
    day = PartialDate.parse(asked).first_day if asked else today
    out = ruled_out(career["readings"], days, day)
    posts = held_posts(document["memberships"], days, day, out)
    drawn, events = posts, by_date(document["events"])
    if asked:  # the chart shows all of the career, whatever day is asked about
        facts = [each["fact"] for each in career["timeline"]]
        held = [each for each in facts if each["kind"] == "membership"]
        drawn = held_posts(held, days, day, out)
        events = by_date(each for each in facts if each["kind"] == "participation")
    shown = {each["id"] for each in (*document["memberships"], *document["events"])}
    repeated = {each["id"] for of in career["readings"] for each in of["facts"][1:]}
    known = Known(spans, shown, repeated)
    return posts, career_chart(drawn, events, known, today, _marked(document, day))


def _marked(document: Json, day: dt.date) -> list[tuple[dt.date, str]]:
    """The days to be marked on the axis: the one asked about, and that of the death."""
    died = document["death_date"]
    marks = [(PartialDate.parse(died).last_day, "died")] if died and ".." not in died else []
    asked = document["as_of"]
    return [*marks, (day, date_words(asked))] if asked and ".." not in asked else marks


def _when(document: Json, frame: Frame) -> str:
    """Which day "now" is on this page, in words."""
    if document["as_of"]:
        return f"On {date_words(document['as_of'])}"
    return "As it was on record then" if "known_at=" in (frame.data_path or "") else "Now"


def _capacities(fact: Json, spans: Mapping[str, Json]) -> list[str]:
    """The posts in which a person took part in an event, as far as they surely were held."""
    held = spans.get(fact["id"], {}).get("capacities", ())
    return [each["label"] for each in held if each["post_id"] and each["holds"] == DEFINITELY]


def _report(frame: Frame, document: Json) -> str:
    """The command that proposes a correction of this person."""
    first = next(iter((*document["memberships"], *document["facts"])), {"id": "…"})
    source = '{"url": "https://…", "exact": "What it says, verbatim"}'
    said = f'{{"fact_id": "{first["id"]}", "note": "What is wrong", "source": {source}}}'
    return (
        f'curl -s {frame.origin}/v1/proposals -H "Authorization: Bearer $KEY" \\\n'
        f"  --json '{said}'"
    )


def _about(document: Json, readings: _Readings) -> list[tuple[str, list[Unit]]]:
    by_property: dict[str, list[Json]] = {}
    for each in document["facts"]:
        if each["property"] not in _APART:
            by_property.setdefault(each["property"], []).append(each)
    return [(name, readings.units(facts)) for name, facts in by_property.items()]
