"""The page of a post: who held it, drawn over time, and who held it on a day."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.dates import PartialDate
from app.pages.asked import answers_on, on_words
from app.pages.charts.bars import bar_chart
from app.pages.frame import Frame
from app.pages.rendering import render
from app.pages.succession import gaps_in_words, is_long, succession
from app.pages.terms import cited, read_terms
from app.pages.viewed import view_of, view_query, within
from app.pages.words import count_words

Json = Mapping[str, Any]


def post_page(frame: Frame, document: Json, beside: Json, today: dt.date) -> str:
    """The page.

    ``beside`` the document: the organizations ``above``, the page ``held`` of its tenures, those
    ``on_day`` (the ``day`` asked), and the ``titles`` of articles.
    """
    held, day = beside["held"], PartialDate.parse(beside["day"])
    terms = read_terms(held["data"])
    until = None if held["next"] or document["end_date"] else today
    before = held["data"][0]["transition"] if held["data"] else None
    lanes = succession(terms, until, before, view_query(frame))
    return render(
        "posts.html",
        frame=frame,
        document=document,
        **beside,
        view=view_of(frame),
        is_now=day.text == str(today),
        on_words=on_words(day),
        chart=bar_chart(lanes, today),
        is_long=is_long(lanes),
        gaps=gaps_in_words(terms, until, before),
        answers=answers_on(day, beside["on_day"]["data"], terms),
        cited=cited(terms),
        later=within(frame, cursor=held["next"]) if held["next"] else None,
    )


def describe_post(document: Json) -> str:
    """A post in a line: whose it is, and how many held it."""
    organization = document["organization"]
    of = f"A post of {organization['name']}: " if organization else ""
    return f"{of}{count_words(document['holder_count'], 'holder')} over time, with sources"
