"""What is included in answers beyond their plain form: short forms of others, all citations."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy.orm import Session

from app.profiles.view import View
from app.profiles.writing import write_all_citations, write_shorts
from app.queries.shorts import short_forms
from app.routers.representation import Representation
from app.schemas.includes import Include
from app.vocabulary import EntityKind

Json = dict[str, Any]


def with_included(session: Session, wanted: Representation, data: bytes, view: View) -> bytes:
    """The items (JSON, with commas between) with the short forms that are to be included.

    Where nothing is, they are not even looked at. One statement for each kind included, whatever
    the number of items.
    """
    expanding = [include for include in wanted.includes if include.expands]
    if not expanding or not data:
        return data
    items = orjson.loads(b"[" + data + b"]")
    for include in expanding:
        _expand(session, items, include, view)
    return orjson.dumps(items)[1:-1]


def with_all_citations(session: Session, data: bytes, known_at: int | None) -> bytes:
    """Memberships (JSON, with commas between), each with all its citations."""
    items = orjson.loads(b"[" + data + b"]")
    people = {item["person_id"] for item in items}
    citations = write_all_citations(session, people, known_at)
    for item in items:
        item["citations"] = citations[item["id"]]
    return orjson.dumps(items)[1:-1]


def _expand(session: Session, items: Sequence[Json], include: Include, view: View) -> None:
    *above, name = include.name.split(".")
    holders = list(_at(items, above))
    ids = [_named(holder, name) for holder in holders]
    named = {each for each in ids if each}
    shorts = _shorts(session, EntityKind(str(include.expands)), named, view)
    for holder, entity_id in zip(holders, ids, strict=True):
        # What was withdrawn is named still, but has no short form.
        holder[name] = shorts.get(entity_id or "", holder.get(name))


def _at(items: Iterable[Json], path: Sequence[str]) -> Iterator[Json]:
    """Every object at a path of lists."""
    if not path:
        yield from items
        return
    for item in items:
        yield from _at(item[path[0]], path[1:])


def _named(holder: Json, name: str) -> str | None:
    entity_id: str | None = holder[f"{name}_id"]
    return entity_id


def _shorts(
    session: Session, kind: EntityKind, entity_ids: set[str], view: View
) -> dict[str, Json]:
    if view.as_of is None:
        found = short_forms(session, kind, entity_ids, view.known_at)
        return {entity_id: orjson.loads(short) for entity_id, short in found.items()}
    ordered = sorted(entity_ids)
    plain = View(known_at=view.known_at, as_of=view.as_of)
    return dict(zip(ordered, write_shorts(session, ordered, plain), strict=True))
