"""Merges: two ids turn out to be one entity. Its facts move to the survivor under one change.

A merge is itself a fact (a relation ``merged_into`` of the merged entity), so the history, the feed
and every past view have it without more. While it stands, each fact holds the survivor's id and
keeps the one that its source said (``said_ids``); a dossier that goes on saying the old id speaks
of the survivor. ``revert`` of the merge moves everything back, what came in meanwhile included.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.changes import LedgerError, OpenChange
from app.ledger.facts import NewFact
from app.models import Document, holds
from app.vocabulary import CURATED, CURATED_TITLE, MERGED_INTO, EntityKind, FactKind


def merge(session: Session, merged_id: str, survivor_id: str, *, actor: str, reason: str) -> int:
    """Merge one entity into another; the number of the change.

    Raises LedgerError where either is not there, or they cannot be the same.
    """
    refuse_impossible(session, merged_id, survivor_id)
    change = OpenChange(session, actor=actor, action="merge", reason=reason)
    change.declare_dataset(CURATED, CURATED_TITLE)
    same = NewFact(
        kind=FactKind.RELATION,
        subject_id=merged_id,
        property=MERGED_INTO,
        object_id=survivor_id,
        note=reason,
    )
    change.record(f"{MERGED_INTO}/{merged_id}", CURATED, [same])
    change.resettle({merged_id})
    change.restate_hidden({survivor_id})
    change.close()
    return change.number


def require_present(session: Session, entity_id: str) -> str:
    """The kind of an entity that is there; raises LedgerError, which says what became of it."""
    found = select(Document).where(Document.id == entity_id, holds(Document, None))
    document = session.scalars(found).one_or_none()
    if document is None:
        raise LedgerError(f"there is no entity with the id {entity_id!r}")
    if document.merged_into:
        into = document.merged_into
        raise LedgerError(f"{entity_id!r} was merged into {into!r}: name that one")
    if document.body is None:
        raise LedgerError(f"{entity_id!r} is gone: it was withdrawn, or no fact about it is left")
    return document.kind


def refuse_impossible(session: Session, merged_id: str, survivor_id: str) -> None:
    """Refuse to merge what is not there, or cannot be the same; raises LedgerError."""
    if merged_id == survivor_id:
        raise LedgerError(f"{merged_id!r} cannot be merged into itself")
    kinds = [require_present(session, each) for each in (merged_id, survivor_id)]
    if kinds[0] != kinds[1]:
        raise LedgerError(
            f"{merged_id!r} is of kind {kinds[0]}, {survivor_id!r} of kind {kinds[1]}:"
            " only entities of one kind can be the same"
        )
    if kinds[0] == EntityKind.ARTICLE:
        raise LedgerError("articles are not merged, since quotes are tied to their texts")
