"""The ready documents, list rows and search keys, written in the transaction of the facts."""

from collections.abc import Collection, Iterable
from types import ModuleType
from typing import Any, Final

import orjson
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.batches import batches
from app.models import (
    Article,
    Citation,
    Document,
    Event,
    Fact,
    Organization,
    Person,
    Post,
    SearchKey,
)
from app.models.lists import ListRow
from app.profiles import articles, events, organizations, people, posts
from app.profiles.evidence import LIVE, Evidence, gather
from app.profiles.facts import Json, Writer, best_value, has_kind
from app.search.keys import search_keys, sort_key
from app.vocabulary import EntityKind, FactKind

_ROOMS: Final[dict[str, tuple[ModuleType, type[Any]]]] = {
    EntityKind.PERSON: (people, Person),
    EntityKind.ORGANIZATION: (organizations, Organization),
    EntityKind.POST: (posts, Post),
    EntityKind.EVENT: (events, Event),
    EntityKind.ARTICLE: (articles, Article),
}


def refresh(
    session: Session, change: int, touched: Collection[str], *, renamed: Collection[str]
) -> None:
    """Write anew what is kept ready of the entities touched, and of those that repeat a name.

    ``touched``: entities of which facts were recorded or retracted; ``renamed``: those among them
    whose names, attributes or relations changed, which the documents of others repeat.
    """
    for batch in batches(sorted({*touched, *_repeating(session, renamed)})):
        _refresh_batch(session, change, batch)


def assemble(evidence: Evidence, entity_id: str, *, all_citations: bool = False) -> Json | None:
    """The document of one entity; None where no fact about it is left."""
    if not evidence.about[entity_id]:
        return None
    room, _ = _ROOMS[evidence.kinds[entity_id]]
    writer = Writer(evidence, all_citations=all_citations)
    document: Json = room.document(entity_id, evidence, writer)
    return document


def _repeating(session: Session, renamed: Iterable[str]) -> Iterable[str]:
    for batch in batches(sorted(renamed)):
        named = (Fact.object_id, Fact.organization_id, Fact.post_id, Fact.on_behalf_of_id)
        for column in named:
            found = select(Fact.subject_id).where(column.in_(batch), LIVE)
            yield from session.scalars(found.distinct())
        attended = (Fact.object_id.is_not(None), Fact.kind == FactKind.PARTICIPATION, LIVE)
        found_events = select(Fact.object_id).where(Fact.subject_id.in_(batch), *attended)
        yield from (str(event_id) for event_id in session.scalars(found_events.distinct()))
        citing = select(Fact.subject_id, Fact.object_id, Fact.kind).join(
            Citation, Citation.fact_row == Fact.row
        )
        for row in session.execute(citing.where(Citation.article_id.in_(batch), LIVE).distinct()):
            yield row.subject_id
            if row.kind == FactKind.PARTICIPATION:
                yield row.object_id


def _refresh_batch(session: Session, change: int, entity_ids: list[str]) -> None:
    evidence = gather(session, entity_ids)
    writer = Writer(evidence)
    _write_documents(session, change, entity_ids, evidence)
    for kind, (room, table) in _ROOMS.items():
        of_kind = [each for each in entity_ids if evidence.kinds[each] == kind]
        if not of_kind:
            continue
        session.execute(delete(table).where(table.id.in_(of_kind)))
        present = [each for each in of_kind if evidence.about[each]]
        rows = [_list_row(room, table, each, evidence, writer) for each in present]
        if rows:
            session.execute(insert(table), rows)
    _write_search_keys(session, entity_ids, evidence)


def _write_documents(
    session: Session, change: int, entity_ids: list[str], evidence: Evidence
) -> None:
    found = select(Document.id, Document.body).where(Document.id.in_(entity_ids))
    before = {row.id: row.body for row in session.execute(found)}
    fresh: list[Json] = []
    for entity_id in entity_ids:
        assembled = assemble(evidence, entity_id)
        body = None if assembled is None else orjson.dumps(assembled).decode()
        row = {"id": entity_id, "kind": evidence.kinds[entity_id], "changed_in": change}
        if entity_id not in before:
            fresh.append(row | {"body": body})
        elif before[entity_id] != body:
            session.execute(
                update(Document)
                .where(Document.id == entity_id)
                .values(body=body, changed_in=change)
            )
    if fresh:
        session.execute(insert(Document), fresh)


def _list_row(
    room: ModuleType, table: type[ListRow], entity_id: str, evidence: Evidence, writer: Writer
) -> Json:
    written = room.short(entity_id, evidence, writer)
    name = written["name"]
    sorted_as = best_value(evidence.about[entity_id], "sort_name") or name
    row = {
        "id": entity_id,
        "name": name,
        "sort_key": sort_key(sorted_as),
        "short": orjson.dumps(written).decode(),
    }
    own = {column.key for column in table.__table__.columns} - row.keys()  # type: ignore[attr-defined]
    return row | {name: written[name] for name in own}


def _write_search_keys(session: Session, entity_ids: list[str], evidence: Evidence) -> None:
    session.execute(delete(SearchKey).where(SearchKey.entity_id.in_(entity_ids)))
    rows = [
        {"kind": evidence.kinds[entity_id], "key": key, "entity_id": entity_id}
        for entity_id in entity_ids
        for key in sorted(search_keys(_names(evidence.about[entity_id])))
    ]
    if rows:
        session.execute(insert(SearchKey), rows)


def _names(facts: list[Fact]) -> list[str]:
    titles = [fact for fact in facts if fact.property == "title"]
    return [str(fact.value) for fact in has_kind(facts, FactKind.NAME) + titles]
