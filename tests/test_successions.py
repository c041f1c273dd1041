"""Who held a post one after the other, as its page tells it."""

import datetime as dt
from typing import Any

import orjson
import pytest

from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.pages.asked import answers_on, on_words
from app.pages.charts.bars import Lane
from app.pages.succession import succession
from app.pages.terms import read_terms
from app.pages.trees import grow
from app.profiles.succession import write_succession
from app.timespans import Timespan, timespan

TODAY = dt.date(2026, 1, 1)


def held(person: str, start: str | None, end: str | None, holds: str | None = None) -> Any:
    """A tenure as the API has it."""
    first, last = (PartialDate.parse(each) if each else None for each in (start, end))
    span = timespan(first, last)
    sure = span.surely or (None, None)
    days = (span.possibly_from, *sure, span.possibly_until)
    names = ("possibly_from", "definitely_from", "definitely_until", "possibly_until")
    told = (None if day in (None, FIRST_DAY, LAST_DAY) else str(day) for day in days)
    return {
        "id": f"{person}/{start}/{end}",
        "person_id": person,
        "subject": {"id": person, "kind": "person", "name": person},
        "post_id": "chair",
        "organization_id": "board",
        "start_date": start,
        "end_date": end,
        "timespan": dict(zip(names, told, strict=True)),
        "contradiction": span.contradiction,
        "citations": [],
        "holds": holds,
    }


def lanes(*tenures: Any, until: dt.date | None = None) -> list[Lane]:
    return succession(read_terms(tenures), until, None, "")


def told(*tenures: Any, until: dt.date | None = None) -> list[tuple[str, str, str]]:
    return [(each.label, each.period, each.note) for each in lanes(*tenures, until=until)]


def test_a_gap_stands_between_those_whom_it_parts() -> None:
    assert told(held("Bo", "2010", "2011"), held("Al", "2001", "2008-05-01"), until=TODAY) == [
        ("Al", "2001 – 1 May 2008", ""),
        ("Nobody known", "2 May 2008 – 31 December 2009 (609 days)", ""),
        ("Bo", "2010 – 2011", ""),
        ("Nobody known", "1 January 2012 – 1 January 2026 (5,115 days)", ""),
    ]


def test_what_only_may_be_a_gap_is_none() -> None:
    assert told(held("Al", "2001", "2008"), held("Bo", "2008", None), until=TODAY) == [
        ("Al", "2001 – 2008", ""),
        ("Bo", "since 2008", "Follows Al; the day of handover is not known exactly"),
    ]
    # Whoever left nobody says when may have held it to the end.
    assert [each[0] for each in told(held("Al", "2001", ".."), held("Bo", "2010", None))] == [
        "Al",
        "Bo",
    ]


def test_a_day_of_handover_is_no_overlap_and_a_year_is() -> None:
    handover = told(held("Al", "2001-01-01", "2008-05-01"), held("Bo", "2008-05-01", "2009-01-01"))
    overlap = told(held("Al", "2001-01-01", "2009-05-01"), held("Bo", "2008-05-01", "2008-09-01"))
    assert handover[1] == ("Bo", "1 May 2008 – 1 January 2009", "Follows Al")
    assert overlap[1][2] == "Overlaps with Al from 1 May 2008 to 1 September 2008"


def test_two_ends_told_by_two_sources_are_one_term() -> None:
    begun, ended = held("Al", "2015-03-12", None), held("Al", None, "2021-06")
    assert [each[:2] for each in told(begun, ended)] == [("Al", "12 March 2015 – June 2021")]
    # Of two terms the end is that of the one which began last before it.
    assert told(begun, held("Al", "2001", None), ended)[0][1] == (
        "since 2001; 12 March 2015 – June 2021"
    )
    # What others say less exactly tells of the same term; another start tells of another one.
    whole, later = held("Al", "2015-03", "2021-06-30"), held("Al", "2022", None)
    assert told(held("Al", "2015", None), ended, whole)[0][1] == "March 2015 – 30 June 2021"
    assert told(later, whole)[0][1] == "March 2015 – 30 June 2021; since 2022"
    # A membership whose dates cannot be completes none.
    assert len(read_terms([held("Al", "2015", "2001"), held("Al", "2015", None)])) == 2


