"""Which entities were merged into which, and which were withdrawn, as the facts have it now."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from app.batches import batches
from app.models import Fact, known
from app.vocabulary import MERGED_INTO, WITHDRAWN, FactKind


def survivors(
    session: Session, entity_ids: Collection[str], known_at: int | None = None
) -> dict[str, str]:
    """The survivor of each of these ids that was merged, merges followed to their end.

    ``known_at``: as of which change; None for now.
    """
    follows: dict[str, str] = {}
    level = set(entity_ids)
    while level:
        found = dict(_merges(session, level, known_at))
        follows |= found
        level = set(found.values()) - follows.keys()
    return {each: _end(each, follows) for each in entity_ids if each in follows}


def withdrawn(session: Session, entity_ids: Collection[str]) -> set[str]:
    """Those of these ids that were withdrawn."""
    return {row.subject_id for row in _notes(session, entity_ids, _WITHDRAWALS, None)}


def _merges(
    session: Session, entity_ids: Collection[str], known_at: int | None
) -> Iterator[tuple[str, str]]:
    """(merged, into) as it was said: a later merge may have moved the fact to its own survivor."""
    for row in _notes(session, entity_ids, _MERGES, known_at):
        yield row.subject_id, (row.said_ids or {}).get("object_id", row.object_id)


def _notes(
    session: Session,
    entity_ids: Collection[str],
    of: tuple[ColumnElement[bool], ...],
    known_at: int | None,
) -> Iterator[Row[*tuple[object, ...]]]:
    for batch in batches(sorted(entity_ids)):
        found = select(Fact.subject_id, Fact.object_id, Fact.said_ids).where(
            Fact.subject_id.in_(batch), *of, known(known_at)
        )
        yield from session.execute(found)


_MERGES: Final = (Fact.kind == FactKind.RELATION, Fact.property == MERGED_INTO)
_WITHDRAWALS: Final = (Fact.kind == FactKind.ATTRIBUTE, Fact.property == WITHDRAWN)


def _end(entity_id: str, follows: Mapping[str, str]) -> str:
    seen = {entity_id}
    while (following := follows.get(entity_id)) is not None and following not in seen:
        seen.add(following)
        entity_id = following
    return entity_id
