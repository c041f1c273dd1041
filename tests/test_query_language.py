"""The query language: nothing typed is an error of the parser, and what is meant is understood."""

import re
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.language import FIELDS, NAME, TEXT, Piece, parse
from app.search.marking import merged, passage, spans_in_name
from app.search.tokens import MARKED, places, standing, term, tokens

WORDS = st.from_regex(r"[a-zа-я刘建0-9][a-zа-я刘建0-9'/*^()|&+~.]{0,8}", fullmatch=True)
PHRASES = st.from_regex(r"[a-z刘]{1,5}( [a-z0-9*:-]{1,5}){0,3}", fullmatch=True)
PIECES = st.builds(
    Piece,
    st.one_of(WORDS, PHRASES),
    st.sampled_from([None, NAME, TEXT, *FIELDS]),
    phrase=st.booleans(),
    excluded=st.booleans(),
)


def written(piece: Piece) -> str:
    minus = "-" if piece.excluded else ""
    field = f"{piece.field}:" if piece.field else ""
    return f'{minus}{field}"{piece.text}"' if piece.phrase else f"{minus}{field}{piece.text}"


@given(st.lists(PIECES, max_size=5))
def test_what_is_written_is_what_is_read(pieces: list[Piece]) -> None:
    pieces = [each for each in pieces if each.phrase or " " not in each.text]
    assert list(parse(" ".join(map(written, pieces))).pieces) == pieces


@given(st.text(max_size=300))
def test_anything_can_be_typed(text: str) -> None:
    for piece in parse(text).pieces:
        assert piece.text == piece.text.strip()
        assert any(each.isalnum() for each in piece.text)
        assert piece.field in (None, NAME, TEXT, *FIELDS)
        term(piece.text)


@given(st.text(alphabet='ab"-: ', max_size=30))
def test_a_quote_that_is_not_closed_reaches_to_the_end(text: str) -> None:
    if text.count('"') % 2:
        assert parse(text) == parse(text + '"')


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("liu jianchao", [Piece("liu"), Piece("jianchao")]),
        ('liu "party school"', [Piece("liu"), Piece("party school", phrase=True)]),
        ("“party school”", [Piece("party school", phrase=True)]),
        ("«party»", [Piece("party", phrase=True)]),
        ("-beijing", [Piece("beijing", excluded=True)]),
        ('-"a b"', [Piece("a b", phrase=True, excluded=True)]),
        ("party-to-party", [Piece("party-to-party")]),
        ("KIND:person", [Piece("person", "kind")]),
        ("-kind:event", [Piece("event", "kind", excluded=True)]),
        ('post:"secretary of state"', [Piece("secretary of state", "post", phrase=True)]),
        ("identifier:wikidata:Q42", [Piece("wikidata:Q42", "identifier")]),
        ("surname:liu", [Piece("surname:liu")]),
        ("kind:", [Piece("kind:")]),
        ('a AND (b* OR "c', [*map(Piece, ["a", "AND", "(b*", "OR"]), Piece("c", phrase=True)]),
        ("a\x01b\nc", [Piece("a"), Piece("b"), Piece("c")]),
        ('- -- "" : 🙂 \u0301', []),
    ],
)
def test_what_is_typed_is_understood(typed: str, pieces: list[Piece]) -> None:
    assert list(parse(typed).pieces) == pieces


TEXTS = st.text(alphabet="ab 刘建ка-'’\u0301\u0e01\u0e31.\n", max_size=60)


@given(TEXTS)
def test_tokens_stand_in_their_order_and_leave_no_letter_out(text: str) -> None:
    read = list(tokens(text))
    assert all(one.end <= other.start for one, other in pairwise(read))
    covered = {place for token in read for place in range(token.start, token.end)}
    assert {place for place, each in enumerate(text) if each.isalnum()} <= covered


@given(TEXTS, TEXTS)
def test_a_phrase_stands_where_its_words_stand_side_by_side(text: str, phrase: str) -> None:
    words = [token.word for token in tokens(text)]
    asked = [token.word for token in tokens(phrase)]
    naive = [p for p in range(len(words)) if words[p : p + len(asked)] == asked]
    # Characters that are no neighbours in the phrase ("刘 建") may be neighbours in the text.
    wanted = term(phrase)
    assert (wanted is None) == (not asked)
    if wanted and not re.search(r"[刘建\u0e01]\W+[刘建\u0e01]", text + " " + phrase):
        assert standing(wanted, places(text)[0]) == naive


@given(TEXTS, st.integers(0, 20), st.integers(1, 3))
def test_a_passage_is_a_part_of_its_text(text: str, first: int, length: int) -> None:
    read = list(tokens(text))
    if first + length > len(read):
        return
    shown = passage(text, [(first, length)])
    assert text[shown.start : shown.start + len(shown.text)] == shown.text
    marked = "".join(shown.text[start:end] for start, end in shown.spans)
    assert marked.startswith(text[read[first].start : read[first].end])


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5))))
def test_marks_never_overlap(spans: list[tuple[int, int]]) -> None:
    ranges = [(start, start + length) for start, length in spans]
    joined = merged(ranges)
    assert all(one[1] < other[0] for one, other in pairwise(joined))
    covered = {place for start, end in ranges for place in range(start, end)}
    assert {place for start, end in joined for place in range(start, end)} == covered


def test_the_words_of_a_name_that_were_typed_are_marked() -> None:
    def marked(name: str, query: str) -> list[str]:
        return [name[start:end] for start, end in spans_in_name(name, query)]

    assert marked("Liu Jianchao", "jian") == ["Jianchao"]
    assert marked("Liu Jianchao", "liu jianchoa") == ["Liu"]
    assert marked("Liu Jianchao", "jianchoa") == ["Jianchao"]
    assert marked("刘建超", "Liu Jianchao") == ["刘建超"]
    assert marked("Meeting of Liu Jianchao with Xi", "Лю Цзяньчао") == ["Liu", "Jianchao"]
    assert marked("Jean-Luc Škoda", "skoda luc") == ["Luc", "Škoda"]


def test_no_combining_mark_stands_where_none_is_looked_for() -> None:
    marks = {c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c))[0] == "M"}
    assert marks <= set(MARKED)
