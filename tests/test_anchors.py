"""Quotes stand where they say, once, or are refused."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.loading.anchors import CONTEXT, AnchorError, anchor

TEXT = "Ada Moreau chairs the board. The board meets on Tuesday. Ada Moreau was absent."


@given(st.text(min_size=1, max_size=200), st.data())
def test_a_quote_with_its_position_stands_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = anchor(text, text[start:end], start=start)
    assert text[found.start : found.end] == found.exact == text[start:end]
    assert text[: found.start].endswith(found.prefix)
    assert text[found.end :].startswith(found.suffix)
    assert len(found.prefix) <= CONTEXT
    assert len(found.suffix) <= CONTEXT


@given(st.text("ab", min_size=1, max_size=30), st.text("ab", min_size=1, max_size=4))
def test_without_a_position_only_a_quote_that_stands_once_is_taken(text: str, quote: str) -> None:
    places = [at for at in range(len(text)) if text.startswith(quote, at)]
    if len(places) == 1:
        assert anchor(text, quote).start == places[0]
    else:
        with pytest.raises(AnchorError):
            anchor(text, quote)


@given(st.text(max_size=80), st.text(min_size=1, max_size=40))
def test_a_quote_that_is_not_there_is_always_refused(text: str, quote: str) -> None:
    assume(quote not in text)
    with pytest.raises(AnchorError, match="does not stand"):
        anchor(text, quote)


def test_prefix_and_suffix_tell_two_places_apart() -> None:
    assert anchor(TEXT, "Ada Moreau", suffix=" chairs").start == 0
    assert anchor(TEXT, "Ada Moreau", prefix="Tuesday. ").start == 57
    assert anchor(TEXT, "Ada Moreau", start=57).start == 57


def test_a_quote_that_stands_twice_names_both_places() -> None:
    with pytest.raises(AnchorError, match=r"stands 2 times, at 0, 57: say which"):
        anchor(TEXT, "Ada Moreau")


def test_a_misquote_shows_the_nearest_passage() -> None:
    with pytest.raises(AnchorError, match=r"nearest passage is at 0: 'Ada Moreau chairs the b"):
        anchor(TEXT, "Ada Moreau chaired the board")


def test_a_wrong_position_shows_the_right_one() -> None:
    with pytest.raises(AnchorError, match="does not stand at 5, but at 11"):
        anchor(TEXT, "chairs", start=5)
    with pytest.raises(AnchorError, match="at 11, but not between"):
        anchor(TEXT, "chairs", prefix="Xi ")
