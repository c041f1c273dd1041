"""When and how surely two people shared something, as people say it."""

import datetime as dt

import pytest

from app.pages import joining
from app.pages.charts.bars import Days
from app.pages.overlap_words import overlap_words, short_strength, strength_words

NAMES = ("possibly_from", "definitely_from", "definitely_until", "possibly_until")
DAYS = {"A": "2001-05-01", "B": "2001-05-03", "C": "2004-02-01", "D": "2004-12-31", "-": None}
TOLD = {"A": "1 May 2001", "B": "3 May 2001", "C": "1 February 2004", "D": "31 December 2004"}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("AAAA", "definitely on {A}"),
        ("AADD", "definitely from {A} to {D}"),
        ("AA--", "definitely since {A}"),
        ("ABCD", "definitely from {B} to {C}; possibly from {A} to {D}"),
        ("ABDD", "definitely from {B} to {D}; possibly since {A}"),
        ("AACD", "definitely from {A} to {C}; possibly until {D}"),
        ("AAC-", "definitely from {A} to {C}; possibly to this day"),
        ("-A--", "definitely since {A}; possibly longer: no source says since when"),
        ("A--D", "possibly, at some time between {A} and {D}"),
        ("A---", "possibly, at some time since {A}"),
        ("---D", "possibly, at some time until {D}"),
        ("A--A", "possibly, on {A}"),
        ("----", "possibly, but no source says when"),
    ],
)
def test_an_overlap_says_what_is_sure_and_what_is_possible(days: str, words: str) -> None:
    overlap = {name: DAYS[day] for name, day in zip(NAMES, days, strict=True)}
    assert overlap_words({"holds": "possibly", "overlap": overlap}) == words.format(**TOLD)


@pytest.mark.parametrize(
    ("sure", "possible", "words", "short"),
    [
        (1, 1, "definitely 1 day", "definitely 1 day"),
        (31, 45, "definitely 31 days, possibly up to 45 days", "definitely 31 days"),
        (400, 400, "definitely 400 days (about 13 months)", "definitely 13 months"),
        (0, 4000, "possibly up to 4,000 days (about 11 years)", "possibly 11 years"),
        (0, 0, "on no day so far", "no day so far"),
        (0, None, "no source says on which days", "days unknown"),
        (9, None, "definitely 9 days, possibly longer: no source says since when", None),
    ],
)
def test_a_tie_is_as_strong_as_its_days(
    sure: int, possible: int | None, words: str, short: str | None
) -> None:
    measured = {"definite_days": sure, "possible_days": possible}
    told = (strength_words(measured), short_strength(measured))
    assert told == (words, short or "definitely 9 days")


def days(*years: int | None) -> Days:
    """Days from the first of the years to the last of them."""
    first, begun, over, last = (dt.date(year, 1, 1) if year else None for year in years)
    return Days(first, begun, over, last)


def joined(spans: list[Days]) -> list[Days]:
    return [each.days for each in joining.joined(spans)]


def test_times_that_follow_each_other_are_told_as_one() -> None:
    terms = [
        days(2007, 2007, 2013, 2013),
        days(2013, 2013, 2019, 2019),
        days(2016, 2017, 2018, 2018),
    ]
    assert joined(terms[::-1]) == [days(2007, 2007, 2019, 2019)]
    going_on = [*terms, days(2018, 2019, None, None), days(2030, 2030, 2031, 2032)]
    assert joined(going_on) == [days(2007, 2007, None, None)]
    apart = [days(1990, 1991, 1992, 1993), days(1993, 1994, 1995, None)]
    assert joined(apart) == apart
    # The next day follows on; each time belongs to one of the spells.
    next_day = Days(dt.date(2013, 1, 2), dt.date(2013, 1, 2), *terms[1].known[2:])
    (spell,) = joining.joined([next_day, terms[0], days(2008, None, None, 2009)])
    assert (spell.days, spell.members) == (days(2007, 2007, 2019, 2019), [1, 0, 2])
    within, beyond = days(2008, None, None, 2009), days(2018, None, None, 2022)
    assert joined([within, beyond, *terms]) == [days(2007, 2007, 2019, 2019), beyond]
    assert joined([days(None, None, None, None), beyond]) == [days(None, None, None, None), beyond]
