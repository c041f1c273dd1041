"""Taking back: a source withdrawn, a change reverted. Nothing disappears from the ledger."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.batches import batches
from app.ledger.changes import LedgerError, OpenChange
from app.ledger.facts import facts_mentioning, read_facts
from app.ledger.merging import refuse_impossible, require_present
from app.ledger.noting import note_withdrawal
from app.models import Change, Entity, Fact, ImportRun, WithheldFact, known
from app.models.rows import FactRow, fact_rows
from app.profiles.merges import survivors, withdrawn
from app.vocabulary import (
    DEPRECATED,
    MERGED_INTO,
    WITHDRAWN,
    EntityKind,
)

# Actions that end a whole source: a dossier, or a dataset.
_ENDED: Final = {"withdraw": "withdrawn", "drop": "dropped"}


def withdraw(session: Session, entity_id: str, *, actor: str, reason: str) -> OpenChange:
    """Retract an article with all that its dossier says, or all facts that speak of an entity.

    The dossier is not loaded again, and facts that speak of the entity are withheld, until the
    change is reverted. Raises LedgerError where nothing of it stands.
    """
    kind = session.scalars(select(Entity.kind).where(Entity.id == entity_id)).one_or_none()
    if kind is None:
        raise LedgerError(f"there is no article or entity with the id {entity_id!r}")
    if kind == EntityKind.ARTICLE:
        return _withdraw_origin(session, entity_id, actor, reason)
    require_present(session, entity_id)
    change = OpenChange(session, actor=actor, action="withdraw", reason=reason)
    speaking = facts_mentioning(session, [entity_id])
    # Ids that were merged into it go on leading to it.
    change.retract([fact for fact in speaking if fact.property != MERGED_INTO], reason)
    note_withdrawal(change, entity_id, reason)
    change.close()
    return change


def _withdraw_origin(session: Session, origin: str, actor: str, reason: str) -> OpenChange:
    standing = _standing(session, origin)
    if not standing:
        known = select(Fact.origin).where(Fact.retracted_in.is_(None)).distinct()
        sources = sorted(each for each in session.scalars(known) if "/" not in each)
        listed = ", ".join(sources[:10])
        raise LedgerError(f"no fact of {origin!r} stands; facts stand of {listed or 'no source'}")
    change = OpenChange(session, actor=actor, action="withdraw", reason=reason, origin=origin)
    change.retract(standing, reason)
    note_withdrawal(change, origin, reason)
    change.close()
    return change


def revert(session: Session, number: int, *, actor: str, reason: str) -> int | None:
    """Record the inverse of a change: what it recorded is retracted, what it retracted is recorded.

    What later changes did to the same facts stays; that a merge moved them does not count as such.
    Facts of a dataset that was dropped since stay retracted: its next import brings them back.
    None where nothing was left to undo; raises LedgerError where there is no such change, or where
    a later withdrawal or merge has to be reverted first.
    """
    reverted = session.get(Change, number)
    if reverted is None:
        raise LedgerError(f"there is no change {number}")
    _refuse_withdrawn(session, reverted)
    undone, again = _inverse(session, number)
    undone += _noted_since(session, reverted, undone)
    if reverted.action not in _ENDED or reverted.origin is None:
        again = _without_dropped(session, again)
    _refuse_tangled(session, undone, again)
    change = OpenChange(
        session,
        actor=actor,
        action="revert",
        reason=f"Revert change {number}: {reason}",
        origin=reverted.origin,
        input_digest=_last_digest(session, reverted.origin),
    )
    change.retract(undone, f"change {number} was reverted")
    change.record_again(again)
    notes = [fact for fact in (*undone, *again) if fact.property in (MERGED_INTO, DEPRECATED)]
    named = {each for fact in notes for each in (fact.subject_id, fact.object_id) if each}
    change.resettle(named)
    change.restate_hidden({str(note.object_id) for note in notes if note.object_id})
    made = change.close()
    if made is None:
        _refuse_withheld(session, number)
    return made


def _refuse_withheld(session: Session, number: int) -> None:
    """Refuse what cannot be undone while it is withdrawn: it would come back unharmed with that."""
    of_change = or_(Fact.recorded_in == number, Fact.retracted_in == number)
    by_others = WithheldFact.note.startswith(f"{WITHDRAWN}/") & (WithheldFact.change != number)
    found = select(WithheldFact.note, WithheldFact.change).join(Fact, Fact.row == WithheldFact.row)
    first = found.where(of_change, by_others).order_by(WithheldFact.change).limit(1)
    if withheld := session.execute(first).first():
        gone = withheld.note.partition("/")[2]
        raise LedgerError(f"{gone!r} was withdrawn by change {withheld.change}: revert that first")


def _refuse_withdrawn(session: Session, reverted: Change) -> None:
    """Refuse to bring back a part of a source that was withdrawn as a whole."""
    last = select(Change).where(Change.origin == reverted.origin, Change.origin.is_not(None))
    newest = session.scalars(last.order_by(Change.number.desc()).limit(1)).one_or_none()
    if newest and newest.action in _ENDED and newest.number != reverted.number:
        raise LedgerError(
            f"{reverted.origin!r} was {_ENDED[newest.action]} by change {newest.number}: revert"
            " that one first"
        )


def _noted_since(session: Session, reverted: Change, undone: Sequence[FactRow]) -> list[FactRow]:
    """The note of an article's withdrawal that an upgrade made; earlier releases made none."""
    if reverted.action != "withdraw" or reverted.origin is None:
        return []
    notes = fact_rows(session, Fact.origin == f"{WITHDRAWN}/{reverted.origin}", known(None))
    there = {fact.row for fact in undone}
    return [note for note in notes if note.row not in there]


