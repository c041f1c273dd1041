"""Taking back: a source withdrawn, a change reverted. Nothing disappears from the ledger."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.changes import LedgerError, OpenChange
from app.models import Change, Fact


def withdraw(session: Session, origin: str, *, actor: str, reason: str) -> int:
    """Retract all that an origin (an article's dossier) says; the number of the change.

    Its dossier is not loaded again, until the change is reverted. Raises LedgerError where nothing
    of it stands.
    """
    standing = _standing(session, origin)
    if not standing:
        known = select(Fact.origin).where(Fact.retracted_in.is_(None)).distinct()
        listed = ", ".join(sorted(session.scalars(known))[:10])
        raise LedgerError(f"no fact of {origin!r} stands; facts stand of {listed or 'no source'}")
    change = OpenChange(session, actor=actor, action="withdraw", reason=reason, origin=origin)
    change.retract(standing, reason)
    change.close()
    return change.number


def revert(session: Session, number: int, *, actor: str, reason: str) -> int | None:
    """Record the inverse of a change: what it recorded is retracted, what it retracted is recorded.

    What later changes did to the same facts stays. None where nothing was left to undo; raises
    LedgerError where there is no such change.
    """
    reverted = session.get(Change, number)
    if reverted is None:
        raise LedgerError(f"there is no change {number}")
    recorded = session.scalars(
        select(Fact).where(Fact.recorded_in == number, Fact.retracted_in.is_(None))
    ).all()
    retracted = session.scalars(select(Fact).where(Fact.retracted_in == number)).all()
    change = OpenChange(
        session,
        actor=actor,
        action="revert",
        reason=f"Revert change {number}: {reason}",
        origin=reverted.origin,
        input_digest=_last_digest(session, reverted.origin),
    )
    change.retract(recorded, f"change {number} was reverted")
    change.record_again([fact for fact in retracted if not _stands(session, fact)])
    return change.close()


def _standing(session: Session, origin: str) -> list[Fact]:
    found = select(Fact).where(Fact.origin == origin, Fact.retracted_in.is_(None))
    return list(session.scalars(found.order_by(Fact.row)))


def _stands(session: Session, fact: Fact) -> bool:
    found = select(Fact.row).where(Fact.id == fact.id, Fact.retracted_in.is_(None))
    return session.scalars(found).first() is not None


def _last_digest(session: Session, origin: str | None) -> str | None:
    """The digest of the origin's last input: its file is not read again before it changes."""
    found = select(Change.input_digest).where(
        Change.origin == origin, Change.input_digest.is_not(None)
    )
    return session.scalars(found.order_by(Change.number.desc()).limit(1)).first()
