"""Partial dates: what they admit, and that only real dates are taken."""

import calendar
import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dates import FIRST_DAY, LAST_DAY, PartialDate, PartialDateError, resolve_against

years = st.integers(1, 9999)
marks = st.sampled_from(["", "?", "~", "%"])


@st.composite
def points(draw: st.DrawFn) -> str:
    day = draw(st.dates())
    shown = draw(st.sampled_from([4, 7, 10]))
    return day.isoformat()[:shown] + draw(marks)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    first, second = draw(points()), draw(points())
    text = draw(st.sampled_from([first, f"..{first}", f"{first}..", f"{first}..{second}", ".."]))
    try:
        return PartialDate.parse(text)
    except PartialDateError:  # an interval that ends before it starts
        return PartialDate.parse(f"{second}..{first}")


@given(partial_dates())
def test_what_is_written_is_read_back(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(partial_dates(), st.dates())
def test_a_day_is_admitted_when_it_lies_within_the_bounds(date: PartialDate, day: dt.date) -> None:
    assert date.admits(day) == (date.first_day <= day <= date.last_day)


@given(years)
def test_a_year_is_all_its_days(year: int) -> None:
    date = PartialDate.parse(f"{year:04d}")
    assert (date.earliest, date.latest) == (dt.date(year, 1, 1), dt.date(year, 12, 31))


@given(years, st.integers(1, 12))
def test_a_month_is_all_its_days_by_the_real_calendar(year: int, month: int) -> None:
    date = PartialDate.parse(f"{year:04d}-{month:02d}")
    days = calendar.monthrange(year, month)[1]
    assert (date.earliest, date.latest) == (dt.date(year, month, 1), dt.date(year, month, days))


@given(st.dates())
def test_a_day_is_itself(day: dt.date) -> None:
    date = PartialDate.parse(day.isoformat())
    assert date == PartialDate.of_day(day)
    assert date.earliest == date.latest == day
    assert date.is_exact


@given(points(), marks)
def test_marks_of_doubt_leave_the_bounds_and_take_exactness(point: str, mark: str) -> None:
    bare = point.rstrip("?~%")
    date = PartialDate.parse(bare + mark)
    assert (date.earliest, date.latest) == (
        PartialDate.parse(bare).earliest,
        PartialDate.parse(bare).latest,
    )
    assert date.uncertain == (mark in ("?", "%"))
    assert date.approximate == (mark in ("~", "%"))
    assert not (mark and date.is_exact)


@given(partial_dates())
def test_marking_doubt_twice_is_marking_it_once(date: PartialDate) -> None:
    once = date.marked_uncertain()
    assert once.marked_uncertain() == once
    assert (once.earliest, once.latest) == (date.earliest, date.latest)
    assert once.uncertain or date.text == ".."


@given(st.lists(partial_dates()))
def test_dates_sort_by_their_days(dates: list[PartialDate]) -> None:
    ordered = sorted(dates)
    assert [d.first_day for d in ordered] == sorted(d.first_day for d in dates)


def test_open_sides_reach_the_ends_of_the_calendar() -> None:
    assert PartialDate.parse("..2023").first_day == FIRST_DAY
    assert PartialDate.parse("2023..").last_day == LAST_DAY
    assert PartialDate.parse("..").earliest is None
    assert PartialDate.parse("2022..2023-06").latest == dt.date(2023, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "x", "22", "2022-6", "2022-13", "2023-02-30", "2022-02-29", "0000", "2022-00",
        "2022-06-31", "2022-06-01T00:00", "2022?-06", "2022..2021", "2022...2023", "20220601",
        "2016--01-15", "٢٠٢٢", "2022-06-01 ", "-2022", "1964/1960",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(PartialDateError) as refused:
        PartialDate.parse(text)
    message = str(refused.value)
    assert "'" in message  # what was read, as it was written
    assert "write" in message or "calendar" in message


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with contextlib.suppress(PartialDateError):
        assert str(PartialDate.parse(text)) == text


def test_nothing_is_resolved_against_an_open_date() -> None:
    with pytest.raises(PartialDateError, match="open"):
        resolve_against(PartialDate.parse("2023.."), PartialDate.of_day)
