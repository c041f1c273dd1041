"""Three-valued time against an oracle that tries every day."""

import datetime as dt
from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.timespans import Answer, Closing, Question, timespan
from tests.faults.sizes import size

# The oracle's calendar: eight days, and one on each side that stands for all the others, so that
# every world can be tried.
DAYS = [dt.date(2020, 1, 1) + dt.timedelta(days=number) for number in range(8)]
CALENDAR = [FIRST_DAY, *DAYS, LAST_DAY]
World = tuple[dt.date, dt.date]

days = st.sampled_from(DAYS)
marks = st.sampled_from(["", "", "", "?", "~"])


@st.composite
def dates(draw: st.DrawFn) -> PartialDate:
    first, last = sorted([draw(days), draw(days)])
    shape = draw(st.sampled_from(["day", "range", "until", "from", "open"]))
    shapes = {
        "day": f"{first}",
        "range": f"{first}..{last}",
        "until": f"..{last}",
        "from": f"{first}..",
        "open": "..",
    }
    mark = draw(marks) if shape == "day" else ""
    return PartialDate.parse(shapes[shape] + mark)


maybe_dates = st.none() | dates()
closings = st.lists(st.builds(Closing, dates(), st.just("its close")), max_size=2)
questions = dates()


def admitted(date: PartialDate | None) -> list[dt.date]:
    return [day for day in CALENDAR if date is None or date.admits(day)]


def worlds(
    start: PartialDate | None, end: PartialDate | None, closes: list[Closing]
) -> Iterator[World]:
    """Every choice of a start, an end, and when each closing came, that is no contradiction."""
    for first in admitted(start):
        for closed in product(*(admitted(closing.date) for closing in closes)):
            closing_day = min([*closed, LAST_DAY])
            for last in admitted(end) if end else [closing_day]:
                if first <= last <= closing_day:
                    yield first, last


def oracle(
    start: PartialDate | None, end: PartialDate | None, closes: list[Closing], asked: PartialDate
) -> Answer | None:
    """The answer by trying every world; None where there is none: a contradiction."""
    found = list(worlds(start, end, closes))
    if not found:
        return None
    wanted = admitted(asked)
    if not any(first <= day <= last for first, last in found for day in wanted):
        return Answer.NO
    enough = any if ".." in asked.text else all
    sure = all(enough(first <= day <= last for day in wanted) for first, last in found)
    told = [start, end, asked, *(closing.date for closing in closes)]
    doubtful = any(date.is_doubtful for date in told if date)
    return Answer.DEFINITELY if sure and not doubtful else Answer.POSSIBLY


@settings(max_examples=size(500, 20_000))
@given(maybe_dates, maybe_dates, closings, questions)
def test_every_answer_is_that_of_trying_every_day(
    start: PartialDate | None, end: PartialDate | None, closes: list[Closing], asked: PartialDate
) -> None:
    span = timespan(start, end, closes)
    expected = oracle(start, end, closes, asked)
    if expected is None:
        assert span.contradiction
        assert span.answer(Question.of(asked)) is not Answer.DEFINITELY
    else:
        assert span.contradiction is None
        assert span.answer(Question.of(asked)) is expected


@given(maybe_dates, maybe_dates, closings)
def test_what_is_sure_lies_within_what_is_possible(
    start: PartialDate | None, end: PartialDate | None, closes: list[Closing]
) -> None:
    span = timespan(start, end, closes)
    assert span.possibly_from <= span.possibly_until
    if span.begun_by is not None and span.lasts_until is not None:
        assert span.possibly_from <= span.begun_by <= span.possibly_until
        assert span.possibly_from <= span.lasts_until <= span.possibly_until


@given(maybe_dates, maybe_dates, closings, questions)
def test_asking_less_exactly_never_turns_a_no_into_certainty(
    start: PartialDate | None, end: PartialDate | None, closes: list[Closing], asked: PartialDate
) -> None:
    """A day within the period: no for the period is no for the day."""
    span = timespan(start, end, closes)
    if span.answer(Question.of(asked)) is Answer.NO:
        for day in admitted(asked):
            assert span.answer(Question.of(PartialDate.of_day(day))) is Answer.NO
