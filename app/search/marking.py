"""Which parts of a name or of a text matched, as spans; and the passage of a text to show."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rapidfuzz.fuzz import ratio

from app.search.scoring import similarity
from app.search.tokens import Span, Token, tokens

_ALIKE: Final = 75  # per cent: a word with a typing error in it
_CLOSE: Final = 25  # tokens that a passage has behind a match, or so
_SOUNDS_ALIKE: Final = 0.7
_MOST_WORDS: Final = 12  # that are compared by sound
_BEFORE, _BEHIND = 60, 180  # code points of a passage, around the first word that matched


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text, where it starts there, and what matched, counted from its own start."""

    text: str
    start: int
    spans: list[Span]


def spans_in_name(name: str, query: str) -> list[Span]:
    """The words of a name that a query spells, or begins; all of it where that cannot be told.

    Words with a typing error in them are marked where none is spelled right, and words in another
    script where they sound alike.
    """
    asked = list(tokens(query))
    words = list(tokens(name))
    found = (
        [each for each in words if any(_begins(each, word.word) for word in asked)]
        or [each for each in words if any(_nearly(each, word.word) for word in asked)]
        or _sounding(name, words, [query[each.start : each.end] for each in asked])
        or words
    )
    return merged((token.start, token.end) for token in found)


def passage(text: str, at: Sequence[tuple[int, int]]) -> Passage:
    """The passage around the first match, with all matches in it. ``at``: (token, length)."""
    wanted = {place for first, length in at for place in range(first, first + length)}
    last = max(wanted, default=-1)
    read = list(islice(tokens(text), last + 1 + _BEHIND))
    first = read[_densest(sorted(wanted))] if wanted else Token("", 0, 0, alone=False)
    shown = [
        each
        for each in read
        if first.start - _BEFORE <= each.start and each.end <= first.end + _BEHIND
    ]
    start, end = (shown[0].start, shown[-1].end) if shown else (0, 0)
    places = {read[place].start: read[place].end for place in wanted}
    inside = ((s, e) for s, e in places.items() if start <= s and e <= end)
    spans = [(s - start, e - start) for s, e in merged(inside)]
    return Passage(text[start:end], start, spans)


def _densest(wanted: Sequence[int]) -> int:
    """The match that has most others close behind it; among equals the first."""

    def close_behind(place: int) -> int:
        return bisect(wanted, place + _CLOSE) - bisect(wanted, place)

    return max(wanted, key=lambda place: (close_behind(place), -place))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _nearly(token: Token, word: str) -> bool:
    return ratio(token.word, word) >= _ALIKE


def _sounding(name: str, words: Sequence[Token], asked: Sequence[str]) -> list[Token]:
    """The words that sound like one asked for; none in a script that does not part words."""
    parted = [] if any(token.alone for token in words) else words[:_MOST_WORDS]
    return [
        token
        for token in parted
        if any(
            similarity(word, name[token.start : token.end]) >= _SOUNDS_ALIKE
            for word in asked[:_MOST_WORDS]
        )
    ]


def _begins(token: Token, word: str) -> bool:
    return token.word == word or (not token.alone and token.word.startswith(word))
