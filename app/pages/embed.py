"""The card of a person, for a small frame on the page of another site."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.pages.charts.bars import Days
from app.pages.frame import Frame
from app.pages.rendering import FRAMED_POLICY, SAFE_HEADERS, render
from app.pages.tenures import held_now, held_posts, ruled_out

Json = Mapping[str, Any]

CARD_HEADERS: Final = SAFE_HEADERS | {"Content-Security-Policy": FRAMED_POLICY}
CARD_PATHS: Final = "/embed/"
_MOST_POSTS: Final = 3


def person_card(frame: Frame, document: Json, career: Json, today: dt.date) -> str:
    """The card of a person: portrait, the posts held as the profile has them, one quote.

    ``document`` and ``career`` are as the profile takes them.
    """
    days = {each["fact"]["id"]: Days.of(each["timespan"]) for each in career["timeline"]}
    out = ruled_out(career["readings"], days, today)
    posts = held_posts(document["memberships"], days, today, out)
    now = held_now(posts)
    shown = now[:_MOST_POSTS] or posts[:1]
    facts = [*(each.last for each in shown), *document["memberships"], *document["facts"]]
    titles = {each["id"]: each["title"] for each in document["articles"]}
    return render(
        "embed.html",
        frame=frame,
        person=document,
        posts=shown,
        more=max(0, len(now) - _MOST_POSTS),
        quote=next(_quotes(facts), None),
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
