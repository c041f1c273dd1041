"""What the reconciliation service has beside its queries: suggestions, previews, proposals."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.errors import GoneError, NotFoundError
from app.models import Document
from app.pages.preview import POLICY, preview_card
from app.queries.documents import find_document
from app.queries.match import survivors
from app.reconciling.asking import ENTITIES
from app.reconciling.properties import properties_for
from app.reconciling.suggesting import suggest_entities, suggest_properties, suggest_types
from app.reconciling.telling import tell
from app.reconciling.types import TYPES, UnknownTypeError, kind_of
from app.routers.authorization import open_to_all
from app.routers.dependencies import ID, SessionDep, id_path, invalid_parameter
from app.routers.openapi import answers
from app.routers.reading import require_document
from app.routers.reconcile import base_of
from app.routers.responses import html_response, json_response, last_change_shown
from app.schemas.reconcile import (
    EntitySuggestions,
    ProposedProperties,
    Suggestions,
    TypeStrict,
)
from app.vocabulary import NO_NUL_PATTERN, PATHS, EntityKind

router = APIRouter(prefix="/reconcile", tags=["reconcile"])

Prefix = Annotated[
    str,
    Query(max_length=300, pattern=NO_NUL_PATTERN, description="What was typed.", examples=["liu"]),
]
Cursor = Annotated[
    int, Query(ge=0, le=1000, description="How many suggestions to skip.", examples=[0])
]
Limit = Annotated[
    int, Query(ge=1, le=50, description="How many suggestions to give.", examples=[10])
]
Types = Annotated[
    list[str] | None,
    Query(description="Only entities of these types.", max_length=10, examples=["Person"]),
]
Strict = Annotated[
    TypeStrict,
    Query(
        description="With several types: any or should, of one of them; all, of each of them,"
        " which no entity is.",
        examples=["any"],
    ),
]


class HtmlPage(Response):
    """A page."""

    media_type = "text/html"


@router.get("/suggest/entity", responses=answers(EntitySuggestions))
@open_to_all
def suggest_entity(
    request: Request,
    session: SessionDep,
    prefix: Prefix = "",
    cursor: Cursor = 0,
    limit: Limit = 10,
    type: Types = None,  # noqa: A002 (the API's own name)
    type_strict: Strict = TypeStrict.ANY,
) -> Response:
    """Suggest entities as somebody types, by name in any script, or by id."""
    kinds = _kinds(type, type_strict)
    found = suggest_entities(session, prefix, kinds, skip=cursor, limit=limit) if kinds else []
    return _suggested(request, found, cursor, limit, last_change_shown(request, session))


@router.get("/suggest/property", responses=answers(Suggestions))
@open_to_all
def suggest_property(
    request: Request, prefix: Prefix = "", cursor: Cursor = 0, limit: Limit = 10
) -> Response:
    """Suggest properties, to match by or to extend with; `identifier.` and a scheme is one."""
    return _suggested(request, suggest_properties(prefix)[cursor:], cursor, limit)


@router.get("/suggest/type", responses=answers(Suggestions))
@open_to_all
def suggest_type(
    request: Request, prefix: Prefix = "", cursor: Cursor = 0, limit: Limit = 10
) -> Response:
    """Suggest types."""
    return _suggested(request, suggest_types(prefix)[cursor:], cursor, limit)


@router.get("/properties", responses=answers(ProposedProperties))
@open_to_all
def propose_properties(
    request: Request,
    type: Annotated[  # noqa: A002 (the API's own name)
        str | None, Query(description="Of entities of this type.", examples=["Person"])
    ] = None,
    limit: Annotated[
        int | None, Query(ge=1, le=100, description="At most so many.", examples=[5])
    ] = None,
) -> Response:
    """Propose properties that entities of a type can be extended with."""
    (kind,) = _kinds([type], TypeStrict.ANY) if type else (None,)
    found = [
        {"id": each.id, "name": each.name, "description": each.description}
        for each in properties_for(kind)[:limit]
    ]
    told = {"properties": found} | ({"type": type} if type else {}) | _given(limit)
    return json_response(request, orjson.dumps(told))


@router.get("/preview", response_class=HtmlPage, responses=answers(str, (NotFoundError, GoneError)))
@open_to_all
def preview_entity(
    request: Request,
    session: SessionDep,
    entity_id: Annotated[
        str, Query(alias="id", description="Of the entity.", examples=["liu-jianchao"], **ID)
    ],
) -> Response:
    """Show a small card of an entity, to be framed by a page elsewhere."""
    document = _require(session, entity_id)
    body = orjson.loads(str(document.body))
    page = preview_card(
        body,
        type_name=TYPES[EntityKind(document.kind)],
        told=tell(body),
        url=f"{base_of(request)}{ENTITIES}/{document.id}",
    )
    headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    headers |= {"Referrer-Policy": "no-referrer"}
    return html_response(request, page, headers, last_change_shown(request, session))


@router.get("/entities/{entity_id}", include_in_schema=False)
@open_to_all
def view_entity(session: SessionDep, entity_id: Annotated[str, id_path("china")]) -> Response:
    """Lead to the document of an entity, whatever it is."""
    found = _require(session, entity_id)
    where = f"{PATHS[EntityKind(found.kind)]}/{found.id}"
    return Response(status_code=303, headers={"Location": where})


def _require(session: Session, entity_id: str) -> Document:
    """The present document of an entity, or of what it was merged into."""
    found = find_document(session, survivors(session, [entity_id]).get(entity_id, entity_id))
    if found is None:
        raise NotFoundError(f"There is nothing with the id {entity_id!r}.")
    return require_document(session, EntityKind(found.kind), found.id)


def _kinds(types: Sequence[str] | None, strict: TypeStrict) -> tuple[EntityKind, ...]:
    """The kinds that are wanted; none where each entity would have to be of two."""
    try:
        asked = tuple(dict.fromkeys(kind_of(each) for each in types or ()))
    except UnknownTypeError as error:
        raise invalid_parameter("type", str(error)) from None
    if strict is TypeStrict.ALL and len(asked) > 1:
        return ()
    return asked or tuple(EntityKind)


def _suggested(
    request: Request,
    found: Sequence[dict[str, Any]],
    cursor: int,
    limit: int,
    changed_at: dt.datetime | None = None,
) -> Response:
    """``found`` begins behind the cursor, and has more than the limit where there are more."""
    more = {"cursor": cursor + limit} if len(found) > limit else {}
    told = orjson.dumps({"result": found[:limit]} | more)
    return json_response(request, told, changed_at=changed_at)


def _given(limit: int | None) -> dict[str, int]:
    return {} if limit is None else {"limit": limit}
