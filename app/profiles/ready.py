"""The ready documents, list rows and names to search by, written with the facts."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from types import ModuleType
from typing import Any, Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.batches import batches
from app.models import (
    Article,
    Citation,
    Document,
    EntityValue,
    Event,
    Fact,
    Organization,
    Person,
    Post,
    Tenure,
    in_profiles,
    known,
)
from app.models.base import table_of
from app.models.lists import ListRow
from app.models.rows import FactRow, fact_rows
from app.profiles import articles, events, organizations, people, posts
from app.profiles.best import Facts
from app.profiles.cited import add_citations
from app.profiles.display import display_names
from app.profiles.evidence import Evidence, Recorded, gather, kinds_of
from app.profiles.facts import Json, Writer
from app.profiles.merges import survivors
from app.profiles.references import write_references
from app.profiles.spans import add_ancestors
from app.profiles.tenures import tenure_rows
from app.profiles.texts import write_texts
from app.profiles.values import LONGEST, list_key, sort_days, value_rows
from app.profiles.versions import NameToFind, write_names, write_versions
from app.vocabulary import EntityKind, FactKind, Rank

# Raised when documents come to be written otherwise; the next start writes them all anew.
VIEW_VERSION: Final = "5"
_ROOMS: Final[dict[str, tuple[ModuleType, type[Any]]]] = {
    EntityKind.PERSON: (people, Person),
    EntityKind.ORGANIZATION: (organizations, Organization),
    EntityKind.POST: (posts, Post),
    EntityKind.EVENT: (events, Event),
    EntityKind.ARTICLE: (articles, Article),
}


def refresh(
    session: Session, change: int, touched: Collection[str], recorded: Recorded | None = None
) -> None:
    """Write anew what is kept ready of the entities touched, and of those that repeat them.

    ``touched``: entities of which facts were recorded or retracted. What others repeat of them is
    written first; only where that differs are the others written anew. ``recorded``: what need not
    be read again.
    """
    at_hand = recorded or Recorded()
    affected = set(touched)
    for batch in batches(sorted(touched)):
        kinds = kinds_of(session, batch)
        changed = write_references(session, change, kinds, _told_facts(session, batch, at_hand))
        affected |= {*_repeating(session, changed.all), *_members_below(session, changed.closing)}
    for batch in batches(sorted(affected)):
        _refresh_batch(session, change, batch, at_hand)


def _told_facts(
    session: Session, entity_ids: Collection[str], recorded: Recorded
) -> Mapping[str, Facts]:
    facts = recorded.facts.copy()
    entity_ids = [each for each in entity_ids if each not in recorded.entity_ids]
    told = (FactKind.NAME, FactKind.ATTRIBUTE, FactKind.RELATION)
    standing = (Fact.kind.in_(told), known(None), in_profiles())
    for fact in fact_rows(session, Fact.subject_id.in_(entity_ids), *standing):
        facts[fact.subject_id].append(fact)
    return facts


def assemble(
    evidence: Evidence, entity_id: str, *, all_citations: bool = False, all_ranks: bool = False
) -> Json:
    """The document of one entity, from what the evidence has about it."""
    room, _ = _ROOMS[evidence.kinds[entity_id]]
    writer = Writer(evidence, all_citations=all_citations, all_ranks=all_ranks)
    document: Json = room.document(entity_id, evidence, writer)
    return document


def assemble_short(evidence: Evidence, entity_id: str, *, all_citations: bool = False) -> Json:
    """One line of a list, with the citations of all that it shows where they are wanted."""
    room, _ = _ROOMS[evidence.kinds[entity_id]]
    writer = Writer(evidence, all_citations=all_citations)
    short: Json = room.short(entity_id, evidence, writer)
    return add_citations(short, evidence, writer) if all_citations else short


def _repeating(session: Session, renamed: Iterable[str]) -> Iterable[str]:
    for batch in batches(sorted(renamed)):
        named = (Fact.object_id, Fact.organization_id, Fact.post_id, Fact.on_behalf_of_id)
        for column in named:
            found = select(Fact.subject_id).where(column.in_(batch), known(None))
            yield from session.scalars(found.distinct())
        attended = (Fact.kind == FactKind.PARTICIPATION, known(None))
        found_events = select(Fact.object_id).where(Fact.subject_id.in_(batch), *attended)
        yield from (str(event_id) for event_id in session.scalars(found_events.distinct()))
        citing = select(Fact.subject_id, Fact.object_id, Fact.kind).join(
            Citation, Citation.fact_row == Fact.row
        )
        for row in session.execute(
            citing.where(Citation.article_id.in_(batch), known(None)).distinct()
        ):
            yield row.subject_id
            if row.kind == FactKind.PARTICIPATION:
                yield row.object_id


def _members_below(session: Session, closed: Collection[str]) -> Iterable[str]:
    """The members of all organizations and posts below these, at any depth."""
    below, level = set(closed), set(closed)
    while level:
        found = [
            session.scalars(select(Fact.subject_id).where(Fact.object_id.in_(batch), *_BELOW))
            for batch in batches(sorted(level))
        ]
        level = {entity_id for ids in found for entity_id in ids} - below
        below |= level
    for batch in batches(sorted(below - set(closed))):
        held = Fact.organization_id.in_(batch) | Fact.post_id.in_(batch)
        yield from session.scalars(select(Fact.subject_id).where(held, known(None)).distinct())


_BELOW: Final = (
    Fact.kind == FactKind.RELATION,
    Fact.property.in_(("parent", "organization")),
    known(None),
)


def _refresh_batch(
    session: Session, change: int, entity_ids: list[str], recorded: Recorded
) -> None:
    evidence = gather(session, entity_ids, recorded=recorded)
    add_ancestors(session, evidence)
    writer = Writer(evidence)
    merged = survivors(session, entity_ids)
    documents = [_document_row(evidence, each, writer, merged.get(each)) for each in entity_ids]
    write_versions(session, Document, Document.id, entity_ids, documents, change)
    for kind, (room, table) in _ROOMS.items():
        of_kind = [each for each in entity_ids if evidence.kinds[each] == kind]
        if of_kind:
            present = [each for each in of_kind if evidence.about[each]]
            rows = [_list_row(room, table, each, evidence, writer) for each in present]
            write_versions(session, table, table.id, of_kind, rows, change)
    names = [name for entity_id in entity_ids for name in _names(evidence, entity_id)]
    write_names(session, entity_ids, names, change)
    values = [row for each in entity_ids for row in value_rows(each, evidence, writer)]
    write_versions(session, EntityValue, EntityValue.entity_id, entity_ids, values, change)
    write_texts(session, change, entity_ids, evidence)
    people_ids = [each for each in entity_ids if evidence.kinds[each] == EntityKind.PERSON]
    if people_ids:
        held = [row for person_id in people_ids for row in tenure_rows(evidence, person_id, writer)]
        write_versions(session, Tenure, Tenure.person_id, people_ids, held, change)


def _document_row(
    evidence: Evidence, entity_id: str, writer: Writer, merged_into: str | None
) -> Json:
    row = {"id": entity_id, "kind": evidence.kinds[entity_id], "merged_into": merged_into}
    if not evidence.about[entity_id]:
        return row | dict.fromkeys(("body", "name", "digest", "display_names"))
    room, _ = _ROOMS[evidence.kinds[entity_id]]
    document = room.document(entity_id, evidence, writer)
    body = orjson.dumps(document)
    digest = hashlib.sha256(body).hexdigest()[:16]
    shown = display_names(entity_id, evidence.about[entity_id])
    row |= {"name": document["name"], "display_names": shown}
    return row | {"body": body.decode(), "digest": digest}


def _list_row(
    room: ModuleType, table: type[ListRow], entity_id: str, evidence: Evidence, writer: Writer
) -> Json:
    written = room.short(entity_id, evidence, writer)
    name = written["name"]
    row = {
        "id": entity_id,
        "name": name,
        "sort_key": list_key(evidence.about[entity_id], name),
        "short": orjson.dumps(written).decode(),
        "display_names": display_names(entity_id, evidence.about[entity_id]),
    }
    own = {column.key for column in table_of(table).columns} - {*row, "since", "until"}
    for column in own:
        if column.startswith("by_"):
            row |= sort_days(
                name := column.removeprefix("by_").removesuffix("_desc"), written[name]
            )
        else:
            row[column] = written[column] and written[column][:LONGEST]
    return row


def _names(evidence: Evidence, entity_id: str) -> list[NameToFind]:
    facts, kind = evidence.about[entity_id], EntityKind(evidence.kinds[entity_id])
    named = [fact for fact in facts if fact.rank != Rank.DEPRECATED and _names_it(fact)]
    return [(entity_id, kind, str(fact.value)) for fact in named]


def _names_it(fact: FactRow) -> bool:
    is_title = fact.kind == FactKind.ATTRIBUTE and fact.property == "title"
    return is_title or fact.kind == FactKind.NAME
