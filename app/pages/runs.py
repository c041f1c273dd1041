"""A text cut wherever a span of it begins or ends, so that spans may overlap and nest."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]  # half-open, in code points


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the text on which the same spans rest; spans are told by their index.

    ``covering``: those that rest on it, the innermost first. ``opening``: those that begin with it,
    empty ones among them. ``start``: where it begins.
    """

    start: int
    text: str
    covering: tuple[int, ...] = ()
    opening: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def split_runs(
    text: str, spans: Sequence[Span], cuts: Iterable[int] = (), most: int | None = None
) -> list[Run]:
    """The whole text in runs, in its order; spans that begin at its very end have an empty one.

    ``cuts``: where to cut besides. ``most``: how many spans a run tells, the innermost ones (of
    a thousand nested spans, all would be a million entries). Spans must lie in the text.
    """
    bounds = sorted({0, len(text), *cuts, *(place for span in spans for place in span)})
    beginning, ending = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for index, (start, end) in enumerate(spans):
        beginning[start].append(index)
        ending[end].append(index)
    return list(_swept(text, spans, bounds, (beginning, ending), most))


def _swept(
    text: str,
    spans: Sequence[Span],
    bounds: list[int],
    events: tuple[dict[int, list[int]], dict[int, list[int]]],
    most: int | None,
) -> Iterator[Run]:
    beginning, ending = events
    resting: list[tuple[int, int, int]] = []  # (length, -start, index): the innermost first
    for start, end in zip(bounds, [*bounds[1:], None], strict=True):
        for index in ending.get(start, ()):
            if spans[index][0] < start:
                resting.remove(_depth(spans, index))
        for index in beginning.get(start, ()):
            if spans[index][1] > start:
                insort(resting, _depth(spans, index))
        opening = tuple(beginning.get(start, ()))
        if end is not None:
            covering = tuple(index for _, _, index in resting[:most])
            yield Run(start, text[start:end], covering, opening)
        elif opening:
            yield Run(start, "", (), opening)


def _depth(spans: Sequence[Span], index: int) -> tuple[int, int, int]:
    start, end = spans[index]
    return end - start, -start, index
