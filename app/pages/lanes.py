"""A career as lanes of a chart: each post with its terms, then the events as marks."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.pages.charts.bars import Bar, BarChart, Days, Lane, bar_chart
from app.pages.occasions import attended_days, attended_words
from app.pages.tenures import Held
from app.pages.terms import Term
from app.pages.words import count_words

Json = Mapping[str, Any]
_MOST_LANES: Final = 5  # of events, each with its own; more share one


@dataclass(frozen=True, slots=True)
class Known:
    """What a chart knows of facts, by their ids.

    ``spans``: the entries of the timeline; ``shown``: which the page has, to which bars then lead;
    ``repeated``: which are told differently by another source that is counted already.
    """

    spans: Mapping[str, Json]
    shown: Collection[str]
    repeated: Collection[str]

    def path(self, fact: Json) -> str:
        """Where a fact is shown."""
        fact_id = fact["id"]
        return f"#fact-{fact_id}" if fact_id in self.shown else f"/facts/{fact_id}"

    def is_repeated(self, term: Term) -> bool:
        """Whether all that tell of a term tell differently what is counted already."""
        return all(each["id"] in self.repeated for each in term.facts)

    def contradiction(self, fact: Json) -> str | None:
        """What of its dates cannot be."""
        found: str | None = self.spans.get(fact["id"], {}).get("contradiction")
        return found


def career_chart(
    posts: Iterable[Held],
    events: Sequence[Json],
    known: Known,
    today: dt.date,
    marked: Iterable[tuple[dt.date, str]],
) -> BarChart:
    """The chart of a career; ``marked``: days to be marked, each with a word for it."""
    lanes = [_post_lane(held, known) for held in posts]
    return bar_chart([*lanes, *_event_lanes(events, known)], today, marked)


def by_date(events: Iterable[Json]) -> list[Json]:
    """Parts in events, the latest first, and last those that no source dates."""
    days = [(attended_days(each), each) for each in events]
    dated = [(_order(when), each) for when, each in days if not when.is_undated]
    undated = [each for when, each in days if when.is_undated]
    return [each for _, each in sorted(dated, key=lambda pair: pair[0], reverse=True)] + undated


def _order(days: Days) -> dt.date:
    return days.possibly_from or days.possibly_until or dt.date.min


def _post_lane(held: Held, known: Known) -> Lane:
    bars = [_term(held, each, known) for each in held.spells]
    dated = [each for each in held.spells if each.period]
    told = [each for each in dated if not known.is_repeated(each)] or dated or held.spells
    period = count_words(len(told), "term") if len(told) > 1 else told[0].period
    notes = ["told by several sources"] if len(told) < len(dated) else []
    notes += [each for fact in held.terms if (each := known.contradiction(fact))]
    return Lane(held.label, bars, known.path(held.terms[0]), period, "; ".join(notes))


def _term(held: Held, term: Term, known: Known) -> Bar:
    fact = term.facts[0]
    contradiction = known.contradiction(fact)
    told = f"{held.label}: {term.period or 'no source dates it'}"
    if contradiction:
        told += f" ({contradiction})"
    return Bar(term.days, told, known.path(fact), "contradicted" if contradiction else "")


def _event_lanes(events: Sequence[Json], known: Known) -> list[Lane]:
    marks = [(each, _mark(each, known)) for each in events]
    dated = [(each, mark) for each, mark in marks if not mark.days.is_undated]
    undated = [_event_lane(each, mark) for each, mark in marks if mark.days.is_undated]
    if len(dated) <= _MOST_LANES:
        return [_event_lane(each, mark) for each, mark in dated] + undated
    together = Lane("Events", [mark for _, mark in dated], "#events", str(len(dated)))
    return [together, *undated]


def _event_lane(fact: Json, mark: Bar) -> Lane:
    return Lane(fact["event"]["name"], [mark], mark.path, attended_words(fact))


def _mark(fact: Json, known: Known) -> Bar:
    told = (
        f"{fact['event']['name']}: {attended_words(fact) or 'no source dates it'} ({fact['role']})"
    )
    return Bar(attended_days(fact), told, known.path(fact), "second", is_event=True)
