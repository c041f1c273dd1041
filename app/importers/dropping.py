"""The end of a dataset: all that it says is retracted, a batch at a time."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Engine, delete, select

from app.batches import batches
from app.db import read_session, write_session
from app.importers.datasets import check_id
from app.importers.importing import BATCH, Progress
from app.importers.recording import Recorder, Recording, Words
from app.importers.records import InputError
from app.importers.runs import DROP, Run, begin, finish
from app.models import Dataset, Fact, ImportRecord

_PAGE: Final = 5_000  # origins read at once


def drop_dataset(
    engine: Engine, dataset_id: str, *, actor: str, reason: str, progress: Progress
) -> Run:
    """Retract all facts of a dataset; what was done, and with which changes.

    Where it is stopped, it is gone on with by calling it again. Raises InputError where there is
    no such dataset.
    """
    check_id(dataset_id)
    with write_session(engine) as session:
        if session.get(Dataset, dataset_id) is None:
            raise InputError(f"there is no dataset {dataset_id!r}: incumbent datasets list")
        run = begin(session, dataset_id, DROP, None, {})
    words = Words(actor, DROP, f"Drop {dataset_id}: {reason}")
    recorder = Recorder(engine, run, words, {}, Recording())
    of, done = sum(run.standing.values()), 0
    for number, batch in enumerate(batches(_speaking(engine, dataset_id), BATCH), start=1):
        recorder.retract(batch, f"batch {number}", reason)
        done += len(batch)
        progress("Dropping", done, max(of, done))
    return _finish(engine, recorder.run)


def _speaking(engine: Engine, dataset_id: str) -> Iterator[str]:
    """The entities of which the dataset still says something."""
    last = f"{dataset_id}/"
    while page := _origins_after(engine, last, f"{dataset_id}0"):  # 0 comes right behind /
        last = page[-1]
        yield from (origin.partition("/")[2] for origin in page)


def _origins_after(engine: Engine, origin: str, end: str) -> list[str]:
    found = select(Fact.origin).where(
        Fact.origin > origin, Fact.origin < end, Fact.retracted_in.is_(None)
    )
    with read_session(engine) as session:
        ordered = found.distinct().order_by(Fact.origin).limit(_PAGE)
        return list(session.scalars(ordered))


def _finish(engine: Engine, run: Run) -> Run:
    """Entities whose facts were all withheld or withdrawn are forgotten at last."""
    with write_session(engine) as session:
        session.execute(delete(ImportRecord).where(ImportRecord.dataset_id == run.dataset_id))
        finish(session, run, standing=Counter())
    return run
