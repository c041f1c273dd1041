"""The card of a person, for a small frame on the page of another site."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from app.dates import PartialDate
from app.pages.frame import Frame
from app.pages.rendering import FRAMED_POLICY, SAFE_HEADERS, render
from app.pages.tenures import held_now, held_posts, terms_by_fact

Json = Mapping[str, Any]

CARD_HEADERS: Final = SAFE_HEADERS | {"Content-Security-Policy": FRAMED_POLICY}
CARD_PATHS: Final = "/embed/"
_MOST_POSTS: Final = 3


def person_card(frame: Frame, document: Json, timeline: Iterable[Json], today: dt.date) -> str:
    """The card of a person's document: portrait, posts held, and one quote with its source."""
    day = PartialDate.of_day(today)
    posts = held_posts(document["memberships"], terms_by_fact(timeline), day)
    now = held_now(posts)
    shown = now[:_MOST_POSTS] or posts[:1]
    titles = {each["id"]: each["title"] for each in document["articles"]}
    told = [each.last for each in shown]
    return render(
        "embed.html",
        frame=frame,
        person=document,
        posts=shown,
        more=max(0, len(now) - _MOST_POSTS),
        quote=next(_quotes([*told, *document["memberships"], *document["facts"]]), None),
        titles=titles,
    )


def problem_card(origin: str, problem: Json) -> str:
    """The card that says why there is none."""
    return render("embed_problem.html", origin=origin, problem=problem)


def _quotes(facts: list[Json]) -> Iterator[Json]:
    """The first citation of each fact that has one, with the fact's id."""
    for fact in facts:
        for cited in fact["citations"][:1]:
            yield {**cited, "fact_id": fact["id"]}
