"""Deprecating: what is wrong stays on record, with the rank that says so and the reason.

What is noted as wrong is the claim, not a row: every source that makes it now or later is marked,
so neither an import nor a dossier brings it back. ``revert`` of the change takes the mark away.
"""

from sqlalchemy.orm import Session

from app.ledger.changes import LedgerError, OpenChange
from app.ledger.claims import said_by
from app.ledger.facts import ID_COLUMNS, NewFact, read_facts
from app.models import Fact, known
from app.models.rows import FactRow, fact_rows
from app.vocabulary import CURATED, CURATED_TITLE, DEPRECATED, NOTES, FactKind, Rank


def deprecate(session: Session, fact_id: str, *, actor: str, reason: str) -> OpenChange:
    """Give a fact the rank deprecated, with the reason, and every other that says the same.

    Raises LedgerError where no such fact stands, or where it is deprecated already.
    """
    change = OpenChange(session, actor=actor, action="deprecate", reason=reason)
    mark_deprecated(session, change, fact_id, reason)
    change.close()
    return change


def mark_deprecated(session: Session, change: OpenChange, fact_id: str, reason: str) -> None:
    """The same as a part of a change, before whatever else it does to the fact's origin."""
    row = _standing(session, fact_id)
    (fact,) = read_facts(session, [row])
    change.declare_dataset(CURATED, CURATED_TITLE)
    note = NewFact(
        kind=FactKind.ATTRIBUTE,
        property=DEPRECATED,
        value=said_by(fact),
        note=reason,
        **{name: getattr(fact, name) for name in ID_COLUMNS},
    )
    change.record(f"{DEPRECATED}/{fact_id}", CURATED, [note])
    change.resettle({fact.subject_id})


def _standing(session: Session, fact_id: str) -> FactRow:
    """The row of a fact that can be deprecated; raises LedgerError, which says why it cannot."""
    found = fact_rows(session, Fact.id == fact_id, known(None))
    if not found:
        raise LedgerError(f"no fact with the id {fact_id!r} stands")
    row = found[0]
    if row.property in NOTES:
        raise LedgerError(f"{fact_id!r} is a note of the ledger: revert change {row.recorded_in}")
    if row.rank == Rank.DEPRECATED:
        raise LedgerError(f"{fact_id!r} is deprecated already: {row.rank_reason}")
    return row
