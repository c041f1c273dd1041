"""Whether what is kept ready is what the ledger says: now, and in every past view."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.keeping.problems import Problem, Progress
from app.ledger.upgrading import views_written_as
from app.models import (
    ChangeEntity,
    Document,
    Entity,
    Quality,
    Reference,
    SearchName,
    SearchText,
    holds,
)
from app.models.base import table_of
from app.models.versions import Versioned
from app.profiles.evidence import kinds_of
from app.profiles.ready import VIEW_VERSION, ready_rows
from app.profiles.references import reference_rows_of
from app.profiles.rewriting import forced_changes, points_of, told_facts, touched_in
from app.profiles.texts import WrittenTexts, text_rows
from app.profiles.versions import SCOPES, key_names
from app.search.name_keys import heard
from app.search.parsing import parse

Row = Mapping[str, Any]
Scope = InstrumentedAttribute[str]  # says of which entity a row is
Expected = dict[Scope, Sequence[Row]]
_AT_ONCE: Final = 200
# Of search texts: which number a text has says nothing, and its words are looked at apart.
_FREE: Final = {"since", "until", "number"}
_ALL: Final = (*SCOPES, Reference.id, SearchName.entity_id)


def check_documents(session: Session, since: int, progress: Progress) -> Iterator[Problem]:
    """Whether documents, list rows, names, values, tenures and texts are those of now."""
    yield from _of_nobody(session)
    if _is_of_another_release(session):
        what = "is that of another release: incumbent migrate writes them anew"
        yield Problem("documents", "the format of documents", what)
        return
    for entity_ids in _entities(session, since, "documents", progress):
        present = sorted(touched_in(session, entity_ids))
        texts = WrittenTexts({}, 0)
        yield from _check(session, entity_ids, present, None, texts)


def check_past(session: Session, since: int, progress: Progress) -> Iterator[Problem]:
    """Whether every version is one of a change that may have made it, and what was known then.

    What an older release wrote, before the last upgrade, is in a format of its own: of that only
    the digests of documents are looked at.
    """
    if _is_of_another_release(session):
        return
    forced = forced_changes(session)
    readable = max(since, *forced.of_all, 1)
    for entity_ids in _entities(session, since, "past views", progress):
        yield from _digests(session, entity_ids)
        touched = touched_in(session, entity_ids)
        points = points_of(session, touched, forced)
        yield from _intervals(session, entity_ids, points, readable)
        texts = WrittenTexts({}, 0)
        for number in sorted({each for numbers in points.values() for each in numbers}):
            here = [each for each in entity_ids if number in points[each]]
            if number >= readable:
                yield from _check(session, here, here, number, texts)


def _is_of_another_release(session: Session) -> bool:
    return views_written_as(session) not in (None, VIEW_VERSION)


def _entities(session: Session, since: int, stage: str, progress: Progress) -> Iterator[list[str]]:
    """All entities, or those that changes from ``since`` on touched, a few at a time."""
    wanted = [] if since <= 1 else [_touched_since(since)]
    total = session.scalar(select(func.count()).select_from(Entity).where(*wanted)) or 0
    found = select(Entity.id).where(*wanted).order_by(Entity.id).limit(_AT_ONCE)
    last, done = "", 0
    while entity_ids := list(session.scalars(found.where(Entity.id > last))):
        yield entity_ids
        session.expunge_all()
        last, done = entity_ids[-1], done + len(entity_ids)
        progress(stage, done, total)


def _touched_since(since: int) -> Any:
    return exists().where(ChangeEntity.entity_id == Entity.id, ChangeEntity.change >= since)


def _check(
    session: Session,
    entity_ids: Sequence[str],
    known: list[str],
    at: int | None,
    texts: WrittenTexts,
) -> Iterator[Problem]:
    """What is wrong with all that is kept of these entities, of which some are known at that."""
    try:
        expected = _expected(session, known, at, texts)
    except KeyError as error:
        yield _without_reference(session, error, at)
    else:
        yield from _compare(session, entity_ids, expected, at)


def _without_reference(session: Session, error: KeyError, at: int | None) -> Problem:
    """Others speak of an entity, and what they repeat of it is not there; else the same error."""
    (entity_id,) = error.args
    if not isinstance(entity_id, str) or session.get(Entity, entity_id) is None:
        raise error
    what = "is missing, though documents speak of it"
    return Problem(_part(at), f"entity_references ({entity_id}, {at})", what, entity_id=entity_id)


def _part(at: int | None) -> str:
    return "documents" if at is None else "past"


def _expected(
    session: Session, entity_ids: list[str], at: int | None, texts: WrittenTexts
) -> Expected:
    """All rows that should hold of these entities, by the column that says of which one each is."""
    ready = ready_rows(session, entity_ids, known_at=at)
    kinds = kinds_of(session, entity_ids)
    told = told_facts(session, entity_ids, at)
    names = {(each[0], each[2]): each for each in ready.names}
    written = text_rows(session, entity_ids, ready.evidence, texts)
    texts.words.clear()
    return {
        **{scope: of for _, scope, _, of in ready.versions},
        Quality.entity_id: ready.measured,
        Reference.id: reference_rows_of(kinds, told),
        SearchName.entity_id: [_name(*each) for each in names.values()],
        SearchText.entity_id: written,
    }


def _name(entity_id: str, kind: str, name: str) -> Row:
    return {"entity_id": entity_id, "kind": kind, "name": name, "heard": heard(parse(name))}


def _compare(
    session: Session, entity_ids: Sequence[str], expected: Expected, at: int | None
) -> Iterator[Problem]:
    part = _part(at)
    for scope in (*_ALL, Quality.entity_id) if at is None else _ALL:
        keys = _keys(scope)
        after = {tuple(row[key] for key in keys): row for row in expected.get(scope, ())}
        held = _held(session, scope, entity_ids, at)
        before = {tuple(row[key] for key in keys): row for row in held}
        for key in sorted(after.keys() | before.keys(), key=str):
            if what := _difference(before.get(key), after.get(key), is_past=at is not None):
                row = before.get(key) or after[key]
                yield Problem(part, _place(scope, key, at), what, entity_id=row[scope.key])


def _table(scope: Scope) -> type[Any]:
    table: Any = scope.class_
    return table  # type: ignore[no-any-return]


def _keys(scope: Scope) -> list[str]:
    """The columns that tell rows from others that hold at the same time."""
    if scope is SearchName.entity_id:
        return ["entity_id", "name"]
    return key_names(_table(scope))


def _held(
    session: Session, scope: Scope, entity_ids: Sequence[str], at: int | None
) -> Iterator[Row]:
    table = _table(scope)
    columns = list(table_of(table).columns)
    found = select(*columns).where(scope.in_(entity_ids))
    if issubclass(table, Versioned):
        found = found.where(holds(table, at))
    names = [column.key for column in columns]
    for row in session.execute(found):
        yield dict(zip(names, row, strict=True))


def _difference(before: Row | None, after: Row | None, *, is_past: bool) -> str | None:
    if before is None:
        return "is missing"
    if after is None:
        return "is there, though nothing in the ledger says it"
    names = [name for name in after if name not in _FREE and before[name] != after[name]]
    if is_past:
        names = [name for name in names if not _by_dataset(name, before, after)]
    return f"is not what the ledger says: {', '.join(names)}" if names else None


def _by_dataset(name: str, before: Row, after: Row) -> bool:
    """Whether a past document differs only by what was told of a dataset, which may be restated."""
    if name == "digest":
        return "body" in before and _by_dataset("body", before, after)
    if name != "body" or not before[name] or not after[name]:
        return False
    return bool(_without_datasets(before[name]) == _without_datasets(after[name]))


def _without_datasets(body: str) -> Any:
    """What a body says but for that; as it is where it is no JSON any more."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    return {key: told[key] for key in told if key != "datasets"} if isinstance(told, dict) else told


