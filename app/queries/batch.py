"""Entities asked for by many ids at once: which are there, which were merged, which are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models import Document, holds
from app.vocabulary import EntityKind

Documents = dict[str, Row[Any]]


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids`` in the order asked, each once, a merged one replaced by its survivor."""

    ids: list[str]
    merged: list[dict[str, str]]
    missing: list[dict[str, str]]


def find_batch(
    session: Session, kind: EntityKind, asked: Sequence[str], known_at: int | None
) -> Batch:
    """What became of each of these ids."""
    documents = _documents(session, asked, known_at)
    survivors = {each: _survivor(each, documents) for each in dict.fromkeys(asked)}
    missing = {
        each: why
        for each, survivor in survivors.items()
        if (why := _why_missing(documents.get(survivor), kind))
    }
    return Batch(
        ids=list(dict.fromkeys(survivors[each] for each in survivors if each not in missing)),
        merged=[
            {"id": each, "survivor": survivor}
            for each, survivor in survivors.items()
            if survivor != each
        ],
        missing=[{"id": each, "why": why} for each, why in missing.items()],
    )


def _documents(session: Session, entity_ids: Sequence[str], known_at: int | None) -> Documents:
    """What is known of the documents of these ids, and of those that they were merged into."""
    is_gone = Document.body.is_(None).label("is_gone")
    known = select(Document.id, Document.kind, Document.merged_into, is_gone)
    found: Documents = {}
    level = set(entity_ids)
    while level:
        rows = session.execute(known.where(Document.id.in_(level), holds(Document, known_at)))
        fresh = {row.id: row for row in rows}
        found |= fresh
        level = {row.merged_into for row in fresh.values() if row.merged_into} - found.keys()
    return found


def _survivor(entity_id: str, documents: Documents) -> str:
    while (found := documents.get(entity_id)) and found.merged_into:
        entity_id = found.merged_into
    return entity_id


def _why_missing(found: Row[Any] | None, kind: EntityKind) -> str | None:
    if found is None:
        return "unknown"
    if found.kind != kind:
        return str(found.kind)
    return "withdrawn" if found.is_gone else None
