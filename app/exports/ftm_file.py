"""FollowTheMoney: entities as JSON lines, and as rows of statements."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import orjson
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.csv_text import csv_text
from app.db import AnySelect
from app.exports.entities import evidence_of, evidence_pages
from app.exports.ftm import entities
from app.exports.ftm_edges import edge_id
from app.exports.ftm_statements import STATEMENT_COLUMNS, statements
from app.exports.wanted import Wanted, documents, gone, stream, written_anew_since
from app.models import Document, Fact, Tenure, WithheldFact, holds, withheld
from app.profiles.evidence import Evidence
from app.profiles.facts import Json
from app.profiles.view import View
from app.queries.changes import changes_by_number
from app.vocabulary import FactKind

# The dataset of a statement on an entity that several datasets tell of.
_OURS = "incumbent"


def write_entities(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """The entities, one a line, each with its edges behind it.

    In an increment, an entity or edge that was told then and is gone is a line with ``deleted``.
    """
    for page in _pages(session, wanted):
        yield b"".join(orjson.dumps(each) + b"\n" for each in page)


def write_statements(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """The statements of the entities, a row for each value.

    An increment has those of what came to read otherwise; nothing tells of what is gone.
    """
    yield csv_text([STATEMENT_COLUMNS]).encode()
    for page in _pages(session, wanted):
        rows = (row for each in page if "schema" in each for row in _statements(each))
        yield csv_text(rows).encode()


def _statements(entity: Json) -> Iterator[list[str]]:
    datasets = entity["datasets"]
    return statements(entity, datasets[0] if len(datasets) == 1 else _OURS)


def _pages(session: Session, wanted: Wanted) -> Iterator[list[Json]]:
    day = wanted.as_of.last_day if wanted.as_of else wanted.at.date()
    for entity_ids, evidence in _overtaken(session, wanted):
        yield _written(entity_ids, evidence, day)
    for entity_ids, evidence in evidence_pages(session, wanted):
        page = _written(entity_ids, evidence, day)
        yield page + _vanished(session, wanted, entity_ids, {each["id"] for each in page})
    if wanted.since is not None:
        for rows in stream(session, gone(session, wanted)):
            yield _vanished(session, wanted, [row.id for row in rows], set())
        for told in stream(session, _withheld(wanted)):
            yield [{"id": edge_id(row.subject_id, row.id), "deleted": True} for row in told]
        anew = written_anew_since(session, wanted.since, wanted.number)
        for rows in () if anew is None else stream(session, _without(anew, wanted)):
            yield [{"id": row.id, "deleted": True} for row in rows]


def _withheld(wanted: Wanted) -> AnySelect:
    """The memberships that were withheld behind the change: what was told then is not known."""
    again = aliased(Fact)
    stands = exists().where(again.id == Fact.id, again.retracted_in.is_(None), ~withheld(again))
    found = select(Fact.subject_id, Fact.id).join(WithheldFact, WithheldFact.row == Fact.row)
    since = WithheldFact.change.between((wanted.since or 0) + 1, wanted.number)
    return found.where(since, Fact.kind == FactKind.MEMBERSHIP, ~stands).distinct()


def _without(entity_ids: Select[str], wanted: Wanted) -> AnySelect:
    """Those of these entities of which nothing is told now."""
    gone_now = (holds(Document, wanted.known_at), Document.body.is_(None))
    return select(Document.id).where(Document.id.in_(entity_ids), *gone_now).order_by(Document.id)


def _overtaken(session: Session, wanted: Wanted) -> Iterator[tuple[list[str], Evidence]]:
    """In an increment, whose memberships began or ended by days that went by since its change.

    No change tells of it, and whether each is held reads otherwise all the same.
    """
    for then in changes_by_number(session, [wanted.since] if wanted.since else []):
        days = (Tenure.start_last, Tenure.end_first, Tenure.end_last)
        bounds = (Tenure.possibly_from, Tenure.possibly_until)
        passed = [each.between(then.at.date(), wanted.at.date()) for each in (*days, *bounds)]
        whose = select(Tenure.person_id).where(holds(Tenure, wanted.known_at), or_(*passed))
        found = documents(session, replace(wanted, since=None), Document.id)
        found = found.where(Document.since <= then.number, Document.id.in_(whose))
        for rows in stream(session, found):
            entity_ids = [row.id for row in rows]
            yield entity_ids, evidence_of(session, entity_ids, wanted.view)
            session.expunge_all()


def _written(entity_ids: list[str], evidence: Evidence, day: dt.date) -> list[Json]:
    return [told for each in entity_ids for told in entities(each, evidence, day)]


def _vanished(
    session: Session, wanted: Wanted, entity_ids: list[str], told: set[str]
) -> list[Json]:
    """What was told of these entities after the change ``since``, and is not among what is."""
    if wanted.since is None:
        return []
    then = evidence_of(session, entity_ids, View(known_at=wanted.since))
    there = [each for each in entity_ids if then.about[each]]
    before = _written(there, then, wanted.at.date())
    return [{"id": each["id"], "deleted": True} for each in before if each["id"] not in told]
