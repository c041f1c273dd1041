"""Suggestions as somebody types: entities, properties and types."""

from collections.abc import Collection

import orjson
from sqlalchemy.orm import Session

from app.queries.match import present_documents, survivors
from app.reconciling.properties import Json, suggested
from app.reconciling.telling import tell
from app.reconciling.types import DESCRIPTIONS, TYPES
from app.search.finding import find
from app.vocabulary import EntityKind


def suggest_entities(
    session: Session, prefix: str, kinds: Collection[EntityKind], *, skip: int, limit: int
) -> list[Json]:
    """Entities with a name like this, or with this id, behind the first ``skip``; one too many.

    The one too many tells whether there are more.
    """
    most = skip + limit + 1
    ids = list(survivors(session, [prefix.strip()]).values())
    ids += [each.entity_id for each in find(session, prefix, kinds=kinds, limit=most)]
    wanted = list(dict.fromkeys(ids))[skip:most]
    documents = present_documents(session, wanted)
    shown = [documents[each] for each in wanted if each in documents]
    return [_entity(orjson.loads(str(each.body))) for each in shown if each.kind in kinds]


def type_json(kind: EntityKind) -> Json:
    """A type by its id and name."""
    return {"id": TYPES[kind], "name": TYPES[kind]}


def suggest_properties(prefix: str) -> list[Json]:
    """Properties whose id has this in it, those first that begin with it."""
    return [
        {"id": each.id, "name": each.name, "description": each.description}
        for each in suggested(prefix)
    ]


def suggest_types(prefix: str) -> list[Json]:
    """Types whose name has this in it."""
    typed = prefix.strip().lower()
    return [
        type_json(kind) | {"description": DESCRIPTIONS[kind]}
        for kind, name in TYPES.items()
        if typed in name.lower()
    ]


def _entity(document: Json) -> Json:
    return {
        "id": document["id"],
        "name": document["name"],
        "description": tell(document),
        "notable": [type_json(EntityKind(document["kind"]))],
    }
