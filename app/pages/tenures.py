"""The posts that a person held: terms in one post together, what is held now first."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.pages.charts.bars import Days

Json = Mapping[str, Any]
DEFINITELY: Final = "definitely"
POSSIBLY: Final = "possibly"
_ORDER: Final = {DEFINITELY: 0, POSSIBLY: 1, "": 2}


@dataclass(frozen=True, slots=True)
class Held:
    """A post, or a body belonged to, with all its terms.

    ``holds``: whether it is held on the day shown: definitely, possibly, or empty where it is not.
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
    def label(self) -> str:
        """The title with its place."""
        return f"{self.title}, {self.place['name']}" if self.place else self.title


def title_of(fact: Json) -> str:
    """What a membership makes somebody."""
    post: Json | None = fact["post"]
    title: str = post["name"] if post else fact["label"] or fact["organization"]["name"]
    return title


def held_posts(
    memberships: Iterable[Json], spans: Mapping[str, Days], day: dt.date, doubted: set[str]
) -> list[Held]:
    """The memberships by post: first what is held on ``day``, then the latest.

    ``spans`` has the days of each by its id, ``doubted`` the ids of those that another source ends.
    """
    posts: dict[tuple[Any, ...], list[Json]] = {}
    for each in memberships:
        posts.setdefault(_key(each), []).append(each)
    return sorted(
        (_held(terms, spans, day, doubted) for terms in posts.values()),
        key=lambda held: _place(held, spans),
    )


def _held(terms: list[Json], spans: Mapping[str, Days], day: dt.date, doubted: set[str]) -> Held:
    answers = [(_holds(each, spans, day, doubted), each) for each in terms]
    holds, last = min(answers, key=lambda answer: _ORDER[answer[0]])
    return Held(terms, holds, last)


def _key(fact: Json) -> tuple[Any, ...]:
    in_words = None if fact["post_id"] else fact["label"]
    return fact["post_id"], fact["organization_id"], in_words


def _holds(fact: Json, spans: Mapping[str, Days], day: dt.date, doubted: set[str]) -> str:
    """Whether it is held on that day, as far as sources say.

    What ended is not held, though nobody may say when; what no source dates may be.
    """
    answer: str = fact["holds"] or holds_on(spans.get(fact["id"], Days()), day)
    if (fact["end_date"] or "").endswith("..") and not fact["holds"]:
        return ""
    return POSSIBLY if answer and fact["id"] in doubted else answer


def holds_on(days: Days, day: dt.date) -> str:
    """Whether something was so that day: definitely, possibly, or not (empty)."""
    if not (days.possibly_from or day) <= day <= (days.possibly_until or day):
        return ""
    surely = days.definitely_from is not None
    if surely and (days.definitely_from or day) <= day <= (days.definitely_until or day):
        return DEFINITELY
    return POSSIBLY


def doubted_by_others(
    readings: Iterable[Json], spans: Mapping[str, Days], day: dt.date
) -> set[str]:
    """The memberships that no source of their own ends, but another one of the same tenure does."""
    found = set[str]()
    for reading in readings:
        standing = [each for each in reading["facts"] if each["rank"] != "deprecated"]
        untils = [spans.get(each["id"], Days()).possibly_until for each in standing]
        if reading["kind"] == "membership" and any(until and until < day for until in untils):
            found |= {each["id"] for each in standing if not each["end_date"]}
    return found


def _place(held: Held, spans: Mapping[str, Days]) -> tuple[Any, ...]:
    days = [spans.get(each["id"], Days()) for each in held.terms]
    undated = all(each.is_undated for each in days)
    last = max((each.possibly_until or dt.date.max for each in days), default=dt.date.max)
    first = max((each.possibly_from or dt.date.min for each in days), default=dt.date.min)
    return (
        undated and held.holds != DEFINITELY,
        _ORDER[held.holds],
        -last.toordinal(),
        -first.toordinal(),
    )
