"""Writing versions of derived rows: what changed is closed and written anew, the rest stays."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.bulk import insert_rows
from app.models import ClosedNameKey, ClosedNameWord, NameKey, NameWord, SearchName
from app.models.base import Base, table_of
from app.models.versions import Versioned
from app.search.name_keys import heard, keys_of, readings_of
from app.search.parsing import parse
from app.vocabulary import EntityKind

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
    names = _key_names(table)
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
    keys, words = [], []
    for name in names:
        parsed, kind = parse(name.name), EntityKind(name.kind)
        keys += [{"key": key, "number": name.number} for key in keys_of(parsed, kind)]
        words += [{"text": text, "number": name.number} for text in readings_of(parsed, kind)]
    for column, here, there, moved in (
        (NameKey.key, NameKey, ClosedNameKey, keys),
        (NameWord.text, NameWord, ClosedNameWord, words),
    ):
        if moved:
            gone = [{"is_number": row["number"], "is_key": row[column.key]} for row in moved]
            same = (column == bindparam("is_key"), here.number == bindparam("is_number"))
            session.connection().execute(delete(here).where(*same), gone)
            insert_rows(session, table_of(there), moved)


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


def _key_names(table: type[Versioned]) -> list[str]:
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
