"""Who held a post, or belonged to a body, on the day that a page was asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.dates import PartialDate
from app.pages.terms import Term
from app.timespans import Answer, Question

Json = Mapping[str, Any]


@dataclass(slots=True)
class Answers:
    """The memberships that the day admits, each person's best: surely, or possibly.

    ``disputed``: those of which another source says that they were over, with what it says.
    """

    definitely: list[Json] = field(default_factory=list)
    possibly: list[Json] = field(default_factory=list)
    disputed: list[tuple[Json, Json]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is known to have held it that day."""
        return not (self.definitely or self.possibly)


def answers_on(day: PartialDate, held: Sequence[Json], terms: Sequence[Term]) -> Answers:
    """Sort what the API answers for a day; ``terms`` are those of the whole succession."""
    asked = Question.of(day)
    ended = {term.facts[0]["id"]: term for term in terms if term.ended_before(asked)}
    answers = Answers()
    seen: set[str] = set()
    for fact in sorted(held, key=lambda each: str(each["holds"])):  # definitely before possibly
        if fact["id"] in ended:
            answers.disputed.append((fact, ended[fact["id"]].facts[1]))
        elif fact["person_id"] not in seen:
            (answers.definitely if is_sure(fact) else answers.possibly).append(fact)
            seen.add(fact["person_id"])
    return answers


def is_sure(fact: Json) -> bool:
    """Whether the answer for the day is definite."""
    return bool(fact["holds"] == Answer.DEFINITELY)
