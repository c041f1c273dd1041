"""The posts that a person held: terms in one post together, what is held now first."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.pages.charts.bars import Days

Json = Mapping[str, Any]
DEFINITELY: Final = "definitely"
POSSIBLY: Final = "possibly"
_MOST_UNDATED: Final = 3
_ORDER: Final = {DEFINITELY: 0, POSSIBLY: 1, "": 2}


@dataclass(frozen=True, slots=True)
class Held:
    """A post, or a body belonged to, with all its terms.

    ``holds``: whether it is held on the day shown: definitely, possibly, or empty where it is not;
    ``last``: the term that says so.
    """

    terms: Sequence[Json]
    holds: str
    last: Json

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


def held_posts(
    memberships: Iterable[Json], spans: Mapping[str, Days], day: dt.date, out: Collection[str]
) -> list[Held]:
    """The memberships by post: first what is held on ``day``, then the latest.

    ``spans`` has the days of each by its id; ``out`` has the ids that others rule out for the day.
    """
    posts: dict[tuple[Any, ...], list[Json]] = {}
    for each in memberships:
        posts.setdefault(_key(each), []).append(each)
    return sorted(
        (_held(terms, spans, day, out) for terms in posts.values()),
        key=lambda held: _place(held, spans),
    )


def _held(terms: list[Json], spans: Mapping[str, Days], day: dt.date, out: Collection[str]) -> Held:
    answers = [("" if each["id"] in out else _holds(each, spans, day), each) for each in terms]
    holds, last = min(answers, key=lambda answer: _ORDER[answer[0]])
    return Held(terms, holds, last)


def _key(fact: Json) -> tuple[Any, ...]:
    in_words = None if fact["post_id"] else fact["label"]
    return fact["post_id"], fact["organization_id"], in_words


def _holds(fact: Json, spans: Mapping[str, Days], day: dt.date) -> str:
    """Whether it is held on that day, as far as sources say.

    What ended is not held, though nobody may say when; what no source dates may be.
    """
    answer: str = fact["holds"] or holds_on(spans.get(fact["id"], Days()), day)
    if (fact["end_date"] or "").endswith("..") and not fact["holds"]:
        return ""
    return answer


def holds_on(days: Days, day: dt.date) -> str:
    """Whether something was so that day: definitely, possibly, or not (empty)."""
    if not (days.possibly_from or day) <= day <= (days.possibly_until or day):
        return ""
    surely = days.definitely_from is not None
    if surely and (days.definitely_from or day) <= day <= (days.definitely_until or day):
        return DEFINITELY
    return POSSIBLY


def held_now(posts: Sequence[Held]) -> list[Held]:
    """What stands first: what is held on the day, even if only possibly.

    What no source dates is told beside it, unless there is nothing else.
    """
    held = [each for each in posts if each.holds]
    dated = [each for each in held if not each.is_undated]
    return dated or held[:_MOST_UNDATED]


def ruled_out(readings: Iterable[Json], spans: Mapping[str, Days], day: dt.date) -> set[str]:
    """The ids of memberships of which a source tells one end, and another that it was not that day.

    Who has been minister since 2015, as one says, and resigned in 2021, as another does, is none.
    """
    found: set[str] = set()
    for reading in readings:
        if reading["kind"] == "membership":
            standing = [each for each in reading["facts"] if each["rank"] != "deprecated"]
            days = [spans.get(each["id"], Days()) for each in standing]
            is_over = any(each.possibly_until and each.possibly_until < day for each in days)
            is_ahead = any(each.possibly_from and each.possibly_from > day for each in days)
            found |= {each["id"] for each in standing if is_over and _is_open(each, "end_date")}
            found |= {each["id"] for each in standing if is_ahead and _is_open(each, "start_date")}
    return found


def _is_open(fact: Json, side: str) -> bool:
    """Whether a membership has a date at the other side only."""
    return not fact[side] and bool(fact["start_date"] or fact["end_date"])


def _place(held: Held, spans: Mapping[str, Days]) -> tuple[Any, ...]:
    days = [spans.get(each["id"], Days()) for each in held.terms]
    undated = all(each.is_undated for each in days) and held.holds != DEFINITELY
    last = max((each.possibly_until or dt.date.max for each in days), default=dt.date.max)
    first = max((each.possibly_from or dt.date.min for each in days), default=dt.date.min)
    # Of what is held, a post says more than a body that somebody belongs to.
    is_body = bool(held.holds) and not held.terms[0]["post"]
    return undated, _ORDER[held.holds], is_body, -last.toordinal(), -first.toordinal()
