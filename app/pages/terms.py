"""Terms: the time that someone held a post or belonged to a body, from what each source says."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.pages.charts.bars import Days
from app.pages.completing import period_of, terms_told
from app.pages.words import period_words
from app.timespans import Answer, Question, Timespan, timespan

Json = Mapping[str, Any]


# Between the terms of one parliament and the next some days may pass, in which nobody else follows.
_PAUSE: Final = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a person.

    ``facts`` are the memberships that tell of it: one, or several that complete each other;
    ``span`` is then when they say together that it was.
    """

    days: Days
    facts: tuple[Json, ...]
    span: Timespan | None = None

    @property
    def holder(self) -> Json:
        """Whose it is."""
        holder: Json = self.facts[0]["subject"]
        return holder

    @property
    def first(self) -> dt.date:
        """The first day on which it was possible."""
        return self.days.possibly_from or FIRST_DAY

    @property
    def last(self) -> dt.date:
        """The last day on which it was possible."""
        return self.days.possibly_until or LAST_DAY

    @property
    def place(self) -> tuple[dt.date, dt.date]:
        """Its place among others: by its first known day."""
        return self.days.possibly_from or self.days.possibly_until or LAST_DAY, self.last

    @property
    def period(self) -> str:
        """Its dates in words; empty where there are none."""
        dates = period_of(self.facts)
        unknown = (dates["start_date"] or "..", dates["end_date"]) == ("..", "..")
        return "" if unknown else period_words(dates)

    def admits(self, day: str) -> bool:
        """Whether it was possible that day, as far as those that complete each other say."""
        asked = Question.of(PartialDate.parse(day))
        return self.span is None or self.span.answer(asked) != Answer.NO

    def goes_on(self, other: "Term") -> bool:
        """Whether the other is a next term of the same person, after a pause at most."""
        if self.holder["id"] != other.holder["id"] or LAST_DAY in (self.last, other.place[0]):
            return False
        return other.first - self.last <= _PAUSE

    @property
    def sure(self) -> tuple[dt.date, dt.date] | None:
        """The days on which it surely was so; None where there are none."""
        first, last = self.days.definitely_from, self.days.definitely_until
        if first is None and last is None:
            return None
        return first or FIRST_DAY, last or LAST_DAY


def read_terms(tenures: Iterable[Json]) -> list[Term]:
    """The terms that these tenures of the API tell of, in order."""
    found = [_term(told) for told in terms_told(tenures)]
    return sorted(found, key=lambda term: term.place)


def runs(terms: Iterable[Term]) -> list[list[Term]]:
    """The terms of one person, those together that went on with a pause at most."""
    found: list[list[Term]] = []
    for term in terms:
        if found and found[-1][-1].goes_on(term):
            found[-1].append(term)
        else:
            found.append([term])
    return found


def run_words(run: Sequence[Term]) -> str:
    """From when until when a run of terms lasted, in words; empty where no source says."""
    if len(run) == 1:
        return run[0].period
    first, last = period_of(run[0].facts), period_of(run[-1].facts)
    period = period_words({"start_date": first["start_date"], "end_date": last["end_date"]})
    return f"{period}, in {len(run)} terms"


def cited(terms: Iterable[Term]) -> list[Json]:
    """The memberships for which an article is quoted, in the order of the terms."""
    return [fact for term in terms for fact in term.facts if fact["citations"]]


def _term(told: Sequence[Json]) -> Term:
    best = told[0]
    if len(told) == 1:
        return Term(Days.of(best["timespan"]), (best,))
    start, end = (PartialDate.parse(each) if each else None for each in period_of(told).values())
    span = timespan(start, end)
    if best["start_date"] and best["end_date"]:
        return Term(Days.of(best["timespan"]), tuple(told), span)
    first, last = span.surely or (None, None)
    days = Days(_known(span.possibly_from), first, last, _known(span.possibly_until))
    return Term(days, tuple(told), span)


def _known(day: dt.date) -> dt.date | None:
    return None if day in (FIRST_DAY, LAST_DAY) else day
