"""What the ledger notes itself, each note as a fact of its own origin."""

from app.ledger.changes import OpenChange
from app.ledger.facts import NewFact
from app.vocabulary import CURATED, CURATED_TITLE, HIDDEN, WITHDRAWN, FactKind


def note_withdrawal(change: OpenChange, entity_id: str, reason: str) -> None:
    """Note that an entity is withdrawn: what ever spoke of it is shown no more."""
    note = NewFact(kind=FactKind.ATTRIBUTE, subject_id=entity_id, property=WITHDRAWN, value=reason)
    _record(change, f"{WITHDRAWN}/{entity_id}", [note])


def note_hidden(change: OpenChange, entity_id: str, field: str, reason: str) -> None:
    """Note that a field of an entity is not shown."""
    note = NewFact(
        kind=FactKind.ATTRIBUTE, subject_id=entity_id, property=HIDDEN, value=field, note=reason
    )
    _record(change, f"{HIDDEN}/{entity_id}/{field}", [note])


def _record(change: OpenChange, origin: str, notes: list[NewFact]) -> None:
    change.declare_dataset(CURATED, CURATED_TITLE)
    change.record(origin, CURATED, notes)
