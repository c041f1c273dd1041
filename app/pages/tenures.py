"""The posts that a person held: terms in one post together, what is held now first."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.dates import PartialDate
from app.pages.charts.bars import Days
from app.pages.terms import Term, read_terms
from app.timespans import Answer, Question
from app.vocabulary import FactKind

Json = Mapping[str, Any]
DEFINITELY: Final = "definitely"
POSSIBLY: Final = "possibly"
_MOST_UNDATED: Final = 3
_ORDER: Final = {DEFINITELY: 0, POSSIBLY: 1, "": 2}


@dataclass(frozen=True, slots=True)
class Held:
    """A post, or a body belonged to, with all its terms.

    ``terms``: the memberships that tell of them; ``spells``: the same, those together that tell of
    one term. ``holds``: whether it is held on the day shown: definitely, possibly, or empty where
    it is not; ``last``: the membership that says so, and ``period`` the dates of its term.
    """

    terms: Sequence[Json]
    spells: Sequence[Term]
    holds: str
    last: Json
    period: str

    @property
    def title(self) -> str:
        """What it is called: the post as it is named, else in the source's words."""
        return title_of(self.terms[0])

    @property
    def place(self) -> Json | None:
        """The organization, where the title does not name it."""
        organization: Json = self.terms[0]["organization"]
        named = organization["name"].casefold() in self.title.casefold()
        return None if named else organization

    @property
    def reference(self) -> Json:
        """What its title leads to."""
        found: Json = self.terms[0]["post"] or self.terms[0]["organization"]
        return found

    @property
    def dataset(self) -> str | None:
        """The dataset that all of it was imported from; None where there are quotes."""
        datasets = {each["dataset"] for each in self.terms}
        quoted = any(each["citations"] for each in self.terms)
        return None if quoted or len(datasets) > 1 else datasets.pop()

    @property
    def behalf(self) -> Json | None:
        """For whom all of it was held; None where that differs, or is not told."""
        first: Json | None = self.terms[0]["on_behalf_of"]
        same = all(
            each["on_behalf_of_id"] == self.terms[0]["on_behalf_of_id"] for each in self.terms
        )
        return first if same else None

    @property
    def is_undated(self) -> bool:
        """Whether no source dates any of it."""
        return not any(each["start_date"] or each["end_date"] for each in self.terms)

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell of it but itself: a line is enough."""
        return self.is_undated and self.dataset is not None and len(self.terms) == 1

    @property
    def label(self) -> str:
        """The title with its place."""
        return f"{self.title}, {self.place['name']}" if self.place else self.title


def title_of(fact: Json) -> str:
    """What a membership makes somebody."""
    post: Json | None = fact["post"]
    title: str = post["name"] if post else fact["label"] or fact["organization"]["name"]
    return title


def terms_by_fact(timeline: Iterable[Json]) -> dict[str, Term]:
    """The term of each membership of a timeline, as the API has that, by the membership's id."""
    told = (
        {**each["fact"], "timespan": each["timespan"], "contradiction": each["contradiction"]}
        for each in timeline
        if each["kind"] == FactKind.MEMBERSHIP
    )
    return {fact["id"]: term for term in read_terms(told) for fact in term.facts}


def held_posts(
    memberships: Iterable[Json], terms: Mapping[str, Term], day: PartialDate
) -> list[Held]:
    """The memberships by post: first what is held on ``day``, then the latest.

    ``terms``: of each by its id.
    """
    posts: dict[tuple[Any, ...], list[Json]] = {}
    for each in memberships:
        posts.setdefault(_key(each), []).append(each)
    return sorted((_held(facts, terms, day) for facts in posts.values()), key=_place)


def held_now(posts: Sequence[Held]) -> list[Held]:
    """What is told first: what is held on the day, even if only possibly.

    What no source dates is told beside it, unless there is nothing else.
    """
    held = [each for each in posts if each.holds]
    dated = [each for each in held if not each.is_undated]
    return dated or held[:_MOST_UNDATED]


def _held(facts: list[Json], terms: Mapping[str, Term], day: PartialDate) -> Held:
    of = [terms.get(each["id"]) or Term(Days(), (each,)) for each in facts]
    answers = [(_holds(each, term, day), each, term) for each, term in zip(facts, of, strict=True)]
    holds, last, term = min(answers, key=lambda answer: _ORDER[answer[0]])
    spells = list({id(each): each for each in of}.values())
    return Held(facts, spells, holds, last, term.period)


def _key(fact: Json) -> tuple[Any, ...]:
    in_words = None if fact["post_id"] else fact["label"]
    return fact["post_id"], fact["organization_id"], in_words


def _holds(fact: Json, term: Term, day: PartialDate) -> str:
    """Whether it is held on that day, as far as sources say.

    What ended is not held, though nobody may say when; what no source dates may be.
    """
    if term.span:
        answer = term.span.answer(Question.of(day))
        return "" if answer == Answer.NO else answer
    if fact["holds"]:
        return str(fact["holds"])
    is_over = (fact["end_date"] or "").endswith("..")
    return "" if is_over else _on(term.days, day.first_day)


def _on(days: Days, day: dt.date) -> str:
    """Whether something was so that day: definitely, possibly, or not (empty)."""
    if not (days.possibly_from or day) <= day <= (days.possibly_until or day):
        return ""
    surely = days.definitely_from is not None
    if surely and (days.definitely_from or day) <= day <= (days.definitely_until or day):
        return DEFINITELY
    return POSSIBLY


def _place(held: Held) -> tuple[Any, ...]:
    days = [each.days for each in held.spells]
    undated = all(each.is_undated for each in days) and held.holds != DEFINITELY
    last = max((each.possibly_until or dt.date.max for each in days), default=dt.date.max)
    first = max((each.possibly_from or dt.date.min for each in days), default=dt.date.min)
    # Of what is held, a post says more than a body that somebody belongs to.
    is_body = bool(held.holds) and not held.terms[0]["post"]
    return undated, _ORDER[held.holds], is_body, -last.toordinal(), -first.toordinal()
