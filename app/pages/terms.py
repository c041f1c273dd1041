"""Terms: the time that someone held a post or belonged to a body, from what each source says."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.pages.charts.bars import Days
from app.pages.words import period_words
from app.timespans import Timespan, timespan

Json = Mapping[str, Any]


# Between the terms of one parliament and the next some days may pass, in which nobody else follows.
_PAUSE: Final = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a person.

    ``facts`` are the memberships that tell of it: one, or one that knows only its start and
    another that knows only its end, ``span`` being when both say that it was.
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
        start, end = self.facts[0]["start_date"], self.facts[-1]["end_date"]
        words = period_words({"start_date": start, "end_date": end})
        return "" if (start or "..", end) == ("..", "..") else words

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
    same: defaultdict[tuple[Any, ...], list[Json]] = defaultdict(list)
    for each in tenures:
        same[each["person_id"], each["post_id"], each["organization_id"]].append(each)
    found = [term for told in same.values() for term in _terms(told)]
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
    first, last = run[0].facts[0], run[-1].facts[-1]
    if len(run) == 1:
        return run[0].period
    period = period_words({"start_date": first["start_date"], "end_date": last["end_date"]})
    return f"{period}, in {len(run)} terms"


def cited(terms: Iterable[Term]) -> list[Json]:
    """The memberships for which an article is quoted, in the order of the terms."""
    return [fact for term in terms for fact in term.facts if fact["citations"]]


def _terms(told: list[Json]) -> list[Term]:
    begun = [each for each in told if each["start_date"] and not each["end_date"]]
    ended = [each for each in told if each["end_date"] and not each["start_date"]]
    whole = _joined(begun[0], ended[0]) if len(begun) == len(ended) == 1 else None
    if whole is None:
        return [Term(Days.of(each["timespan"]), (each,)) for each in told]
    rest = [each for each in told if each not in whole.facts]
    return [whole, *(Term(Days.of(each["timespan"]), (each,)) for each in rest)]


def _joined(begun: Json, ended: Json) -> Term | None:
    """One term of which a source says the start and another the end, if there can be one."""
    start, end = begun["start_date"], ended["end_date"]
    span = timespan(PartialDate.parse(start), PartialDate.parse(end))
    if span.contradiction or begun["contradiction"] or ended["contradiction"]:
        return None
    first, last = span.surely or (None, None)
    days = Days(_known(span.possibly_from), first, last, _known(span.possibly_until))
    return Term(days, (begun, ended), span)


def _known(day: dt.date) -> dt.date | None:
    return None if day in (FIRST_DAY, LAST_DAY) else day