@pytest.mark.parametrize(
    ("day", "sure", "possible", "ruled_out"),
    [
        ("2016-05", ["Al"], [], []),
        ("2021-06-15", [], ["Al"], []),
        ("2022", [], [], ["Al"]),
    ],
)
def test_a_source_that_tells_the_end_rules_out_what_another_leaves_open(
    day: str, sure: list[str], possible: list[str], ruled_out: list[str]
) -> None:
    begun = held("Al", "2015-03-12", None, holds="definitely")
    ended = held("Al", None, "2021-06", holds="possibly")
    admitted = [begun] if day == "2022" else [ended, begun]
    answers = answers_on(PartialDate.parse(day), admitted, read_terms([begun, ended]))
    assert [each["person_id"] for each in answers.definitely] == sure
    assert [each["person_id"] for each in answers.possibly] == possible
    assert [fact["person_id"] for fact, other in answers.ruled_out] == ruled_out
    assert answers.is_empty is bool(ruled_out)


def test_whose_time_no_source_dates_is_possible_on_any_day() -> None:
    terms = read_terms([held("Al", None, None), held("Bo", None, ".."), held("Bo", "2001", "2002")])
    answers = answers_on(PartialDate.parse("2020"), [], terms)
    assert answers.is_empty
    assert [each["id"] for each in answers.undated] == ["Al"]


def test_terms_that_go_on_are_said_as_one_and_drawn_each() -> None:
    terms = [held("Al", f"{year}-01-05", f"{year + 2}-01-03") for year in (2001, 2003, 2007)]
    (lane, gap) = lanes(*terms)
    assert (
        lane.period
        == "5 January 2001 – 3 January 2005, in 2 terms; 5 January 2007 – 3 January 2009"
    )
    assert len(lane.bars) == 3
    assert gap.period.startswith("4 January 2005 – 4 January 2007")


def test_a_post_held_by_many_at_once_tells_no_overlaps() -> None:
    deputies = [held(name, "2001-01-01", "2008-01-01") for name in ("Al", "Bo", "Cy", "Di", "Ed")]
    assert {note for _, _, note in told(*deputies)} == {""}


def test_the_day_asked_is_said_as_a_sentence_has_it() -> None:
    asked = ("2022-05-03", "2022-05", "2022..2023")
    words = [on_words(PartialDate.parse(each)) for each in asked]
    assert words == ["on 3 May 2022", "in May 2022", "between 2022 and 2023"]


def test_the_api_tells_an_overlap_only_of_days_on_which_both_surely_held() -> None:
    def span(start: str | None, end: str | None) -> Timespan:
        first, last = (PartialDate.parse(each) if each else None for each in (start, end))
        return timespan(first, last)

    def steps(*spans: Timespan) -> list[Any]:
        written = write_succession([(each, b'{"id":1}') for each in spans], (None, None))
        return [orjson.loads(each)["transition"] for each in written]

    # Whoever left in 2021, since nobody knows when, need not have held it in 1999.
    unknown = steps(span(None, "2021-06-01"), span("1999", "2006"))
    assert unknown[1]["kind"] == "unclear"
    # An overlap is over when the shorter of the two is.
    within = steps(span("2000-01-01", "2020-01-01"), span("2005-01-01", "2006-01-01"))
    assert within[1] == {"kind": "overlap", "from": "2005-01-01", "until": "2006-01-01"}
    late = steps(span("2001", "2009-01-01"), span("2001-03-01", "2005-01-01"))
    assert late[1] == {"kind": "overlap", "from": "2001-12-31", "until": "2005-01-01"}


def body(name: str, parent: str, dissolved: str | None = None) -> Any:
    dates = {"founding_date": None, "dissolution_date": dissolved}
    return {"id": name, "parent_id": parent, "display_name": name, **dates}


def test_a_tree_has_each_body_once_and_leaves_out_what_was_gone() -> None:
    bodies = [body("b", "a"), body("old", "a", "1990"), body("c", "b"), body("d", "old")]
    bodies += [body("a", "c"), body("b", "a")]  # a cycle comes round
    (b, old) = grow("a", bodies, None)
    assert [branch.organization["id"] for branch in b.below] == ["c"]
    assert b.size == 1
    assert b.is_open
    assert [branch.organization["id"] for branch in old.below] == ["d"]
    assert [each.organization["id"] for each in grow("a", bodies, PartialDate.parse("2001"))] == [
        "b"
    ]
