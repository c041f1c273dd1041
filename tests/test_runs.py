"""A text cut into runs where quotes begin and end, whatever their spans do to each other."""

from hypothesis import given
from hypothesis import strategies as st

from app.pages.runs import Span, split_runs

# Letters of one to four bytes, so that code points differ from bytes and from UTF-16 units.
LETTERS = "ab \n\u00e9\u5289\U0001f3db\U00020bb7"


@st.composite
def quoted_texts(draw: st.DrawFn) -> tuple[str, list[Span], list[int]]:
    text = draw(st.text(LETTERS, max_size=30))
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places).map(lambda two: (min(two), max(two)))))
    return text, spans, draw(st.lists(places))


@given(quoted_texts())
def test_runs_give_the_text_back_and_cover_each_span_exactly(
    quoted: tuple[str, list[Span], list[int]],
) -> None:
    text, spans, cuts = quoted
    runs = split_runs(text, spans, cuts)
    assert "".join(run.text for run in runs) == text
    assert [run.start for run in runs[1:]] == [run.end for run in runs[:-1]]
    for index, (start, end) in enumerate(spans):
        covered = [run for run in runs if index in run.covering]
        assert "".join(run.text for run in covered) == text[start:end]
        assert all(start <= run.start < run.end <= end for run in covered)
        assert [run.start for run in runs if index in run.opening] == [start]
    for run in runs:
        lengths = [spans[index][1] - spans[index][0] for index in run.covering]
        assert lengths == sorted(lengths)


def test_runs_of_a_thousand_nested_quotes_tell_the_innermost_ones() -> None:
    spans = [(n, 2000 - n) for n in range(1000)]
    runs = split_runs("x" * 2000, spans, most=3)
    assert max(len(run.covering) for run in runs) == 3
    assert runs[999].covering == (999, 998, 997)
