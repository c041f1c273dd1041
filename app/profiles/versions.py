"""Writing versions of derived rows: what changed is closed and written anew, the rest stays."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, func, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.bulk import insert_rows
from app.models import (
    Article,
    ClosedNameKey,
    ClosedNameWord,
    Document,
    EntityValue,
    Event,
    NameKey,
    NameWord,
    Organization,
    Person,
    Post,
    Quality,
    Reference,
    SearchName,
    SearchText,
    SearchWord,
    Tenure,
)
from app.models.base import Base, table_of
from app.models.versions import Versioned
from app.search.name_keys import heard, keys_of, readings_of
from app.search.parsing import parse
from app.vocabulary import EntityKind

# Where versions are kept, and the column that says of which entity.
SCOPES: Final[tuple[InstrumentedAttribute[str], ...]] = (
    *(table.id for table in (Document, Person, Organization, Post, Event, Article)),
    EntityValue.entity_id,
    SearchText.entity_id,
    Tenure.person_id,
)
Key = tuple[Any, ...]
NameToFind = tuple[str, EntityKind, str]  # of which entity, of which kind, the name


def write_versions(
    session: Session,
    table: type[Versioned],
    scope: InstrumentedAttribute[str],
    scope_ids: Collection[str],
    rows: Iterable[Mapping[str, Any]],
    change: int,
) -> None:
    """Let ``rows`` be the rows of ``table`` within the scope from this change on.

    ``scope`` is the column that says to which entity a row belongs, ``scope_ids`` the entities
    whose rows are written. A row is the same as before when its primary key without ``since`` is.
    """
    names = key_names(table)
    columns = list(table_of(table).columns)
    found = select(*columns).where(scope.in_(scope_ids), table.until.is_(None))
    before = {_key(row, names): row for row in map(_mapping, session.execute(found))}
    after = {_key(row, names): row for row in rows}
    fresh = [key for key, row in after.items() if not _same(before.get(key), row)]
    stale = [key for key in before if key not in after or not _same(before[key], after[key])]
    if stale:
        _close(session, table, names, stale, change)
    versions = [{**after[key], "since": change, "until": None} for key in fresh]
    insert_rows(session, table_of(table), versions)


def close_versions(
    session: Session, entity_ids: Collection[str], change: int, *, gone: bool = False
) -> None:
    """End the documents and tenures of these entities, so that the change writes others.

    ``gone``: those of what is gone, too.
    """
    for table, scope, ended in (
        (Document, Document.id, true() if gone else Document.body.is_not(None)),
        (Tenure, Tenure.person_id, true()),
    ):
        standing = (scope.in_(entity_ids), table.until.is_(None), table.since < change, ended)
        session.execute(update(table).where(*standing).values(until=change))


def erase_references(session: Session, entity_ids: Collection[str]) -> None:
    """Take away every version of what others repeat of these entities."""
    session.execute(delete(Reference).where(Reference.id.in_(entity_ids)))


def erase_versions(session: Session, entity_ids: Collection[str]) -> None:
    """Take away every version of what is kept of these entities, but for what others repeat."""
    for scope in SCOPES:
        session.execute(delete(scope.class_).where(scope.in_(entity_ids)))
    _erase_names(session, entity_ids)


def erase_search(session: Session, entity_ids: Collection[str]) -> None:
    """Take away the names and texts of these entities with all their keys, whatever those are."""
    names = select(SearchName.number).where(SearchName.entity_id.in_(entity_ids))
    for table in (NameKey, NameWord, ClosedNameKey, ClosedNameWord):
        session.execute(delete(table).where(table.number.in_(names)))
    texts = select(SearchText.number).where(SearchText.entity_id.in_(entity_ids))
    session.execute(delete(SearchWord).where(SearchWord.number.in_(texts)))
    for scope in (SearchName.entity_id, SearchText.entity_id):
        session.execute(delete(scope.class_).where(scope.in_(entity_ids)))


def drop_words(session: Session, words: Sequence[Mapping[str, Any]]) -> None:
    """Take away words of texts that no entity has, or had: (word, number)."""
    if words:
        word = (
            SearchWord.word == bindparam("is_word"),
            SearchWord.number == bindparam("is_number"),
        )
        gone = [{"is_word": row["word"], "is_number": row["number"]} for row in words]
        session.connection().execute(delete(SearchWord).where(*word), gone)


def write_quality(
    session: Session, entity_ids: Collection[str], rows: list[dict[str, Any]]
) -> None:
    """Let these be the rows that say how well these entities are sourced; no versions are kept."""
    session.execute(delete(Quality).where(Quality.entity_id.in_(entity_ids)))
    insert_rows(session, table_of(Quality), rows)


def add_rows(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Add rows of a derived table that has no versions, since they never change."""
    insert_rows(session, table_of(table), rows)


