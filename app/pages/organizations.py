"""The page of an organization: where it stands, its tree, its posts, and who belonged to it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.dates import PartialDate
from app.pages.asked import on_words
from app.pages.charts.bars import bar_chart
from app.pages.frame import Frame
from app.pages.rendering import render
from app.pages.succession import holders, is_long, lane_of
from app.pages.terms import Term, cited, read_terms
from app.pages.trees import grow, was_there
from app.pages.viewed import view_of, view_query, within
from app.pages.words import count_words, property_words

Json = Mapping[str, Any]


def organization_page(frame: Frame, document: Json, beside: Json, today: dt.date) -> str:
    """The page.

    ``beside`` the document: the organizations ``above`` and ``below``, a page of its ``members``
    (of the ``day``, where one is asked), ``posts`` and ``events``, the ``titles`` of articles, and
    ``as_of`` which day all is shown.
    """
    members, day = beside["members"], beside["day"]
    terms = read_terms(members["data"])
    lanes = [lane_of(of, view_query(frame), _roles(of)) for of in holders(terms)]
    return render(
        "organizations.html",
        frame=frame,
        document=document,
        **beside,
        branches=grow(document["id"], beside["below"], beside["as_of"]),
        offices=_offices(beside["posts"]["data"], members["data"], beside["as_of"]),
        view=view_of(frame),
        is_now=day == str(today),
        on_words=on_words(PartialDate.parse(day)) if day else "",
        chart=bar_chart(lanes, today),
        is_long=is_long(lanes),
        later=members["next"] and _members_path(frame, day, members["next"]),
        everyone=within(frame, everyone="yes") if day else None,
        cited=cited(terms),
    )


def describe_organization(document: Json) -> str:
    """An organization in a line: what it is, of what, with how many members."""
    kind = property_words(document["classification"] or "organization")
    of = f" of {document['parent']['name']}" if document["parent"] else ""
    members = count_words(document["member_count"], "member")
    return f"{kind.capitalize()}{of}: {members} over time, with sources"


def _roles(terms: Sequence[Term]) -> str:
    labels = (fact["label"] for term in terms for fact in term.facts)
    return "; ".join(dict.fromkeys(each for each in labels if each not in (None, "member")))


def _offices(posts: Iterable[Json], members: Iterable[Json], as_of: Any) -> list[Json]:
    """The posts that may have been there, those first that shown members hold."""
    held: dict[str, list[Json]] = {}
    for each in members:
        if each["holds"] and each["post_id"]:
            held.setdefault(each["post_id"], []).append(each)
    there = [post for post in posts if was_there(post, as_of, ("start_date", "end_date"))]
    offices = [{"post": post, "held": held.get(post["id"], [])} for post in there]
    return sorted(offices, key=lambda each: not each["held"])


def _members_path(frame: Frame, day: str | None, cursor: str) -> str:
    asked = {"on": day} if day else {"everyone": "yes"}
    return within(frame, cursor=cursor, **asked) + "#members"
