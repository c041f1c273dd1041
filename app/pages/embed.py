"""The card of a person, for a small frame on the page of another site."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.pages.frame import Frame
from app.pages.rendering import FRAMED_POLICY, SAFE_HEADERS, render

Json = Mapping[str, Any]

CARD_HEADERS: Final = SAFE_HEADERS | {"Content-Security-Policy": FRAMED_POLICY}
CARD_PATHS: Final = "/embed/"
_MOST_POSTS: Final = 3


def person_card(frame: Frame, document: Json) -> str:
    """The card of a person's document: portrait, posts held, and one quote with its source."""
    current = [each for each in document["memberships"] if _lasts(each, document)]
    shown = current[:_MOST_POSTS] or document["memberships"][:1]
    titles = {each["id"]: each["title"] for each in document["articles"]}
    return render(
        "embed.html",
        frame=frame,
        person=document,
        posts=shown,
        more=max(0, len(current) - _MOST_POSTS),
        quote=next(_quotes([*shown, *document["memberships"], *document["facts"]]), None),
        titles=titles,
    )


def problem_card(origin: str, problem: Json) -> str:
    """The card that says why there is none."""
    return render("embed_problem.html", origin=origin, problem=problem)


def _lasts(membership: Json, document: Json) -> bool:
    is_over = membership["end_date"] or document["death_date"]
    return not is_over and membership["rank"] != "deprecated"


def _quotes(facts: list[Json]) -> Iterator[Json]:
    """The first citation of each fact that has one, with the fact's id."""
    for fact in facts:
        for cited in fact["citations"][:1]:
            yield {**cited, "fact_id": fact["id"]}
