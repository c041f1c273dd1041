"""Checking a database from end to end, part by part; nothing is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db import read_session
from app.keeping.derived import check_documents, check_past
from app.keeping.facts import check_facts, check_texts
from app.keeping.ledger import check_ledger, check_noted
from app.keeping.problems import Problem, Progress
from app.keeping.search import check_search
from app.keeping.whole import check_counts, check_references, check_withheld

Check = Callable[[Session, int, Progress], Iterator[Problem]]
# What the record is made of first; what is derived rests on it.
PARTS: Final[Mapping[str, Check]] = {
    "ledger": check_ledger,
    "facts": check_facts,
    "texts": check_texts,
    "references": check_references,
    "withheld": check_withheld,
    "documents": check_documents,
    "past": check_past,
    "search": check_search,
    "counts": check_counts,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to check: ``parts``, changes from ``since`` on, and digests that somebody noted.

    ``most``: how many problems are listed of each part; all are counted.
    """

    parts: Sequence[str] = tuple(PARTS)
    since: int = 1
    noted: Mapping[int, str] = field(default_factory=dict)
    most: int = 100


@dataclass(slots=True)
class Verified:
    """What was found: problems, as many of each part as are listed, and how many there are.

    ``entity_ids`` and ``notes``: of which something derived is wrong; ``first_wrong``: the first
    change that did not do what is there; ``is_record_whole``: whether the ledger itself is as it
    was, as far as it was looked at.
    """

    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    entity_ids: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    first_wrong: int | None = None
    is_record_whole: bool = True

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.counts.values())

    def add(self, part: str, problem: Problem, most: int) -> None:
        """Count a problem of this part, and list it where there is room."""
        self.counts[part] += 1
        if self.counts[part] <= most:
            self.problems.append(problem)
        if problem.is_of_record:
            self.is_record_whole = False
        if part == "withheld":
            self.notes.add(problem.where)
        if problem.entity_id is not None:
            self.entity_ids.add(problem.entity_id)
        if problem.change is not None:
            self.first_wrong = min(self.first_wrong or problem.change, problem.change)

    def told(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "is_clean": self.is_clean,
            "first_wrong_change": self.first_wrong,
            "counts": self.counts,
            "problems": [each.told() for each in self.problems],
        }


def verify(engine: Engine, wanted: Wanted, progress: Progress) -> Verified:
    """Check these parts, each as of one moment; the server may go on writing meanwhile."""
    verified = Verified()
    for part in wanted.parts:
        verified.counts[part] = 0
        with read_session(engine) as session:
            for problem in _readable(part, PARTS[part](session, wanted.since, progress)):
                verified.add(part, problem, wanted.most)
            if part == "ledger":
                for problem in check_noted(session, wanted.noted):
                    verified.add(part, problem, wanted.most)
    return verified


def _readable(part: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    """The same; what cannot even be read is a problem, too, and ends the part."""
    try:
        yield from problems
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        yield Problem(part, "a row", f"cannot be read, nor what comes behind it: {error!r}")
