"""Imports: what was read into which dataset, how far, and what might be merged because of it.

Not ledger, but what the importers need to go on where they stopped and to record differences only.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import BIG_INTEGER, TEXT, Base, EntityId, one_of
from app.vocabulary import MergeStatus


class ImportRun(Base):
    """One import of an input into a dataset, or the end of a dataset (``action``: drop).

    ``position``: the number of the last entity, in the order of recording, that was committed.
    ``counts``: what was done so far (entities by kind, facts, notes by rule). ``standing``: the
    dataset's entities by kind as they are after it. ``finished_at`` is NULL while there is more.
    """

    __tablename__ = "import_runs"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    dataset_id: Mapped[str] = mapped_column(TEXT, ForeignKey("datasets.id"))
    action: Mapped[str]
    input_digest: Mapped[str | None]
    options: Mapped[Any]
    position: Mapped[int] = mapped_column(BIG_INTEGER)
    counts: Mapped[Any]
    standing: Mapped[Any]
    first_change: Mapped[int | None]
    last_change: Mapped[int | None]
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]

    __table_args__ = (Index(None, "dataset_id", "number"),)


class ImportRecord(Base):
    """An entity of a dataset, and a digest of all the facts that its last edition gave.

    ``digest`` is NULL where some were withheld, or kept that the input did not say: the entity is
    compared again with the next import. ``run``: the import that wrote the row.
    """

    __tablename__ = "import_records"

    dataset_id: Mapped[str] = mapped_column(TEXT, ForeignKey("datasets.id"), primary_key=True)
    entity_id: Mapped[EntityId] = mapped_column(primary_key=True)
    digest: Mapped[str | None]
    run: Mapped[int] = mapped_column(Integer, ForeignKey("import_runs.number"))

    __table_args__ = ({"sqlite_with_rowid": False},)


class DatasetCount(Base):
    """How many facts of a dataset stood after the change ``change``."""

    __tablename__ = "dataset_counts"

    dataset_id: Mapped[str] = mapped_column(TEXT, ForeignKey("datasets.id"), primary_key=True)
    facts: Mapped[int] = mapped_column(BIG_INTEGER)
    change: Mapped[int]


class MergeProposal(Base):
    """Two entities that may be one; the pair is kept with the lesser id first.

    ``reasons``: what agrees and what differs, with how much each counts. ``made_by``: the command,
    or who gave it.
    """

    __tablename__ = "merge_proposals"

    one_id: Mapped[EntityId] = mapped_column(primary_key=True)
    other_id: Mapped[EntityId] = mapped_column(primary_key=True)
    dataset_id: Mapped[str] = mapped_column(TEXT, ForeignKey("datasets.id"))
    score: Mapped[float]
    reasons: Mapped[Any]
    status: Mapped[str]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str]

    __table_args__ = (
        one_of("status", MergeStatus),
        Index(None, "dataset_id", "status"),
        Index(None, "other_id"),
    )
