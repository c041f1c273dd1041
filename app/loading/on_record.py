"""What the ledger holds already, against which dossiers are checked before any is written."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.batches import batches
from app.loading.problems import Problem
from app.loading.reading import CompiledDossier
from app.models import ArticleText, Change, Dataset
from app.profiles.evidence import kinds_of

# Actions that let a whole file speak, or take what it said back; others are curators' own.
BY_FILE: Final = ("load", "withdraw", "revert")


@dataclass(frozen=True, slots=True)
class Origin:
    """What an article says: the digest of its dossier's files as last loaded.

    ``has_file``: whether a dossier was ever loaded; else it came over HTTP, or from proposals.

    What curators added or corrected since then, by proposals or over HTTP, leaves the digest as it
    is: an unchanged file has nothing to say about it.
    """

    digest: str | None
    is_withdrawn: bool
    has_file: bool


def origins_on_record(session: Session) -> dict[str, Origin]:
    """Every article that ever said something, by its id."""
    found = select(Change.origin, Change.input_digest, Change.action).where(
        Change.origin.is_not(None),
        Change.origin.not_in(select(Dataset.id)),  # nor imports
    )
    origins: dict[str, Origin] = {}
    for row in session.execute(found.order_by(Change.number)):
        before = origins.setdefault(row.origin, Origin(None, is_withdrawn=False, has_file=False))
        if row.action in BY_FILE:
            has_file = before.has_file or row.action == "load"
            gone = row.action == "withdraw"
            origins[row.origin] = Origin(row.input_digest, is_withdrawn=gone, has_file=has_file)
    return origins


def clashes_with_ledger(session: Session, dossiers: Sequence[CompiledDossier]) -> Iterator[Problem]:
    """Ids that the ledger knows as of another kind, and articles whose text differs."""
    kinds = kinds_of(session, {entity.id for each in dossiers for entity in each.entities})
    hashes = _hashes(session, [dossier.article_id for dossier in dossiers])
    named = {
        entity.id
        for each in dossiers
        for entity in each.entities
        if entity.id not in each.on_record
    }
    for dossier in dossiers:
        yield from _strangers(dossier, named | kinds.keys())
        for entity in dossier.entities:
            known = kinds.get(entity.id, entity.kind)
            if known != entity.kind:
                message = (
                    f"{entity.id!r} is the id of a known {known}, not of a {entity.kind}:"
                    " choose another id"
                )
                place = (dossier.lines[entity.id], dossier.fields[entity.id])
                yield Problem(dossier.path, *place, message)
        text = hashlib.sha256(dossier.text.encode()).hexdigest()
        if hashes.get(dossier.article_id, text) != text:
            message = (
                "the text differs from the one on record, which is never edited: withdraw"
                f" {dossier.article_id!r} (incumbent withdraw), and add the text with another id"
            )
            place = (dossier.lines[dossier.article_id], ("article", "file"))
            yield Problem(dossier.path, *place, message)


def _strangers(dossier: CompiledDossier, known: Container[str]) -> Iterator[Problem]:
    for entity_id in sorted(dossier.on_record):
        if entity_id not in known:
            message = f"{entity_id!r} is not on record: give its name, with a quote"
            yield Problem(
                dossier.path, dossier.lines[entity_id], dossier.fields[entity_id], message
            )


def _hashes(session: Session, ids: Iterable[str]) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for batch in batches(ids):
        found = select(ArticleText.article_id, ArticleText.sha256)
        rows = session.execute(found.where(ArticleText.article_id.in_(batch)))
        hashes |= {row.article_id: row.sha256 for row in rows}
    return hashes
