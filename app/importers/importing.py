"""An import from its start to its end: read, stage, compile, record, and retract what left.

A process that is ended at any moment is gone on with by the same command: each batch is one
transaction, which says how far it is. What was recorded is known again by its digests, so an input
that is read twice changes nothing, and a newer edition changes what differs.
"""

import hashlib
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select

from app.batches import batches
from app.db import read_session, write_session
from app.importers.ahead import Batch, Work, compile_ahead, is_worth_a_process
from app.importers.brought_back import entities_brought_back
from app.importers.compiling import Compiler
from app.importers.datasets import Particulars, check_particulars, declare
from app.importers.digesting import input_digest
from app.importers.recording import LEFT, Recorder, Recording, Words
from app.importers.records import Format, InputError, Notes, StrictError
from app.importers.report import Report, Silence
from app.importers.runs import IMPORT, Counts, Run, begin, finish
from app.importers.staged_files import Input, forget, forget_damaged, staged
from app.importers.staging import Staging
from app.memory import few_collections
from app.models import ImportRecord

BATCH: Final = 1_000  # entities
_PAGE: Final = 5_000  # ids that are compared with those of the input at once


# Is told of a stage of the work how much is done, and of how many, where that is known.
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What is to be imported, and how.

    ``limit``: only so many of the last kind of the format, with all that they mention; nothing that
    was not seen is retracted. ``is_dry``: nothing is written. ``retracts_anyway``: what the input
    does not have is retracted even where it could not be read whole. ``is_beside``: entities are
    compiled in a process of its own; None where that pays.
    """

    format: Format
    path: Path
    dataset: Particulars
    actor: str
    limit: int | None = None
    batch: int = BATCH
    is_dry: bool = False
    retracts_anyway: bool = False
    is_beside: bool | None = None


def run_import(engine: Engine, wanted: Import, report: Report, progress: Progress) -> Run:
    """Import it; what was done, and with which changes.

    Raises InputError where the input cannot be read or the dataset is not told of, StrictError at
    the first note of a report that is strict.
    """
    with read_session(engine) as session:
        particulars = check_particulars(session, wanted.dataset)
    digest = input_digest(wanted.path)
    code = _code_digest(wanted.format)
    whence = hashlib.sha256(f"{engine.url} {digest} {code}".encode()).hexdigest()[:16]
    source = Input(
        f"{wanted.dataset.id}-{wanted.format.name}-{whence}",
        wanted.format.kinds,
        lambda notes: wanted.format.read(wanted.path, notes),
    )
    try:
        with staged(source, report, lambda done: progress("Reading", done, None)) as staging:
            run = _begin(engine, wanted, particulars, digest, code)
            keeps = not (wanted.retracts_anyway or staging.is_whole())
            how = Recording(keeps=keeps, is_dry=wanted.is_dry)
            recorder = Recorder(engine, run, _words(wanted), particulars, how)
            done = _Importer(engine, wanted, staging, recorder, report).run(progress)
    except StrictError:  # the input will be another one, the next time
        forget(source.name)
        raise
    except sqlite3.DatabaseError as error:
        forget_damaged(source.name)
        raise InputError(
            f"what was read of the input and kept aside cannot be read again ({error}), and was"
            " removed: give the same command again"
        ) from None
    forget(source.name)
    return done


class _Importer:
    """One input on its way from the staged pieces into the ledger."""

    def __init__(
        self,
        engine: Engine,
        wanted: Import,
        staging: Staging,
        recorder: Recorder,
        report: Report,
    ) -> None:
        self._engine = engine
        self._wanted = wanted
        self._staging = staging
        self._recorder = recorder
        self._report = report

    def run(self, progress: Progress) -> Run:
        numbers = self._numbers()
        last_batch = ceil(len(numbers) / self._wanted.batch)
        is_beside = self._wanted.is_beside
        work = Work(
            self._wanted.format,
            self._wanted.dataset.id,
            self._staging.path,
            numbers,
            self._wanted.batch,
            is_worth_a_process(len(numbers)) if is_beside is None else is_beside,
        )
        done = 0
        with few_collections() as collect:
            compiled = compile_ahead(work, self._staging, self._report)
            for number, batch in enumerate(compiled, start=1):
                self._record(batch, f"batch {number} of {last_batch}")
                done += batch.size
                progress("Recording", done, len(numbers))
                collect()
        if self._wanted.limit is None:
            self._retract_left(progress)
        self._report.flush()
        return self._finish()

    def _record(self, batch: Batch, which: str) -> None:
        self._staging.mark(each.id for each in batch.compiled)
        self._recorder.counts.notes = dict(self._report.counts)
        self._report.flush()
        wanted = [each for each in batch.compiled if each.is_understood]
        self._recorder.record(wanted, which, batch.last, self._report)

    def _numbers(self) -> Sequence[int]:
        """Which entities are wanted, by their numbers."""
        if self._wanted.limit is None:
            return range(1, self._staging.count() + 1)
        compiler = self._compiler(Silence())
        wanted = set(self._first(compiler, self._wanted.limit))
        level = wanted
        while level:
            level = self._mentioned(compiler, sorted(level)) - wanted
            wanted |= level
        return sorted(wanted)

    def _first(self, compiler: Compiler, limit: int) -> list[int]:
        """The first entities of the last kind of which something is said."""
        numbers = self._staging.numbers_of(self._wanted.format.kinds[-1])
        told: list[int] = []
        for batch in batches(numbers, self._wanted.batch):
            told += [each.number for each in compiler.compile_all(batch)]
            if len(told) >= limit:
                break
        return told[:limit]

    def _mentioned(self, compiler: Compiler, numbers: Sequence[int]) -> set[int]:
        keys = {
            key
            for batch in batches(numbers, self._wanted.batch)
            for each in compiler.compile_all(batch)
            for key in each.asked.values()
        }
        found = (self._staging.number_of(*key) for key in keys)
        return {number for number in found if number is not None}

    def _compiler(self, notes: Notes) -> Compiler:
        return Compiler(self._wanted.format, self._wanted.dataset.id, self._staging, notes)

    def _retract_left(self, progress: Progress) -> None:
        # An input with nothing in it is more likely a wrong one than one that all have left.
        is_empty = not self._staging.count() and not self._wanted.retracts_anyway
        if self._recorder.keeps or is_empty:
            self._recorder.counts.kept_entities = sum(1 for _ in self._left())
            return
        done = 0
        for number, batch in enumerate(batches(self._left(), self._wanted.batch), start=1):
            self._recorder.retract(batch, f"what left it, batch {number}", LEFT)
            done += len(batch)
            progress("Retracting", done, None)

    def _left(self) -> Iterator[str]:
        """The entities that an earlier edition had, and this one has not, each once."""
        last = ""
        while page := self._recorded_after(last):
            last = page[-1]
            yield from self._left_of(page)
        with read_session(self._engine) as session:
            for some in batches(entities_brought_back(session, self._wanted.dataset.id), _PAGE):
                yield from self._left_of(some)

    def _left_of(self, entity_ids: Sequence[str]) -> Sequence[str]:
        left = sorted(set(self._staging.unmarked(entity_ids)))
        self._staging.mark(left)
        return left

    def _recorded_after(self, entity_id: str) -> list[str]:
        found = select(ImportRecord.entity_id).where(
            ImportRecord.dataset_id == self._wanted.dataset.id, ImportRecord.entity_id > entity_id
        )
        with read_session(self._engine) as session:
            return list(session.scalars(found.order_by(ImportRecord.entity_id).limit(_PAGE)))

    def _finish(self) -> Run:
        counts = self._recorder.counts
        counts.notes = dict(self._report.counts)
        run = replace(self._recorder.run, counts=counts)
        if not self._wanted.is_dry:
            with write_session(self._engine) as session:
                finish(session, run)
        return run


def _words(wanted: Import) -> Words:
    reason = f"Import {wanted.path.resolve().name} into {wanted.dataset.id}"
    return Words(wanted.actor, IMPORT, reason)


def _begin(
    engine: Engine, wanted: Import, particulars: dict[str, str], digest: str, code: str
) -> Run:
    if wanted.is_dry:
        return Run(0, wanted.dataset.id, 0, Counts(), Counter())
    options = {"format": wanted.format.name, "code": code, "limit": wanted.limit}
    options |= {"retract_anyway": wanted.retracts_anyway}
    with write_session(engine) as session:
        declare(session, wanted.dataset.id, particulars)
        return begin(session, wanted.dataset.id, IMPORT, digest, options)


def _code_digest(format_: Format) -> str:
    """A digest of all that reads the format: what another version of it staged is of no use."""
    own = Path(str(sys.modules[type(format_).__module__].__file__))
    files = sorted({own, *Path(__file__).parent.glob("*.py")})
    return hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:8]
