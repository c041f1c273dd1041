"""The change feed: what each change did, whole enough that replaying it gives the same state."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.batches import batches
from app.models import ArticleText, Change, Dataset, Document, Entity, Fact, WithheldFact
from app.models.base import Base
from app.models.rows import FactRow, citation_rows
from app.privacy import public
from app.profiles.facts import Json
from app.profiles.hidden import clean_sources
from app.profiles.history import change_json
from app.profiles.merges import withdrawn
from app.vocabulary import WITHDRAWN

_FACT_COLUMNS: Final = tuple(
    column.key
    for column in Fact.__table__.columns
    if column.key not in {"recorded_in", "retracted_in", "retraction_reason"}
)


def write_feed(
    session: Session,
    changes: Sequence[Change],
    fields: Iterable[tuple[int, str, str]],
    touched: Sequence[tuple[int, str, str]],
    facts: Sequence[FactRow] | None = None,
) -> list[Json]:
    """The entry of each change: the entities it touched and which of their properties.

    ``fields``: (change, entity id, property); ``touched``: (change, entity id, kind). ``facts``,
    those that the changes recorded or retracted, adds their rows, the articles, entities and
    datasets that they declared: all that a second instance needs to hold the same.
    """
    numbers = [change.number for change in changes]
    entities = _entities(session, numbers, fields, touched)
    entries = [change_json(change) | {"entities": entities[change.number]} for change in changes]
    if facts is not None:
        rows = _rows(session, numbers, facts)
        hashed = _hashed(session, changes)
        entries = [entry | rows[entry["number"]] | hashed[entry["number"]] for entry in entries]
    return entries


def _hashed(session: Session, changes: Sequence[Change]) -> dict[int, Json]:
    """What else the digest of each change is over. Where some of that is withheld, no salt is told:
    else trying what gives the same digest would find it.
    """
    secret = _incomplete(session, [change.number for change in changes])
    return {
        change.number: {
            "input_digest": change.input_digest,
            "salt": None if change.number in secret else change.salt,
        }
        for change in changes
    }


def _incomplete(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of these changes of which something is withheld: a fact, or the text of an article."""
    found = set[int]()
    for by in (Fact.recorded_in, Fact.retracted_in):
        told = select(by).join(WithheldFact, WithheldFact.row == Fact.row).where(by.in_(numbers))
        found |= {int(number) for number in session.scalars(told.distinct()) if number}
    texts = select(ArticleText.article_id, ArticleText.declared_in)
    rows = session.execute(texts.where(ArticleText.declared_in.in_(numbers)))
    declared = {row.article_id: row.declared_in for row in rows}
    return found | {declared[each] for each in withdrawn(session, declared)}


def _entities(
    session: Session,
    numbers: Sequence[int],
    fields: Iterable[tuple[int, str, str]],
    touched: Sequence[tuple[int, str, str]],
) -> dict[int, list[Json]]:
    changed: dict[tuple[int, str], list[str]] = defaultdict(list)
    for number, entity_id, name in fields:
        changed[number, entity_id].append(name)
    left = _left(session, numbers)
    entries: dict[int, list[Json]] = defaultdict(list)
    for number, entity_id, kind in touched:
        entries[number].append(
            {
                "id": entity_id,
                "kind": kind,
                "fields": sorted(changed[number, entity_id]),
                "is_gone": left.get((number, entity_id), "") is None,
                "merged_into": left.get((number, entity_id)),
            }
        )
    return entries


def _left(session: Session, numbers: Sequence[int]) -> dict[tuple[int, str], str | None]:
    """What a change left without facts, by (change, entity), and what it was merged into.

    What is withheld from every view has been without facts before, too: the last change tells it.
    """
    later = aliased(Document)
    still = exists().where(
        later.id == Document.id,
        later.since == Document.until,
        later.body.is_(None),
        later.merged_into.is_(None),
    )
    found = select(Document.since, Document.id, Document.merged_into).where(
        Document.since.in_(numbers), Document.body.is_(None), ~still
    )
    return {(row.since, row.id): row.merged_into for row in session.execute(found)}


def _rows(session: Session, numbers: Sequence[int], facts: Sequence[FactRow]) -> dict[int, Json]:
    citations = _citations(session, facts)
    clean_sources(session, facts)
    rows: dict[int, Json] = {}
    for number in numbers:
        recorded = [fact for fact in facts if fact.recorded_in == number]
        retracted = [fact for fact in facts if fact.retracted_in == number]
        rows[number] = {
            "recorded": [_told(fact) | {"citations": citations[fact.row]} for fact in recorded],
            "retracted": [
                {"row": fact.row, "reason": fact.retraction_reason} for fact in retracted
            ],
            "declared": _declared(session, Entity, number),
            "articles": _texts(session, number, facts),
            "datasets": _datasets(session, recorded),
        }
    return rows


def _citations(session: Session, facts: Sequence[FactRow]) -> dict[int, list[Json]]:
    citations: dict[int, list[Json]] = defaultdict(list)
    for batch in batches(fact.row for fact in facts):
        for each in citation_rows(session, batch):
            citations[each.fact_row].append(asdict(each))
    return citations


def _texts(session: Session, number: int, facts: Sequence[FactRow]) -> list[Json]:
    """The articles with their texts that a change declared, or brought back; no withdrawn ones.

    A second instance that was made while one was withdrawn does not have its text.
    """
    ended = [f.subject_id for f in facts if f.retracted_in == number and f.property == WITHDRAWN]
    told = (ArticleText.declared_in == number) | ArticleText.article_id.in_(ended)
    found = session.scalars(select(ArticleText).where(told)).all()
    gone = withdrawn(session, {each.article_id for each in found})
    return [_columns(each) for each in found if each.article_id not in gone]


def _declared(session: Session, table: Any, number: int) -> list[Json]:
    found = select(table).where(table.declared_in == number)
    return [_columns(each) for each in session.scalars(found)]


def _datasets(session: Session, facts: Sequence[FactRow]) -> list[Json]:
    named = {fact.dataset_id for fact in facts}
    found = select(Dataset).where(Dataset.id.in_(named)).order_by(Dataset.id)
    return [_columns(each) for each in session.scalars(found)]


def _told(fact: FactRow) -> Json:
    told = {name: getattr(fact, name) for name in _FACT_COLUMNS}
    return told | {"source_data": public(fact.source_data)}


def _columns(row: Base) -> Json:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
