"""Hiding a field of one entity: a note of the ledger, which every output heeds, past views too."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hidden_fields import parse_field
from app.ledger.changes import LedgerError, OpenChange
from app.ledger.merging import require_present
from app.ledger.noting import note_hidden
from app.models import Fact, known
from app.models.rows import FactRow, fact_rows
from app.vocabulary import HIDDEN


def hide(session: Session, entity_id: str, field: str, *, actor: str, reason: str) -> OpenChange:
    """Show a field of an entity no more, whoever says it now or later.

    Raises LedgerError where there is no such entity or field, or where it is hidden already.
    """
    require_present(session, entity_id)
    change = OpenChange(session, actor=actor, action="hide", reason=reason)
    mark_hidden(session, change, entity_id, field, reason)
    change.close()
    return change


def unhide(session: Session, entity_id: str, field: str, *, actor: str, reason: str) -> OpenChange:
    """Show a hidden field of an entity again; raises LedgerError where it is not hidden."""
    change = OpenChange(session, actor=actor, action="unhide", reason=reason)
    mark_shown(session, change, entity_id, field, reason)
    change.close()
    return change


def mark_hidden(
    session: Session, change: OpenChange, entity_id: str, field: str, reason: str
) -> None:
    """Hide a field of an entity that is there as a part of a change."""
    name = _known(field)
    if _note(session, entity_id, name):
        raise LedgerError(f"{name!r} of {entity_id!r} is hidden already")
    note_hidden(change, entity_id, name, reason)


def mark_shown(
    session: Session, change: OpenChange, entity_id: str, field: str, reason: str
) -> None:
    """Show a hidden field of an entity again as a part of a change."""
    name = _known(field)
    notes = _note(session, entity_id, name)
    if not notes:
        hidden = ", ".join(hidden_of(session, entity_id)) or "nothing"
        raise LedgerError(f"{name!r} of {entity_id!r} is not hidden; hidden of it is {hidden}")
    change.retract(notes, reason)


def hidden_of(session: Session, entity_id: str) -> list[str]:
    """The fields of an entity that are hidden, beside those that the installation hides."""
    about = (Fact.subject_id == entity_id, Fact.property == HIDDEN, known(None))
    return sorted(str(each) for each in session.scalars(select(Fact.value).where(*about)))


def _note(session: Session, entity_id: str, field: str) -> list[FactRow]:
    about = (Fact.subject_id == entity_id, Fact.property == HIDDEN, known(None))
    return [note for note in fact_rows(session, *about) if note.value == field]


def _known(field: str) -> str:
    try:
        return parse_field(field).name
    except ValueError as error:
        raise LedgerError(str(error)) from None
