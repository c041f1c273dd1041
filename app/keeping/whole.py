"""Whether references lead somewhere, and what is counted and withheld agrees with the ledger."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ForeignKey, and_, func, or_, select
from sqlalchemy.orm import Session

from app.keeping.problems import Problem, Progress
from app.ledger.withholding import rows_by_note
from app.models import Base, DatasetCount, Fact, WithheldFact

_TOLD: Final = 20  # rows of one kind that are named one by one
# Of the record.
_LEDGER: Final = ("facts", "citations", "change_entities", "entities", "article_texts")


def check_references(session: Session, _since: int, progress: Progress) -> Iterator[Problem]:
    """Whether every row that another one names is there."""
    keys = [key for table in Base.metadata.sorted_tables for key in _keys(table)]
    for done, key in enumerate(keys, start=1):
        yield from _broken(session, key)
        progress("references", done, len(keys))


def _keys(table: Any) -> list[ForeignKey]:
    return sorted(table.foreign_keys, key=lambda key: str(key.parent))


def _broken(session: Session, key: ForeignKey) -> Iterator[Problem]:
    there = key.column.table.alias("named")
    named = there.c[key.column.name] == key.parent
    columns = [key.parent, *key.parent.table.primary_key.columns]
    found = select(*columns).outerjoin_from(key.parent.table, there, named)
    lost = (key.parent.is_not(None), there.c[key.column.name].is_(None))
    for value, *own in session.execute(found.where(*lost).limit(_TOLD)):
        row = ", ".join(map(str, own))
        what = f"{key.parent.name} is {value!r}, which is not in {key.column.table.name}"
        table = key.parent.table.name
        yield Problem("references", f"{table} ({row})", what, is_beside=table not in _LEDGER)


def check_withheld(session: Session, _since: int, progress: Progress) -> Iterator[Problem]:
    """Whether the rows that are withheld are those that the notes of the ledger say."""
    told = dict(rows_by_note(session))
    noted = set(session.scalars(select(WithheldFact.note).distinct()))
    for done, note in enumerate(sorted(noted | told.keys()), start=1):
        kept = set(session.scalars(select(WithheldFact.row).where(WithheldFact.note == note)))
        for rows, what in (
            (told.get(note, set()) - kept, "are shown, though they are to be withheld"),
            (kept - told.get(note, set()), "are withheld, though nothing says so"),
        ):
            if rows:
                some = ", ".join(map(str, sorted(rows)[:_TOLD]))
                yield Problem("withheld", note, f"{len(rows)} rows of facts {what}: {some}")
        progress("notes", done, len(noted | told.keys()))


def check_counts(session: Session, _since: int, _progress: Progress) -> Iterator[Problem]:
    """Whether as many facts of each dataset stood as were counted."""
    standing = and_(
        Fact.recorded_in <= DatasetCount.change,
        or_(Fact.retracted_in.is_(None), Fact.retracted_in > DatasetCount.change),
    )
    joined = (Fact.dataset_id == DatasetCount.dataset_id) & standing
    counted = select(DatasetCount.dataset_id, DatasetCount.facts, func.count(Fact.row))
    counted = counted.outerjoin(Fact, joined).group_by(DatasetCount.dataset_id, DatasetCount.facts)
    for dataset_id, kept, found in session.execute(counted):
        if kept != found:
            what = f"{kept} facts are counted, {found} stood then"
            yield Problem("counts", f"dataset_counts ({dataset_id})", what)
    last = select(func.max(DatasetCount.change)).scalar_subquery()
    uncounted = Fact.dataset_id.not_in(select(DatasetCount.dataset_id))
    missing = select(Fact.dataset_id).where(Fact.recorded_in <= last, uncounted).distinct()
    for dataset_id in session.scalars(missing):
        yield Problem("counts", f"dataset_counts ({dataset_id})", "is missing")
