"""Dates as articles write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dates import PartialDate
from app.written_dates import WrittenDateError, resolve_written


@pytest.mark.parametrize(
    ("written", "published", "date"),
    [
        ("June last year", "2023?", "2022-06?"),
        ("in June last year", "2023-07-01", "2022-06"),
        ("June  of last year", "2024", "2023-06"),
        ("last year", "2024-05-16", "2023"),
        ("earlier this year", "2024-05-16", "2024"),
        ("next year", "2024-05-16", "2025"),
        ("last month", "2024-01-16", "2023-12"),
        ("last month", "2023?", "2022-12?..2023-11?"),
        ("last June", "2024-05-16", "2023-06"),
        ("last June", "2024-07-16", "2024-06"),
        ("three years ago", "2024-05-16", "2021"),
        ("2 months ago", "2024-01-16", "2023-11"),
        ("two weeks ago", "2024-05-16", "2024-05-02~"),
        ("yesterday", "2024-03-01", "2024-02-29"),
        ("on Tuesday", "2024-05-16", "2024-05-14"),
        ("last Thursday", "2024-05-16", "2024-05-09"),
        ("Thursday", "2024-05-16", "2024-05-16"),
        ("May 2 this year", "2024-05-16", "2024-05-02"),
        ("previously", "2024-05-16", "..2024-05-16"),
        ("previously", "2023?", "..2023-12-31?"),
        ("in June", "2024-05-16", "2023-06"),
        ("in May", "2024-05-16", "2024-05"),
        ("on 27 October", "2024-05-16", "2023-10-27"),
        ("on May 2", "2024-05-16", "2024-05-02"),
        ("next June", "2024-06-16", "2025-06"),
        ("next Thursday", "2024-05-16", "2024-05-23"),
        ("last week", "2024-05-16", "2024-05-06..2024-05-12"),
        ("next week", "2023?", "2023-01-02?..2024-01-07?"),
        ("spring of last year", "2024-05-16", "2023"),
        ("eleven years ago", "2024-05-16", "2013"),
        ("the spring of 2019", None, "2019"),
        ("early 2019", None, "2019"),
        ("late June 2019", None, "2019-06"),
        ("around 2012", None, "2012~"),
        ("the 1990s", None, "1990..1999"),
        ("12 June 2022", None, "2022-06-12"),
        ("June 12th, 2022", None, "2022-06-12"),
        ("Sept. 2022", None, "2022-09"),
        ("in 2022", None, "2022"),
    ],
)
def test_wordings_resolve_against_the_day_of_publication(
    written: str, published: str | None, date: str
) -> None:
    day = PartialDate.parse(published) if published else None
    assert str(resolve_written(written, day)) == date


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_june_last_year_is_june_of_the_year_before(published: dt.date) -> None:
    resolved = resolve_written("June last year", PartialDate.of_day(published))
    assert str(resolved) == f"{published.year - 1:04d}-06"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_what_is_resolved_for_a_year_spans_what_is_resolved_for_its_days(day: dt.date) -> None:
    relative = ("last month", "last June", "two weeks ago", "Tuesday", "previously", "in June")
    for written in (*relative, "next June", "next week", "next Tuesday", "on 5 May"):
        exact = resolve_written(written, PartialDate.of_day(day))
        spanning = resolve_written(written, PartialDate.parse(f"{day.year:04d}"))
        assert spanning.first_day <= exact.first_day
        assert exact.last_day <= spanning.last_day


@pytest.mark.parametrize("written", ["soon", "the other day", "June", "", "31 June 2022"])
def test_what_is_not_understood_is_refused(written: str) -> None:
    with pytest.raises(WrittenDateError):
        resolve_written(written, PartialDate.parse("2024-05-16"))


def test_a_relative_wording_needs_a_day_of_publication() -> None:
    with pytest.raises(WrittenDateError, match="publication_date"):
        resolve_written("June last year", None)
    with pytest.raises(WrittenDateError, match="open"):
        resolve_written("June last year", PartialDate.parse("2023.."))
    with pytest.raises(WrittenDateError):
        resolve_written("last year", PartialDate.parse("0001"))
