"""The page of a person: posts first, drawn on a time axis, each fact with its quote."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from app.pages.charts.bars import Bar, Days, Lane, bar_chart
from app.pages.frame import Frame
from app.pages.rendering import render
from app.pages.words import period_words

Json = Mapping[str, Any]


def person_page(frame: Frame, document: Json, timeline: Iterable[Json], today: dt.date) -> str:
    """The page. ``document`` and ``timeline`` are as the API has them."""
    titles = {each["id"]: each["title"] for each in document["articles"]}
    chart = bar_chart([_lane(each) for each in timeline], today)
    return render("people.html", frame=frame, person=document, chart=chart, titles=titles)


def describe_person(document: Json) -> str:
    """A person in a line: the posts held."""
    return "; ".join(
        each["label"] or each["organization"]["name"] for each in document["memberships"]
    )


def _lane(entry: Json) -> Lane:
    fact = entry["fact"]
    label = fact.get("label") or fact.get("event", fact.get("organization"))["name"]
    period = period_words(fact)
    bar = Bar(
        Days.of(entry["timespan"]), f"{label}: {period or 'no date known'}", f"#fact-{fact['id']}"
    )
    return Lane(label, [bar], f"#fact-{fact['id']}", period)