def _place(scope: Scope, key: tuple[Any, ...], at: int | None) -> str:
    when = "" if at is None else f" as of change {at}"
    return f"{table_of(_table(scope)).name} ({', '.join(map(str, key))}){when}"


def _digests(session: Session, entity_ids: Sequence[str]) -> Iterator[Problem]:
    columns = (Document.id, Document.since, Document.body, Document.digest)
    found = select(*columns).where(Document.id.in_(entity_ids), Document.digest.is_not(None))
    for row in session.execute(found):
        if row.body is None or hashlib.sha256(row.body.encode()).hexdigest()[:16] != row.digest:
            where = f"documents ({row.id}) since change {row.since}"
            yield Problem("past", where, "its digest is not that of its body", entity_id=row.id)


def _intervals(
    session: Session, entity_ids: Sequence[str], points: Mapping[str, set[int]], readable: int
) -> Iterator[Problem]:
    """Versions begin and end where a change may have made them, and none overlap."""
    for scope in _ALL:
        table = _table(scope)
        keys = [scope, *(getattr(table, name) for name in _keys(scope))]
        found = select(table.since, table.until, *keys).where(scope.in_(entity_ids))
        ended: defaultdict[tuple[Any, ...], int] = defaultdict(int)
        for since, until, entity_id, *key in session.execute(found.order_by(table.since)):
            where = _place(scope, (*key, f"since {since}"), None)
            known = points.get(entity_id, set[int]())
            strange = [n for n in (since, until) if n and n >= readable and n not in known]
            if strange:
                what = f"begins or ends with change {strange[0]}, which made none of it"
                yield Problem("past", where, what, entity_id=entity_id)
            if ended[*key] > since or (until is not None and until <= since):
                what = "begins before the version before it ends, or ends before it begins"
                yield Problem("past", where, what, entity_id=entity_id)
            ended[*key] = until or since + 1


def _of_nobody(session: Session) -> Iterator[Problem]:
    """Rows of entities that there are not, which nothing else would look at."""
    for scope in (*_ALL, Quality.entity_id):
        unknown = ~exists().where(Entity.id == scope)
        for entity_id in session.scalars(select(scope).where(unknown).distinct().limit(_AT_ONCE)):
            where = f"{table_of(_table(scope)).name} ({entity_id})"
            yield Problem("documents", where, "is of no entity", entity_id=entity_id)
