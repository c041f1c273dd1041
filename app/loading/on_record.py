"""What the ledger holds already, against which dossiers are checked before any is written."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.batches import batches
from app.loading.problems import Problem
from app.loading.reading import CompiledDossier
from app.models import ArticleText, Change, Dataset
from app.profiles.evidence import kinds_of


@dataclass(frozen=True, slots=True)
class Origin:
    """A dossier that was loaded: the digest of its files as last loaded, unless withdrawn since."""

    digest: str | None
    is_withdrawn: bool


def origins_on_record(session: Session) -> dict[str, Origin]:
    """Every dossier ever loaded, by its article's id."""
    found = select(Change.origin, Change.input_digest, Change.action).where(
        Change.origin.is_not(None),
        Change.origin.not_in(select(Dataset.id)),  # nor imports
    )
    return {
        row.origin: Origin(row.input_digest, row.action == "withdraw")
        for row in session.execute(found.order_by(Change.number))
    }


def clashes_with_ledger(session: Session, dossiers: Sequence[CompiledDossier]) -> Iterator[Problem]:
    """Ids that the ledger knows as of another kind, and articles whose text differs."""
    kinds = kinds_of(session, {entity.id for each in dossiers for entity in each.entities})
    hashes = _hashes(session, [dossier.article_id for dossier in dossiers])
    for dossier in dossiers:
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


def _hashes(session: Session, ids: Iterable[str]) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for batch in batches(ids):
        found = select(ArticleText.article_id, ArticleText.sha256)
        rows = session.execute(found.where(ArticleText.article_id.in_(batch)))
        hashes |= {row.article_id: row.sha256 for row in rows}
    return hashes
