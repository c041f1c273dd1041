"""Datasets: where facts came from, how many there are, and when they were imported last."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.batches import batches
from app.db import AnySelect
from app.models import Change, Dataset, DatasetCount, Entity, Fact, ImportRun
from app.vocabulary import CURATED


@dataclass(frozen=True, slots=True)
class ToldDataset:
    """A dataset with its entities by kind, its facts that stand, and its last run."""

    dataset: Dataset
    entities: dict[str, int]
    facts: int
    last_run: ImportRun | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    facts: dict[str, int]
    runs: dict[str, ImportRun] = field(default_factory=dict)


def list_datasets() -> AnySelect:
    """All datasets, by their ids."""
    return select(Dataset.id)


def all_datasets(session: Session) -> list[ToldDataset]:
    """All datasets with what they hold, by their ids."""
    return told_datasets(session, list(session.scalars(list_datasets().order_by(Dataset.id))))


def told_datasets(session: Session, dataset_ids: Sequence[str]) -> list[ToldDataset]:
    """These datasets, in their order; those that are not there are left out."""
    rows = {
        each.id: each
        for each in session.scalars(select(Dataset).where(Dataset.id.in_(dataset_ids)))
    }
    known = _Known(facts_standing(session), last_runs(session, list(rows)))
    return [_told(session, rows[each], known) for each in dataset_ids if each in rows]


def titles_of(session: Session, dataset_ids: Collection[str]) -> dict[str, str]:
    """The titles of these datasets, by id."""
    found = select(Dataset.id, Dataset.title).where(Dataset.id.in_(dataset_ids))
    return {row.id: row.title for row in session.execute(found)}


def last_runs(session: Session, dataset_ids: Sequence[str]) -> dict[str, ImportRun]:
    """The last run of each of these datasets that has one."""
    newest = (
        select(func.max(ImportRun.number))
        .where(ImportRun.dataset_id.in_(dataset_ids))
        .group_by(ImportRun.dataset_id)
    )
    found = session.scalars(select(ImportRun).where(ImportRun.number.in_(newest)))
    return {run.dataset_id: run for run in found}


def facts_standing(session: Session) -> dict[str, int]:
    """How many facts of each dataset stand: as counted last, and what was changed since."""
    counts = {row.dataset_id: row for row in session.scalars(select(DatasetCount))}
    since = min((row.change for row in counts.values()), default=0)
    standing = defaultdict(int, {each: row.facts for each, row in counts.items()})
    for dataset_id, more in facts_since(session, since).items():
        standing[dataset_id] += more
    return standing


def facts_since(session: Session, since: int, until: int | None = None) -> dict[str, int]:
    """How many facts more, or fewer, each dataset has by changes behind ``since``."""
    more: defaultdict[str, int] = defaultdict(int)
    for sign, changed in ((1, Fact.recorded_in), (-1, Fact.retracted_in)):
        counted = select(Fact.dataset_id, func.count()).where(changed > since)
        if until is not None:
            counted = counted.where(changed <= until)
        for dataset_id, count in session.execute(counted.group_by(Fact.dataset_id)):
            more[dataset_id] += sign * count
    return more


def _told(session: Session, dataset: Dataset, known: _Known) -> ToldDataset:
    run = known.runs.get(dataset.id)
    entities = dict(run.standing) if run else _subjects(session, dataset.id)
    return ToldDataset(dataset, entities, known.facts.get(dataset.id, 0), run)


def _subjects(session: Session, dataset_id: str) -> dict[str, int]:
    """The entities by kind of which a dataset says something that was not imported.

    Dossiers are few beside imports, and their facts are found by their origins.
    """
    if dataset_id != CURATED:
        return {}
    kinds: dict[str, str] = {}
    for batch in batches(session.scalars(_origins())):
        kinds |= {row.id: row.kind for row in session.execute(_subjects_of(batch))}
    counted: defaultdict[str, int] = defaultdict(int)
    for kind in kinds.values():
        counted[kind] += 1
    return dict(sorted(counted.items()))


def _origins() -> Select[str | None]:
    loaded = Change.origin.is_not(None) & Change.origin.not_in(select(Dataset.id))
    return select(Change.origin).where(loaded).distinct()


def _subjects_of(origins: Sequence[str | None]) -> Select[str, str]:
    said = Fact.origin.in_(origins) & (Fact.dataset_id == CURATED) & Fact.retracted_in.is_(None)
    return (
        select(Entity.id, Entity.kind)
        .join(Fact, Fact.subject_id == Entity.id)
        .where(said)
        .distinct()
    )
