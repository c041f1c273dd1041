"""Runs: what an import, or the end of a dataset, has done so far, committed with every batch."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
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
    withdrawn entities. ``refused``: entities that the database would not take. ``kept``: entities
    and facts that were not retracted, since the input could not be read whole.
    """

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    recorded: int = 0
    retracted: int = 0
    withheld: int = 0
    refused: int = 0
    kept_entities: int = 0
    kept_facts: int = 0
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
    _write(session, before, _progress(after))


def finish(session: Session, run: Run, standing: Counter[str] | None = None) -> None:
    """The run is at its end; raises InputError where another process has gone on with it."""
    ended = run if standing is None else replace(run, standing=standing)
    _write(session, run, _progress(ended) | {"finished_at": dt.datetime.now(dt.UTC)})


def _write(session: Session, before: Run, values: dict[str, Any]) -> None:
    newest = last_runs(session, [before.dataset_id])[before.dataset_id]
    is_as_before = (newest.number, newest.position, newest.last_change, newest.finished_at) == (
        before.number,
        before.position,
        before.last_change,
        None,
    )
    if not is_as_before:
        raise InputError(f"another process is at work on dataset {before.dataset_id!r}: let it end")
    session.execute(update(ImportRun).where(ImportRun.number == before.number).values(**values))


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
