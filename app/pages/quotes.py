"""An article's text with its quotes marked: what rests on each stretch, and where facts begin."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.pages.runs import Run, Span, split_runs
from app.pages.telling import plain_words
from app.vocabulary import NOT_IN_PROFILES, FactKind, Stance

Json = Mapping[str, Any]
_GAP: Final = re.compile(r"\n\s*\n\s*")
_DEEPEST: Final = 3  # shades of a mark: one quote, two, more
_MOST_TOLD: Final = 3  # facts that the title of a mark names
_MOST_RESTING: Final = 50  # quotes that a run knows of


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place where a fact's quote begins. ``id``: for links, None for its further quotes.

    ``runs``: over how many marks it goes.
    """

    fact_id: str
    id: str | None
    runs: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run as it is shown. ``style``: classes; ``path``: where a mark leads, None of no mark;
    ``told``: what rests on it, in words; ``is_first``: whether a quote begins with it.
    """

    text: str
    style: str = ""
    path: str | None = None
    told: str = ""
    anchors: tuple[Anchor, ...] = ()

    @property
    def is_first(self) -> bool:
        """Whether a quote begins here; the keyboard goes from one such place to the next."""
        return bool(self.anchors)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, and the line breaks behind it."""

    stretches: list[Stretch]
    gap: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a text is marked with.

    ``quotes``: a fact's id, kind and certainty, the span and its stance, in the order of the text;
    ``boilerplate``: spans that are not the article's; ``facts``: those that the page tells, by id;
    ``led``: of a fact that profiles show under another, that other's id.
    """

    quotes: Sequence[Json]
    boilerplate: Sequence[Json]
    facts: Mapping[str, Json]
    led: Mapping[str, str]


def mark_quotes(text: str, quoted: Quoted) -> list[Paragraph]:
    """The text in paragraphs, with every quote marked; nothing of the text is left out."""
    gaps = [match.span() for match in _GAP.finditer(text)]
    edges = [place for gap in gaps for place in gap]
    edges += [place for span in quoted.boilerplate for place in (span["start"], span["end"])]
    spans = [(quote["start"], quote["end"]) for quote in quoted.quotes]
    runs = split_runs(text, spans, edges, _MOST_RESTING)
    return list(_paragraphs(runs, _between(runs, gaps), quoted))


def _between(runs: Sequence[Run], gaps: Sequence[Span]) -> set[int]:
    """Where the runs begin that stand between two paragraphs."""
    ends = [end for _, end in gaps]
    owner = {run.start: bisect_right(ends, run.start) for run in runs if run.text}
    return {start for start, gap in owner.items() if gap < len(gaps) and gaps[gap][0] <= start}


def _paragraphs(runs: Sequence[Run], between: set[int], quoted: Quoted) -> Iterator[Paragraph]:
    marks = [run.start for run in runs if run.covering and run.start not in between]
    marker = _Marker(quoted, marks)
    stretches: list[Stretch] = []
    gap = ""
    for run in runs:
        if run.start in between:
            gap += run.text
            marker.wait(run)
            continue
        if gap:
            yield Paragraph(stretches, gap)
            stretches, gap = [], ""
        stretches.append(marker.stretch(run))
    yield Paragraph(stretches, gap)


class _Marker:
    """Makes stretches of runs, in their order; each anchor once. ``marks``: where marks begin."""

    def __init__(self, quoted: Quoted, marks: Sequence[int]) -> None:
        self._quoted = quoted
        self._marks = marks
        self._own = {quote["fact_id"] for quote in quoted.quotes}
        self._anchored: set[str] = set()
        self._waiting: tuple[int, ...] = ()

    def wait(self, run: Run) -> None:
        """Keep what begins between paragraphs for the next one."""
        self._waiting += run.opening

    def stretch(self, run: Run) -> Stretch:
        """The run as it is shown."""
        anchors = tuple(self._anchors((*self._waiting, *run.opening)))
        self._waiting = ()
        resting = [self._quoted.quotes[index] for index in run.covering]
        style = " ".join(_styles(resting, self._is_boilerplate(run)))
        if not resting:
            return Stretch(run.text, style, anchors=anchors)
        ids = list(dict.fromkeys(quote["fact_id"] for quote in resting))
        return Stretch(run.text, style, self._path(ids[0]), self._told(ids), anchors)

    def _anchors(self, opening: Sequence[int]) -> Iterator[Anchor]:
        for index in opening:
            quote = self._quoted.quotes[index]
            fact_id = quote["fact_id"]
            marks = self._count(quote["start"], quote["end"])
            yield Anchor(fact_id, self._once(fact_id), marks)
            leader = self._quoted.led.get(fact_id, fact_id)
            if leader not in self._own and (anchor := self._once(leader)):
                yield Anchor(fact_id, anchor, marks)

    def _count(self, start: int, end: int) -> int:
        """How many marks there are between these places."""
        return bisect_left(self._marks, end) - bisect_left(self._marks, start)

    def _once(self, fact_id: str) -> str | None:
        if fact_id in self._anchored:
            return None
        self._anchored.add(fact_id)
        return f"fact-{fact_id}"

    def _path(self, fact_id: str) -> str:
        return f"#told-{fact_id}" if fact_id in self._quoted.facts else f"/facts/{fact_id}"

    def _told(self, ids: Sequence[str]) -> str:
        known = [self._quoted.facts[each] for each in ids if each in self._quoted.facts]
        told = [plain_words(fact) for fact in known[:_MOST_TOLD]]
        more = len(ids) - len(told)
        return "\n".join([*told, f"and {more} more"] if more and told else told)

    def _is_boilerplate(self, run: Run) -> bool:
        return any(span["start"] <= run.start < span["end"] for span in self._quoted.boilerplate)


def _styles(resting: Sequence[Json], is_boilerplate: bool) -> Iterator[str]:  # noqa: FBT001
    if is_boilerplate:
        yield "boilerplate"
    if not resting:
        return
    yield f"rests-{min(len(resting), _DEEPEST)}"
    if any(quote["stance"] == Stance.DISPUTES for quote in resting):
        yield "disputes"
    if not any(is_of_profiles(quote) for quote in resting):
        yield "no-fact"


def is_of_profiles(fact: Json) -> bool:
    """Whether this is a fact for profiles: no statement, nothing only alleged or planned."""
    return fact["kind"] != FactKind.STATEMENT and fact["certainty"] not in NOT_IN_PROFILES