def _without_dropped(session: Session, facts: Sequence[FactRow]) -> list[FactRow]:
    dropped = {each for each in {fact.dataset_id for fact in facts} if _is_dropped(session, each)}
    return [fact for fact in facts if fact.dataset_id not in dropped]


def _is_dropped(session: Session, dataset_id: str) -> bool:
    last = select(Change.action).where(Change.origin == dataset_id)
    if session.scalars(last.order_by(Change.number.desc()).limit(1)).first() == "drop":
        return True
    # Where all was withdrawn before, there was nothing left to drop, and so no change.
    run = select(ImportRun).where(ImportRun.dataset_id == dataset_id)
    newest = session.scalars(run.order_by(ImportRun.number.desc()).limit(1)).first()
    return newest is not None and (newest.action, newest.last_change) == ("drop", None)


def _refuse_tangled(session: Session, undone: Sequence[FactRow], again: Sequence[FactRow]) -> None:
    """Refuse to undo a merge whose survivor is withdrawn, and to redo one that cannot be now."""
    for merge in undone:
        if merge.property == MERGED_INTO and withdrawn(session, {str(merge.object_id)}):
            raise LedgerError(
                f"{merge.object_id!r}, into which {merge.subject_id!r} was merged, was withdrawn:"
                " revert the withdrawal first"
            )
    for merge in again:
        if merge.property == MERGED_INTO:
            said = str((merge.said_ids or {}).get("object_id", merge.object_id))
            end = survivors(session, {said}).get(said, said)
            if end == merge.subject_id:
                raise LedgerError(
                    f"{said!r} was merged into {end!r} since: revert that change first"
                )
            refuse_impossible(session, merge.subject_id, end)


def _inverse(session: Session, number: int) -> tuple[list[FactRow], list[FactRow]]:
    """The rows to retract and the rows to record again, so that a change is undone."""
    recorded = fact_rows(session, Fact.recorded_in == number)
    retracted = fact_rows(session, Fact.retracted_in == number)
    live = _live(session, {fact.id for fact in (*recorded, *retracted)})
    said = _said(session, [*recorded, *retracted, *live.values()])
    ended = {(fact.id, said[fact.row]) for fact in retracted}
    # The same was said before and after: the change only moved it, with a merge.
    moved = {fact.id for fact in recorded if (fact.id, said[fact.row]) in ended}
    undone = {
        fact.id: live[fact.id]
        for fact in recorded
        if fact.id not in moved and fact.id in live and said[live[fact.id].row] == said[fact.row]
    }
    taken = live.keys() - undone.keys()
    again = [fact for fact in retracted if fact.id not in moved and fact.id not in taken]
    return list(undone.values()), again


def _live(session: Session, fact_ids: set[str]) -> dict[str, FactRow]:
    live: dict[str, FactRow] = {}
    for batch in batches(sorted(fact_ids)):
        found = fact_rows(session, Fact.id.in_(batch), known(None))
        live |= {fact.id: fact for fact in found}
    return live


def _said(session: Session, rows: Sequence[FactRow]) -> dict[int, str]:
    """A digest of what each row's source said, wherever a merge has moved it since."""
    facts = read_facts(session, rows)
    return {
        row.row: fact.as_said().digest(row.dataset_id)
        for row, fact in zip(rows, facts, strict=True)
    }


def _standing(session: Session, origin: str) -> list[FactRow]:
    return fact_rows(session, Fact.origin == origin, known(None), order_by=Fact.row)


def _last_digest(session: Session, origin: str | None) -> str | None:
    """The digest of the origin's last input: its file is not read again before it changes."""
    found = select(Change.input_digest).where(
        Change.origin == origin, Change.input_digest.is_not(None)
    )
    return session.scalars(found.order_by(Change.number.desc()).limit(1)).first()