def write_names(
    session: Session, entity_ids: Collection[str], names: Iterable[NameToFind], change: int
) -> None:
    """Let ``names`` be the names that these entities are found by from this change on."""
    standing = (SearchName.entity_id.in_(entity_ids), SearchName.until.is_(None))
    columns = (SearchName.number, SearchName.entity_id, SearchName.name, SearchName.kind)
    found = session.execute(select(*columns).where(*standing))
    before = {(row.entity_id, row.name): row for row in found}
    after = {(entity_id, name): kind for entity_id, kind, name in names}
    stale = [row for key, row in before.items() if key not in after]
    if stale:
        _close_names(session, stale, change)
    fresh = [(*key, kind) for key, kind in after.items() if key not in before]
    if fresh:
        _add_names(session, fresh, change)


def _close_names(session: Session, names: Sequence[Any], change: int) -> None:
    names_table = table_of(SearchName)
    closing = update(names_table).where(names_table.c.number == bindparam("is_number"))
    numbers = [{"is_number": name.number} for name in names]
    session.connection().execute(closing.values(until=change), numbers)
    keys, words = search_keys_of(names)
    for here, there, moved in ((NameKey, ClosedNameKey, keys), (NameWord, ClosedNameWord, words)):
        if moved:
            _delete_keys(session, here, moved)
            insert_rows(session, table_of(there), moved)


def _erase_names(session: Session, entity_ids: Collection[str]) -> None:
    columns = (SearchName.number, SearchName.name, SearchName.kind)
    found = session.execute(select(*columns).where(SearchName.entity_id.in_(entity_ids))).all()
    keys, words = search_keys_of(found)
    for tables, rows in (((NameKey, ClosedNameKey), keys), ((NameWord, ClosedNameWord), words)):
        for table in tables if rows else ():
            _delete_keys(session, table, rows)
    session.execute(delete(SearchName).where(SearchName.entity_id.in_(entity_ids)))


def search_keys_of(names: Iterable[Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The keys, and the words, under which these names are found."""
    keys, words = [], []
    for name in names:
        parsed, kind = parse(name.name), EntityKind(name.kind)
        keys += [{"key": key, "number": name.number} for key in keys_of(parsed, kind)]
        words += [{"text": text, "number": name.number} for text in readings_of(parsed, kind)]
    return keys, words


def _delete_keys(session: Session, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    column = table.text if "text" in rows[0] else table.key
    same = (column == bindparam("is_key"), table.number == bindparam("is_number"))
    gone = [{"is_number": row["number"], "is_key": row[column.key]} for row in rows]
    session.connection().execute(delete(table).where(*same), gone)


def _add_names(session: Session, names: list[tuple[str, str, EntityKind]], change: int) -> None:
    last = session.scalar(select(func.max(SearchName.number))) or 0
    rows, keys, words = [], [], []
    for number, (entity_id, name, kind) in enumerate(names, last + 1):
        parsed = parse(name)
        row = {"number": number, "entity_id": entity_id, "kind": kind, "name": name}
        rows.append(row | {"heard": heard(parsed), "since": change, "until": None})
        keys += [{"key": key, "number": number} for key in keys_of(parsed, kind)]
        words += [{"text": text, "number": number} for text in readings_of(parsed, kind)]
    insert_rows(session, table_of(SearchName), rows)
    insert_rows(session, table_of(NameKey), keys)
    insert_rows(session, table_of(NameWord), words)


def _mapping(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {str(name): value for name, value in row._mapping.items()}  # noqa: SLF001 (public name)


def key_names(table: type[Versioned]) -> list[str]:
    """What tells a row of this table from others that hold at the same time."""
    return [column.key for column in table_of(table).primary_key if column.key != "since"]


def _key(row: Mapping[str, Any], names: list[str]) -> Key:
    return tuple(row[name] for name in names)


def _same(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    return before is not None and all(before[name] == value for name, value in after.items())


def _close(
    session: Session, table: type[Versioned], names: list[str], keys: list[Key], change: int
) -> None:
    core = table_of(table)
    same = [core.c[name] == bindparam(f"is_{name}") for name in names]
    closing = update(core).where(*same, core.c.until.is_(None)).values(until=change)
    rows = [{f"is_{name}": value for name, value in zip(names, key, strict=True)} for key in keys]
    session.connection().execute(closing, rows)
