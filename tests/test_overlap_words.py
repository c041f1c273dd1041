"""When and how surely two people shared something, as people say it."""

import pytest

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
