"""Bars on a time axis: what is drawn stays on the axis, in order, and no surer than it is."""

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from app.pages.charts.bars import Bar, Days, DrawnBar, Lane, bar_chart
from app.pages.occasions import attended_days

TODAY = dt.date(2026, 11, 26)
LEAST = 1.0  # what is shorter is drawn this long, to be seen
ROUNDED = 0.05
some_day = st.dates(dt.date(1700, 1, 1), dt.date(2100, 12, 31))


@st.composite
def days(draw: st.DrawFn) -> Days:
    """When something was so, as a timespan of the API may have it."""
    first, begun, over, last = sorted(draw(st.lists(some_day, min_size=4, max_size=4)))
    is_sure = draw(st.booleans())
    return Days(
        first if draw(st.booleans()) else None,
        begun if is_sure else None,
        over if is_sure and draw(st.booleans()) else None,
        last if draw(st.booleans()) else None,
    )


def lane(*bars: Days, is_event: bool = False) -> Lane:
    return Lane("post", [Bar(each, "told", is_event=is_event) for each in bars])


def drawn(*bars: Days, today: dt.date = TODAY, is_event: bool = False) -> list[DrawnBar]:
    chart = bar_chart([lane(*bars, is_event=is_event)], today)
    return [bar for each in chart.lanes for bar in each.bars]


def styles(bar: DrawnBar) -> list[str]:
    return [each.style for each in bar.segments]


@settings(max_examples=60)
@given(st.lists(days(), min_size=1, max_size=12), some_day)
def test_every_piece_lies_on_the_axis_and_follows_the_one_before(
    bars: list[Days], today: dt.date
) -> None:
    for bar in drawn(*bars, today=today):
        place = -ROUNDED
        for piece in bar.segments:
            assert piece.width > 0
            assert abs(piece.x - place) < ROUNDED or piece is bar.segments[0]
            place = piece.end
            assert piece.x >= -ROUNDED
            assert piece.end <= 100 + ROUNDED


@settings(max_examples=150)
@given(days(), some_day)
def test_what_is_drawn_sure_lies_within_what_is_sure(bar: Days, today: dt.date) -> None:
    if bar.is_undated:
        return
    chart = bar_chart([lane(bar)], today)
    at = chart.axis.at
    [shown] = chart.lanes[0].bars
    sure = [each for each in shown.segments if each.style == "sure"]
    assert bool(sure) == bar.is_sure
    for piece in sure:
        assert piece.x >= at(bar.definitely_from or bar.definitely_until or today) - LEAST - ROUNDED
        latest = bar.definitely_until or bar.possibly_until or max(today, *filter(None, bar.known))
        assert piece.end <= at(latest) + LEAST + ROUNDED


@settings(max_examples=80)
@given(bars=st.lists(days(), min_size=2, max_size=12), is_event=st.booleans())
def test_nothing_covers_what_is_firm_in_another_bar_of_its_row(
    *, bars: list[Days], is_event: bool
) -> None:
    shown = drawn(*bars, is_event=is_event)
    assert len(shown) == sum(not each.is_undated for each in bars)
    for one, other in itertools.pairwise(shown):
        assert one.core <= other.core
    for row in {each.row for each in shown}:
        cores = sorted(each.core for each in shown if each.row == row)
        for before, after in itertools.pairwise(cores):
            assert before[1] <= after[0] + 0.4 + ROUNDED


def test_terms_that_follow_on_one_another_share_a_row() -> None:
    terms = [dt.date(year, 1, 3) for year in range(1981, 2027, 2)]
    bars = [Days(one, one, other, other) for one, other in itertools.pairwise(terms)]
    assert {bar.row for bar in drawn(*bars)} == {0}
    together = bars[0]
    assert [bar.row for bar in drawn(together, together)] == [0, 1]


def test_ends_are_drawn_as_they_are_known() -> None:
    june = (dt.date(2001, 6, 1), dt.date(2001, 6, 30))
    end = dt.date(2009, 11, 30)
    assert styles(drawn(Days(*june, end, end))[0]) == ["rising", "sure"]
    assert styles(drawn(Days(*june, end, dt.date(2010, 1, 1)))[0]) == ["rising", "sure", "falling"]
    assert styles(drawn(Days(*june))[0]) == ["rising", "sure", "on"]
    assert styles(drawn(Days(None, None, None, end))[0]) == ["open"]
    assert styles(drawn(Days(june[0], None, None, end))[0]) == ["maybe"]
    # A term of a day is no event, nor are days that are short on a long axis.
    chart = bar_chart([lane(Days(end, end, end, end), Days(dt.date(1789, 4, 30)))], TODAY)
    assert "mark" not in dict(chart.legend)


def test_what_nothing_dates_is_told_beside_the_chart() -> None:
    chart = bar_chart([lane(Days()), lane(Days(TODAY, TODAY, TODAY, TODAY))], TODAY)
    assert (len(chart.undated), len(chart.lanes)) == (1, 1)
    empty = bar_chart([lane(Days())], TODAY)
    assert (empty.lanes, empty.legend) == ([], [])


def test_an_event_is_as_sure_as_its_date() -> None:
    def when(start: str | None, end: str | None = None) -> Days:
        event = {"start_date": start, "end_date": end}
        return attended_days({"start_date": None, "end_date": None, "event": event})

    day = dt.date(2016, 9, 9)
    assert when("2016-09-09") == Days(day, day, day, day)
    assert when("2016-09-09", "2016-09-12").definitely_until == dt.date(2016, 9, 12)
    assert not when("2016-09").is_sure
    assert when("2016-09-12", "2016-09-09") == Days(day, None, None, dt.date(2016, 9, 12))
    assert not when("2016-09-09?").is_sure
    assert when(None).is_undated
