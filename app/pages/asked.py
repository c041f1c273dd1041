"""Who held a post, or belonged to a body, on the day that a page was asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.dates import PartialDate
from app.pages.terms import Term
from app.pages.words import date_words
from app.timespans import Answer, Question

Json = Mapping[str, Any]


@dataclass(slots=True)
class Answers:
    """The memberships that the day admits, each person's best: surely, or possibly.

    ``ruled_out``: those that a source admits by the one end that it tells, and another rules out by
    the other end, each with the membership as that one has it. ``undated``: whose time no source
    dates, so that it was possible on any day.
    """

    definitely: list[Json] = field(default_factory=list)
    possibly: list[Json] = field(default_factory=list)
    ruled_out: list[tuple[Json, Json]] = field(default_factory=list)
    undated: list[Json] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is known to have held it that day."""
        return not (self.definitely or self.possibly)


def answers_on(day: PartialDate, held: Sequence[Json], terms: Sequence[Term]) -> Answers:
    """Sort what the API answers for a day; ``terms`` are those of the whole succession."""
    asked = Question.of(day)
    joined = {fact["id"]: term for term in terms if term.span for fact in term.facts}
    answers = Answers(undated=_undated(terms))
    seen: set[str] = set()
    for fact in sorted(held, key=lambda each: str(each["holds"])):  # definitely before possibly
        term = joined.get(fact["id"])
        answer = term.span.answer(asked) if term and term.span else fact["holds"]
        if term and answer == Answer.NO:
            answers.ruled_out.append(({**fact, "holds": None}, _completing(fact, term)))
        elif fact["person_id"] not in seen:
            sure = answer == Answer.DEFINITELY
            (answers.definitely if sure else answers.possibly).append(fact)
            seen.add(fact["person_id"])
    return answers


def _completing(fact: Json, term: Term) -> Json:
    """The membership that tells the date which this one of the same term leaves open."""
    name = "start_date" if fact["end_date"] else "end_date"
    return next(each for each in term.facts if each[name])


def _undated(terms: Sequence[Term]) -> list[Json]:
    """The people of whose terms none is dated."""
    dated = {term.holder["id"] for term in terms if not term.days.is_undated}
    people = {term.holder["id"]: term.holder for term in terms}
    return [person for each, person in people.items() if each not in dated]


def on_words(day: PartialDate) -> str:
    """The day asked about as a sentence has it: "on 3 May 2022", "in May 2022"."""
    words = date_words(day.text)
    if ".." in day.text:
        return words
    return f"on {words}" if day.earliest == day.latest else f"in {words}"
