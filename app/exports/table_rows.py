"""The rows of the plain tables, read in one pass for each table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.exports.entities import evidence_pages, pieces, tombstones
from app.exports.wanted import Wanted, among, stream
from app.models import (
    Citation,
    Dataset,
    Document,
    Entity,
    EntityValue,
    Fact,
    Reference,
    Tenure,
    holds,
    in_profiles,
    shown,
)
from app.profiles.evidence import Evidence
from app.queries.tenures import admitted_by
from app.timespans import Question
from app.vocabulary import EntityKind, FactKind

Row = Sequence[Any]
Pages = Iterator[list[Row]]
_BETWEEN: Final = "; "


def of_documents(kind: EntityKind, columns: Sequence[str]) -> Callable[[Session, Wanted], Pages]:
    """What the documents of a kind have in these fields."""

    def read(session: Session, wanted: Wanted) -> Pages:
        if kind not in wanted.kinds:
            return
        for piece in pieces(session, replace(wanted, kinds=(kind,))):
            found = map(orjson.loads, piece.splitlines())
            yield [[_text(document.get(name)) for name in columns] for document in found]

    return read


def of_facts(
    columns: Sequence[str], kind: FactKind | None = None
) -> Callable[[Session, Wanted], Pages]:
    """The facts of a kind, or of all kinds; a column may lie within another."""

    def read(session: Session, wanted: Wanted) -> Pages:
        for facts, _ in _facts(session, wanted, kind):
            yield [[_text(_value(fact, name)) for name in columns] for fact in facts]

    return read


def citations(columns: Sequence[str]) -> Callable[[Session, Wanted], Pages]:
    """The quotes behind the facts."""

    def read(session: Session, wanted: Wanted) -> Pages:
        if wanted.as_of:
            for facts, evidence in _facts(session, wanted, None):
                quoted = ((fact, each) for fact in facts for each in evidence.citations[fact.row])
                yield [_citation(fact.id, each, columns) for fact, each in quoted]
            return
        found = select(*_QUOTED).join(Fact, Fact.row == Citation.fact_row)
        found = found.where(*_standing(session, wanted)).order_by(Fact.row, Citation.ordinal)
        for rows in stream(session, found):
            yield [_citation(row.id, row, columns) for row in rows]

    return read


def memberships(columns: Sequence[str]) -> Callable[[Session, Wanted], Pages]:
    """The memberships of the people, what several sources say alike once."""

    def read(session: Session, wanted: Wanted) -> Pages:
        asked = Question.of(wanted.as_of) if wanted.as_of else None
        found = select(Tenure.body, Tenure.contradiction)
        found = found.where(holds(Tenure, wanted.known_at), *admitted_by(asked))
        found = found.where(*among(session, wanted, Tenure.person_id))
        for rows in stream(session, found.order_by(Tenure.row)):
            told = (orjson.loads(row.body) | {"contradiction": row.contradiction} for row in rows)
            yield [[_text(each.get(name)) for name in columns] for each in told]

    return read


def datasets(session: Session, wanted: Wanted) -> Pages:
    """The datasets of which there are facts."""
    of_it = (EntityValue.property == "dataset", EntityValue.value == Dataset.id)
    there = select(EntityValue.entity_id).where(*of_it, EntityValue.kind.in_(list(EntityKind)))
    there = there.where(holds(EntityValue, wanted.known_at))
    found = select(Dataset.id, Dataset.title, Dataset.licence, Dataset.attribution, Dataset.url)
    for rows in stream(session, found.where(there.exists()).order_by(Dataset.id)):
        yield [tuple(row) for row in rows]


def entities(session: Session, wanted: Wanted) -> Pages:
    """Every id in use: those that were merged or withdrawn are not."""
    document = (Document.id == Entity.id) & holds(Document, wanted.known_at)
    reference = (Reference.id == Entity.id) & holds(Reference, wanted.known_at)
    found = select(Entity.id, Entity.kind, Reference.name)
    found = found.outerjoin(Document, document).outerjoin(Reference, reference)
    found = found.where(Document.id.is_(None) | Document.body.is_not(None))
    found = found.where(Entity.declared_in <= wanted.number)
    for rows in stream(session, found.order_by(Entity.id)):
        yield [tuple(row) for row in rows]


def deleted(session: Session, wanted: Wanted) -> Pages:
    """What was told after the change that an increment starts from, and is gone."""
    for gone in tombstones(session, wanted):
        yield [(each["id"], each["kind"], each["merged_into"]) for each in gone]


def _facts(
    session: Session, wanted: Wanted, kind: FactKind | None
) -> Iterator[tuple[list[Any], Evidence]]:
    """The facts of profiles; of a day asked about those that hold on it, with the evidence."""
    if wanted.as_of:
        for entity_ids, evidence in evidence_pages(session, wanted):
            facts = [fact for each in entity_ids for fact in evidence.about[each]]
            yield [fact for fact in facts if kind in (None, fact.kind)], evidence
        return
    found = select(*Fact.__table__.columns).where(*_standing(session, wanted))
    if kind:
        found = found.where(Fact.kind == kind)
    for rows in stream(session, found.order_by(Fact.row)):
        yield list(rows), Evidence()


def _standing(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    about = among(session, wanted, Fact.subject_id)
    return [shown(wanted.known_at), in_profiles(), *about]


def _citation(fact_id: str, citation: Any, columns: Sequence[str]) -> Row:
    return [fact_id, *(getattr(citation, name) for name in columns if name != "fact_id")]


def _value(fact: Any, path: str) -> Any:
    column, _, field = path.partition(".")
    value = getattr(fact, column)
    return (value or {}).get(field) if field else value


def _text(value: Any) -> Any:
    """A value as a cell has it: text and numbers as they are, lists of text as one text."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return _BETWEEN.join(value) or None
    return orjson.dumps(value).decode() if isinstance(value, dict | list | bool) else value


_QUOTED: Final = (Fact.id, *(each for each in Citation.__table__.columns if each.key != "fact_row"))
