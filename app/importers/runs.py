"""Runs: what an import, or the end of a dataset, has done so far, committed with every batch."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.importers.records import InputError
from app.models import ImportRun
from app.queries.datasets import last_runs

IMPORT: Final = "import"
DROP: Final = "drop"
_BY_KIND: Final = ("new", "changed", "unchanged", "left")


@dataclass(slots=True)
class Counts:
    """What was done: entities by kind, facts, and notes by rule.

    ``left``: entities that the newer edition has no more. ``withheld``: facts that speak of
    withdrawn entities. ``refused``: entities that the database would not take.
    """

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    recorded: int = 0
    retracted: int = 0
    withheld: int = 0
    refused: int = 0
    notes: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Counts":
        """The counts that a run tells."""
        by_kind = {name: Counter(told[name]) for name in _BY_KIND}
        return cls(**told | by_kind)

    def told(self) -> dict[str, Any]:
        """The counts as a run keeps them."""
        names = (each for each in self.__dataclass_fields__ if each not in _BY_KIND)
        by_kind = {name: dict(sorted(getattr(self, name).items())) for name in _BY_KIND}
        return by_kind | {name: getattr(self, name) for name in names}

    def copy(self) -> "Counts":
        """The same counts, to be counted on."""
        return Counts.of(self.told())


@dataclass(slots=True)
class Run:
    """A run while it goes on; ``position`` and ``changes`` are those that are committed."""

    number: int
    dataset_id: str
    position: int
    counts: Counts
    standing: Counter[str]
    first_change: int | None = None
    last_change: int | None = None


def begin(
    session: Session, dataset_id: str, action: str, digest: str | None, options: dict[str, Any]
) -> Run:
    """The run to go on with: the last one, where it stopped before its end, or a new one."""
    last = last_runs(session, [dataset_id]).get(dataset_id)
    asked = (action, digest, options)
    if (
        last
        and last.finished_at is None
        and (last.action, last.input_digest, last.options) == asked
    ):
        return _read(last)
    number = (session.scalar(select(func.max(ImportRun.number))) or 0) + 1
    standing = Counter(last.standing if last else {})
    run = Run(number, dataset_id, 0, Counts(), standing)
    row = {
        "number": number,
        "dataset_id": dataset_id,
        "action": action,
        "input_digest": digest,
        "options": options,
        "started_at": dt.datetime.now(dt.UTC),
    }
    session.execute(insert(ImportRun).values(row | _progress(run)))
    return run


def advance(session: Session, before: Run, after: Run) -> None:
    """Write how far the run is; raises InputError where another process has gone on with it."""
    is_ours = (ImportRun.number == before.number) & (ImportRun.position == before.position)
    unchanged = ImportRun.last_change.is_not_distinct_from(before.last_change)
    newest = last_runs(session, [before.dataset_id])[before.dataset_id].number
    updated = update(ImportRun).where(is_ours, unchanged, ImportRun.finished_at.is_(None))
    done = session.execute(updated.values(**_progress(after))).rowcount  # type: ignore[attr-defined]
    if newest != before.number or not done:
        raise InputError(f"another process is at work on dataset {before.dataset_id!r}: let it end")


def finish(session: Session, run: Run) -> None:
    """The run is at its end."""
    now = dt.datetime.now(dt.UTC)
    ended = update(ImportRun).where(ImportRun.number == run.number)
    session.execute(ended.values(**_progress(run), finished_at=now))


def _read(row: ImportRun) -> Run:
    return Run(
        row.number,
        row.dataset_id,
        row.position,
        Counts.of(row.counts),
        Counter(row.standing),
        row.first_change,
        row.last_change,
    )


def _progress(run: Run) -> dict[str, Any]:
    return {
        "position": run.position,
        "counts": run.counts.told(),
        "standing": {kind: count for kind, count in sorted(run.standing.items()) if count},
        "first_change": run.first_change,
        "last_change": run.last_change,
    }
