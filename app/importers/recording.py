"""Batches of compiled entities into the ledger: each one change, in one transaction."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import InterfaceError, OperationalError, StatementError
from sqlalchemy.orm import Session

from app.batches import batches
from app.db import read_session, write_session
from app.importers.brought_back import last_undone
from app.importers.compiling import NOT_UNDERSTOOD, Compiled
from app.importers.counting import carry_on
from app.importers.records import Notes
from app.importers.runs import Run, advance
from app.ledger import LedgerError, NewEntity, OpenChange
from app.models import Fact, ImportRecord, known
from app.models.rows import FactRow, fact_rows
from app.profiles.evidence import kinds_of
from app.profiles.merges import survivors, withdrawn

LEFT: Final = "left the dataset"
_TOO_LONG: Final = "index row"  # as PostgreSQL says of a value that no index takes


# Of entities on record: the digest, and the number of the run that wrote it.
_Known: TypeAlias = dict[str, tuple[str | None, int]]


@dataclass(frozen=True, slots=True)
class Words:
    """What the changes of a run are to say: who, what was done, and why, without which batch."""

    actor: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """``keeps``: what the entities say no more stays, since their input could not be read whole.

    ``is_dry``: each batch is tried and rolled back.
    """

    keeps: bool = False
    is_dry: bool = False


class _RolledBackError(Exception):
    """Ends the transaction of a batch that is only tried."""


class Recorder:
    """Writes the batches of one run."""

    def __init__(
        self,
        engine: Engine,
        run: Run,
        words: Words,
        particulars: Mapping[str, str],
        how: Recording,
    ) -> None:
        """``particulars``: of the dataset, which a run that is only tried has to make known."""
        self._engine = engine
        self._words = words
        self._particulars = particulars
        self.keeps = how.keeps
        self._is_dry = how.is_dry
        self.run = run  # what is committed
        self.counts = run.counts.copy()  # with what was found unchanged or refused since
        # Of a run that is gone on with, both are found again.
        self.counts.unchanged.clear()
        self.counts.refused = 0
        with read_session(engine) as session:
            self._undone = last_undone(session, run.dataset_id)

    def record(self, batch: Sequence[Compiled], which: str, position: int, notes: Notes) -> None:
        """Record what of these entities is new or changed, and not recorded by this run already.

        ``which`` names the batch, ``position`` is the number of the last entity in it. What the
        database refuses is left out and noted, and all others of the batch are recorded.
        """
        known = self._known([each.id for each in batch])
        fresh = []
        for each in batch:
            digest, run = known.get(each.id, ("", None))
            is_own = run == self.run.number  # it was stopped, and is gone on with
            if digest == self._digest(each):
                self.counts.unchanged += Counter() if is_own else Counter([each.kind.value])
            elif not (is_own and digest is None):
                fresh.append(each)
        self._record_fresh(fresh, known, which, position, notes)

    def retract(self, entity_ids: Sequence[str], which: str, reason: str) -> None:
        """Retract all that the dataset says of these entities."""
        with self._change(which) as (session, change, after):
            origins = [f"{self.run.dataset_id}/{each}" for each in entity_ids]
            change.retract(list(_standing(session, origins)), reason)
            kinds = kinds_of(session, entity_ids)
            after.counts.left += Counter(kinds.values())
            # What a revert brought back is not counted among those of the dataset.
            after.standing -= Counter(kinds[each] for each in self._known(entity_ids))
            for some in batches(entity_ids):
                gone = delete(ImportRecord).where(ImportRecord.dataset_id == self.run.dataset_id)
                session.execute(gone.where(ImportRecord.entity_id.in_(some)))

    def _record_fresh(
        self,
        fresh: Sequence[Compiled],
        known: _Known,
        which: str,
        position: int,
        notes: Notes,
    ) -> None:
        if not fresh:
            return
        try:
            self._commit(fresh, known, which, position)
        except (LedgerError, StatementError, *NOT_UNDERSTOOD) as error:
            if isinstance(error, OperationalError | InterfaceError) and _TOO_LONG not in str(error):
                raise  # the database cannot be reached, or is full
            half = len(fresh) // 2
            if half:
                # Only the last part of a batch says that all of it is done.
                self._record_fresh(fresh[:half], known, which, self.run.position, notes)
                self._record_fresh(fresh[half:], known, which, position, notes)
                return
            self.counts.refused += 1
            why = str(getattr(error, "orig", None) or error).splitlines()[0]
            notes.note("refused", fresh[0].place, "", why, "left as it was before")

    def _commit(self, fresh: Sequence[Compiled], known: _Known, which: str, position: int) -> None:
        dataset_id = self.run.dataset_id
        with self._change(which) as (session, change, after):
            change.declare(_mentioned(fresh))
            said = {f"{dataset_id}/{one.id}": one.facts for one in fresh}
            kept = change.record_all(dataset_id, said, is_edition=True, keeps=self.keeps)
            after.position = max(position, after.position)
            after.counts.withheld += change.withheld
            after.counts.kept_facts += kept.total()
            new = Counter(each.kind.value for each in fresh if each.id not in known)
            after.counts.new += new
            after.counts.changed += Counter(each.kind.value for each in fresh) - new
            after.standing += new
            held = _withheld(session, fresh) if change.withheld else set()
            held |= {each.partition("/")[2] for each in kept}
            self._write_records(session, fresh, known, held)

    @contextmanager
    def _change(self, which: str) -> Iterator[tuple[Session, OpenChange, Run]]:
        """One transaction with one change, and the run as it will be when it is committed."""
        after = replace(self.run, counts=self.counts.copy(), standing=Counter(self.run.standing))
        dataset_id = self.run.dataset_id
        with suppress(_RolledBackError), write_session(self._engine) as session:
            words = self._words
            change = OpenChange(
                session,
                actor=words.actor,
                action=words.action,
                reason=f"{words.reason}, {which}",
                origin=dataset_id,
            )
            if self._is_dry:
                change.declare_dataset(dataset_id, **self._particulars)
            yield session, change, after
            after.counts.recorded += change.recorded
            after.counts.retracted += change.retracted
            if self._is_dry:
                raise _RolledBackError
            number = change.close()
            if number is not None:
                carry_on(session, number, dataset_id, change.recorded - change.retracted)
                after.first_change = after.first_change or number
                after.last_change = number
            advance(session, self.run, after)
        self.run = after
        self.counts = after.counts.copy()

    def _digest(self, compiled: Compiled) -> str:
        """As it is kept: one that was kept before facts of the entity came back is another."""
        undone = self._undone.get(compiled.id)
        return compiled.digest if undone is None else f"{compiled.digest} {undone}"

    def _known(self, entity_ids: Sequence[str]) -> _Known:
        known: _Known = {}
        with read_session(self._engine) as session:
            for some in batches(entity_ids):
                found = select(ImportRecord.entity_id, ImportRecord.digest, ImportRecord.run).where(
                    ImportRecord.dataset_id == self.run.dataset_id,
                    ImportRecord.entity_id.in_(some),
                )
                known |= {one: (digest, run) for one, digest, run in session.execute(found)}
        return known

    def _write_records(
        self,
        session: Session,
        fresh: Sequence[Compiled],
        known: _Known,
        held: set[str],
    ) -> None:
        if self._is_dry:
            return
        rows: list[dict[str, Any]] = [
            {
                "dataset_id": self.run.dataset_id,
                "entity_id": each.id,
                "digest": None if each.id in held else self._digest(each),
                "run": self.run.number,
            }
            for each in fresh
        ]
        if new := [row for row in rows if row["entity_id"] not in known]:
            session.connection().execute(insert(ImportRecord), new)  # plain rows, so not mapped
        if changed := [row for row in rows if row["entity_id"] in known]:
            session.execute(update(ImportRecord), changed)


def _mentioned(fresh: Sequence[Compiled]) -> list[NewEntity]:
    """The entities that facts speak of, of those whose ids were asked for."""
    asked = {one: key[0] for each in fresh for one, key in each.asked.items()}
    named = {one for each in fresh for fact in each.facts for one in fact.mentions()}
    return [NewEntity(id=one, kind=asked[one]) for one in sorted(named & asked.keys())]


def _withheld(session: Session, fresh: Sequence[Compiled]) -> set[str]:
    """The entities of which some facts were withheld."""
    named = {one for each in fresh for fact in each.facts for one in fact.mentions()}
    merged = survivors(session, named)
    gone = withdrawn(session, named | set(merged.values()))
    return {
        each.id
        for each in fresh
        for fact in each.facts
        if any(merged.get(one, one) in gone for one in fact.mentions())
    }


def _standing(session: Session, origins: Sequence[str]) -> Iterator[FactRow]:
    for batch in batches(origins):
        yield from fact_rows(session, Fact.origin.in_(batch), known(None), order_by=Fact.row)
