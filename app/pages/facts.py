"""The page of one fact: what it says, the quotes behind it, and what it said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from app.pages.differences import FieldDifference, differences
from app.pages.frame import Frame
from app.pages.rendering import render
from app.pages.telling import plain_words
from app.pages.words import page_path
from app.vocabulary import NOT_IN_PROFILES, Certainty, FactKind, Rank, Stance

Json = Mapping[str, Any]
_COMMITTED: Final = {
    Certainty.ASSERTED: "The source states it as so.",
    Certainty.REPORTED: "The source reports it without vouching for it.",
    Certainty.HEDGED: "The source says it with reserve.",
    Certainty.ALLEGED: "The source calls it an allegation; it is part of no profile.",
    Certainty.PLANNED: "The source says that it is planned; it is part of no profile.",
    Certainty.INFERRED: "It follows from what the source says.",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What a fact's page shows beside its document.

    ``articles``: what is told of those cited, by id; ``dataset``: where the fact is from;
    ``shown_as``: the id under which the profile shows it, None where it does not; ``alike``: other
    facts that say the same; ``source_data``: what the record of a dataset says beyond it;
    ``retrieved``: the day, for whoever cites it.
    """

    articles: Mapping[str, Json]
    dataset: Json
    shown_as: str | None
    alike: Sequence[Json]
    source_data: Any
    retrieved: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a fact said from one change on. ``changed``: what differs from the reading before."""

    version: Json
    changed: list[FieldDifference] = field(default_factory=list)


def fact_page(frame: Frame, document: Json, around: Around) -> str:
    """The page. ``document`` is as the API has it: the fact with all its readings."""
    fact = {"contradiction": None, "value_written": None, **document["fact"]}
    return render(
        "facts.html",
        frame=frame,
        fact=fact,
        origin=document["origin"],
        readings=_readings(document["versions"]),
        around=around,
        unshown=_unshown(fact),
        committed=_COMMITTED[Certainty(fact["certainty"])],
        profile=f"{page_path(fact['subject'])}#fact-{around.shown_as}" if around.shown_as else None,
        citation=_citation(frame, document, around.retrieved),
    )


def describe_fact(document: Json) -> str:
    """A fact in a line: what it says, and the first quote behind it."""
    fact = document["fact"]
    quote = fact["citations"][0]["exact"] if fact["citations"] else ""
    return f"{plain_words(fact)}. “{quote}”" if quote else f"{plain_words(fact)}."


def _unshown(fact: Json) -> str:
    """Why no profile shows it."""
    stances = {each["stance"] for each in fact["citations"]}
    if fact["kind"] == FactKind.STATEMENT:
        return "a statement is no fact"
    if fact["certainty"] in NOT_IN_PROFILES:
        return f"it is only {fact['certainty']}"
    if stances == {Stance.DISPUTES}:
        return "its source says that it is not so"
    return "what is of better rank stands there" if fact["rank"] == Rank.NORMAL else "it is wrong"


def _readings(versions: Sequence[Json]) -> list[Reading]:
    """The readings, the newest first."""
    first = Reading(versions[0])
    later = (Reading(new, differences(old["fact"], new["fact"])) for old, new in pairwise(versions))
    return [first, *later][::-1]


def _citation(frame: Frame, document: Json, retrieved: str) -> str:
    change = document["versions"][-1]["recorded"]["number"]
    words = plain_words(document["fact"])
    return f"“{words}”, Incumbent, change {change}, retrieved {retrieved}, {frame.address}"
