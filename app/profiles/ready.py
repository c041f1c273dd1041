"""The ready documents, list rows and names to search by, written with the facts."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final

import orjson
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.batches import batches
from app.models import (
    Article,
    Document,
    EntityValue,
    Event,
    Fact,
    Organization,
    Person,
    Post,
    Tenure,
    in_profiles,
    shown,
)
from app.models.base import table_of
from app.models.lists import ListRow
from app.models.rows import FactRow, fact_rows
from app.models.versions import Versioned
from app.profiles import articles, events, organizations, people, posts
from app.profiles.best import Facts
from app.profiles.cited import add_citations
from app.profiles.display import display_names
from app.profiles.evidence import Evidence, Recorded, gather, kinds_of
from app.profiles.facts import Json, Writer
from app.profiles.merges import survivors
from app.profiles.quality import has_quality, quality_row
from app.profiles.references import write_references
from app.profiles.repeating import members_below, repeating
from app.profiles.spans import add_ancestors
from app.profiles.tenures import tenure_rows
from app.profiles.texts import WrittenTexts, write_texts, written_texts
from app.profiles.values import LONGEST, list_key, sort_days, value_rows
from app.profiles.versions import NameToFind, write_names, write_quality, write_versions
from app.vocabulary import EntityKind, FactKind, Rank

# Raised when documents come to be written otherwise; the next start writes them all anew.
VIEW_VERSION: Final = "7"
# Kinds of facts that what others repeat of an entity rests on.
TOLD_KINDS: Final = (FactKind.NAME, FactKind.ATTRIBUTE, FactKind.RELATION)
OfTable = tuple[type[Versioned], InstrumentedAttribute[str], list[str], list[Json]]
_ROOMS: Final[dict[str, tuple[ModuleType, type[Any]]]] = {
    EntityKind.PERSON: (people, Person),
    EntityKind.ORGANIZATION: (organizations, Organization),
    EntityKind.POST: (posts, Post),
    EntityKind.EVENT: (events, Event),
    EntityKind.ARTICLE: (articles, Article),
}


@dataclass(slots=True)
class Ready:
    """What is kept ready of some entities: names to search by, how well each is sourced, and rows
    that have versions (their table, the column that says of which entity each is, and of which
    entities they are all the rows).
    """

    evidence: Evidence
    versions: list[OfTable]
    names: list[NameToFind] = field(default_factory=list)
    measured: list[Json] = field(default_factory=list)


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
        affected |= {*repeating(session, changed.all), *members_below(session, changed.closing)}
    for batch in batches(sorted(affected)):
        write_batch(session, change, batch, recorded=at_hand)


def _told_facts(
    session: Session, entity_ids: Collection[str], recorded: Recorded
) -> Mapping[str, Facts]:
    facts = recorded.facts.copy()
    entity_ids = [each for each in entity_ids if each not in recorded.entity_ids]
    standing = (Fact.kind.in_(TOLD_KINDS), shown(None), in_profiles())
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


def write_batch(
    session: Session,
    change: int,
    entity_ids: list[str],
    *,
    known_at: int | None = None,
    recorded: Recorded | None = None,
    texts: WrittenTexts | None = None,
) -> None:
    """Write what is kept ready of these entities as of a change, where it differs from before.

    ``known_at``: that change, where it is not the newest; ``recorded``: what need not be read;
    ``texts``: what the texts that they ever had were written as, where that was read before.
    """
    ready = ready_rows(session, entity_ids, known_at=known_at, recorded=recorded)
    for table, scope, ids, rows in ready.versions:
        write_versions(session, table, scope, ids, rows, change)
    write_names(session, entity_ids, ready.names, change)
    written = texts or written_texts(session, entity_ids)
    write_texts(session, change, entity_ids, ready.evidence, written)
    write_quality(session, entity_ids, ready.measured)


def ready_rows(
    session: Session,
    entity_ids: list[str],
    *,
    known_at: int | None = None,
    recorded: Recorded | None = None,
) -> Ready:
    """What is kept ready of these entities, as the ledger has it; the parameters are the same."""
    evidence = gather(session, entity_ids, known_at, recorded=recorded)
    add_ancestors(session, evidence)
    writer = Writer(evidence)
    merged = survivors(session, entity_ids, known_at)
    documents = [_document_row(evidence, each, writer, merged.get(each)) for each in entity_ids]
    ready = Ready(evidence, [(Document, Document.id, entity_ids, documents)])
    for kind, (room, table) in _ROOMS.items():
        of_kind = [each for each in entity_ids if evidence.kinds[each] == kind]
        if of_kind:
            present = [each for each in of_kind if evidence.about[each]]
            rows = [_list_row(room, table, each, evidence, writer) for each in present]
            ready.versions.append((table, table.id, of_kind, rows))
    ready.names += [name for entity_id in entity_ids for name in _names(evidence, entity_id)]
    values = [row for each in entity_ids for row in value_rows(each, evidence, writer)]
    ready.versions.append((EntityValue, EntityValue.entity_id, entity_ids, values))
    profiles = [e for e in entity_ids if evidence.about[e] and has_quality(evidence.kinds[e])]
    ready.measured += [quality_row(each, evidence, writer) for each in profiles]
    people_ids = [each for each in entity_ids if evidence.kinds[each] == EntityKind.PERSON]
    if people_ids:
        held = [row for person_id in people_ids for row in tenure_rows(evidence, person_id, writer)]
        ready.versions.append((Tenure, Tenure.person_id, people_ids, held))
    return ready


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
