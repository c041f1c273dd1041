"""The pages of changes: all of them, one of them, and those of one entity with what differs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from app.pages.differences import FieldDifference, differences
from app.pages.frame import Frame
from app.pages.rendering import render
from app.pages.words import count_words, page_path
from app.vocabulary import DEPRECATED, NOTES

Json = Mapping[str, Any]
_FOLDED: Final = 30  # lines of a change that stand open in a history


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a fact: ``recorded``, ``changed`` or ``retracted``, and why the last.

    ``fact``: as it reads now, or did; ``changed``: its fields that differ; ``path``: of its page.
    """

    event: str
    fact: Json
    reason: str | None
    changed: list[FieldDifference]
    path: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change with what it did: the lines that stand open, and those that are folded away."""

    change: Json
    lines: list[Line]
    folded: list[Line]


@dataclass(frozen=True, slots=True)
class Comparing:
    """Two states of an entity to compare. ``choices``: changes to choose from, the newest first.

    ``first`` and ``last`` are the numbers chosen, if any.
    """

    choices: Sequence[Json]
    first: int | None = None
    last: int | None = None


def changes_page(
    frame: Frame, entries: Sequence[Json], names: Mapping[str, str], next_path: str | None
) -> str:
    """The page of all changes, the newest first; ``names``: of the entities that they touched."""
    shown = [{**each, "entities": _touched(each, names)} for each in entries]
    return render("changes.html", frame=frame, entries=shown, next_path=next_path)


def change_page(frame: Frame, entry: Json, names: Mapping[str, str], facts: Json) -> str:
    """The page of one change.

    ``facts``: a page of what it did to facts, as ``diff``, with ``total``, ``next_path``, and
    ``newest``, the number of the last change there is.
    """
    return render(
        "change.html",
        frame=frame,
        entry=entry,
        touched=_touched(entry, names),
        facts=facts,
        subjects=_by_subject(_lines(facts["diff"])),
    )


def history_page(
    frame: Frame, entity: Json, entries: Iterable[Json], comparing: Comparing, next_path: str | None
) -> str:
    """The page of an entity's history, as the API has it, the newest change first."""
    shown = [_entry(each) for each in entries]
    return render(
        "history.html",
        frame=frame,
        entity=entity,
        entity_path=page_path(entity),
        entries=shown,
        comparing=comparing,
        difference=None,
        next_path=next_path,
    )


def difference_page(frame: Frame, entity: Json, difference: Json, comparing: Comparing) -> str:
    """The page of what differs in an entity between two changes."""
    return render(
        "history.html",
        frame=frame,
        entity=entity,
        entity_path=page_path(entity),
        entries=[],
        comparing=comparing,
        difference=_lines(difference["diff"]),
        summary=_summary(difference["diff"]),
        next_path=None,
    )


def describe_change(entry: Json) -> str:
    """A change in a line: why, by whom, and how much it touched."""
    touched = count_words(entry["entity_count"], "entity", "entities")
    return f"{entry['reason'].rstrip('.')}, by {entry['actor']}: {touched} touched"


def _summary(diff: Sequence[Json]) -> str:
    """How many facts were recorded, changed and retracted."""
    counts = Counter(each["event"] for each in diff)
    return ", ".join(f"{count:,} {event}" for event, count in sorted(counts.items()))


def _entry(told: Json) -> Entry:
    lines = _lines(told["diff"])
    return Entry(told, lines[:_FOLDED], lines[_FOLDED:])


def _lines(diff: Iterable[Json]) -> list[Line]:
    """What became of each fact. That one was deprecated is told by its rank, not by its note."""
    return [_line(each) for each in diff if each["property"] != DEPRECATED]


def _by_subject(lines: Iterable[Line]) -> list[tuple[Json, list[Line]]]:
    """The lines that follow each other about the same, under what they are about."""
    about = groupby(lines, key=lambda line: line.fact["subject"])
    return [(subject, list(same)) for subject, same in about]


def _line(told: Json) -> Line:
    before, after = told["before"], told["after"]
    changed = differences(before, after) if before and after else []
    has_page = after and told["property"] not in NOTES
    path = f"/facts/{told['fact_id']}" if has_page else None
    return Line(told["event"], after or before, told["reason"], changed, path)


def _touched(entry: Json, names: Mapping[str, str]) -> list[Json]:
    """The entities of a change with their names, and what became of each in words."""
    return [
        {**each, "name": names.get(each["id"], each["id"]), "became": _became(each)}
        for each in entry["entities"]
    ]


def _became(entity: Json) -> str:
    if entity["merged_into"]:
        return f"merged into {entity['merged_into']}"
    return "withdrawn" if entity["is_gone"] else ""
