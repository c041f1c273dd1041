"""What is derived, written anew from the ledger where it is not what the ledger says."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.batches import batches
from app.bulk import insert_tuples
from app.ledger.changes import OpenChange
from app.ledger.withholding import apply_notes, exclude, excluded_note, release
from app.ledger.writing import write_anew
from app.models import Entity
from app.models.base import table_of
from app.profiles.hidden import excluded_fields
from app.profiles.versions import erase_references, erase_search, erase_versions, write_quality
from app.vocabulary import REPAIR

_ACTOR: Final = "incumbent"
_REASON: Final = "Write anew what was not as the ledger says"


def write_derived(
    session: Session, entity_ids: Collection[str], notes: Collection[str]
) -> int | None:
    """Write all that is kept of these entities anew, and what these notes withhold.

    It is a change, since whoever has a document that was wrong is to learn of it; its number, or
    None where there is nothing to write.
    """
    if not entity_ids and not notes:
        return None
    change = OpenChange(session, actor=_ACTOR, action=REPAIR, reason=_REASON)
    concerned = set(entity_ids) | _withhold_anew(session, change.number, notes)
    known: set[str] = set()
    for batch in batches(sorted(concerned)):
        known |= {*session.scalars(select(Entity.id).where(Entity.id.in_(batch)))}
        erase_search(session, batch)
        erase_versions(session, batch)
        erase_references(session, batch)
        write_quality(session, batch, [])
    write_anew(session, change.number, known, notes)
    return change.number


def _withhold_anew(session: Session, number: int, notes: Collection[str]) -> set[str]:
    fields = {excluded_note(each): each for each in excluded_fields(session)}
    concerned = apply_notes(session, number, set(notes) - fields.keys())
    for note in sorted(set(notes) & fields.keys()):
        concerned |= release(session, note) | exclude(session, number, fields[note])
    return concerned


def write_keys(
    session: Session,
    columns: Sequence[InstrumentedAttribute[Any]],
    missing: Collection[tuple[Any, ...]],
    extra: Collection[tuple[Any, ...]],
) -> None:
    """Add rows of keys that are missing, and take away those that nothing gives.

    ``columns``: those of the table, the key and the number first.
    """
    table: type[Any] = columns[0].parent.class_
    for batch in batches(extra):
        pairs = [row[:2] for row in batch]
        session.execute(delete(table).where(tuple_(*columns[:2]).in_(pairs)))
    names = [column.key for column in columns]
    insert_tuples(session, table_of(table), names, list(missing))
