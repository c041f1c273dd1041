"""``/v1/events``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.curating.bodies import Edit, NewEvent
from app.queries import events
from app.routers.authorization import open_to_all
from app.routers.dependencies import (
    SessionDep,
    ViewDep,
    id_path,
)
from app.routers.editing import ReasonQuery, create, edit, withdraw
from app.routers.lists import Asked, asked_of, documented, entities_response
from app.routers.openapi import ADDED, EDITED, FOUND, NARROWED, WITHDRAWN, answers
from app.routers.preconditions import IfMatch
from app.routers.responses import document_response
from app.routers.writing import CurateDep
from app.schemas.events import Event, EventsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/events", tags=["events"])


@router.get("", responses=answers(EventsPage, NARROWED), openapi_extra=documented(events.LIST))
@open_to_all
def list_events(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    asked: Annotated[Asked, asked_of(events.LIST)],
) -> Response:
    """List events, by name unless sorted otherwise."""
    return entities_response(request, session, asked, view)


@router.get("/{event_id}", responses=answers(Event, FOUND))
@open_to_all
def get_event(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    event_id: Annotated[str, id_path("world-political-parties-summit")],
) -> Response:
    """Get the event."""
    return document_response(request, session, EntityKind.EVENT, event_id, view)


@router.post("", status_code=201, responses=answers(Event, ADDED, status=201))
def create_event(request: Request, write: CurateDep, wanted: NewEvent) -> Response:
    """Make an event as an article has it, with quotes for all that is said.

    What it names is on record, or comes in a batch (`POST /v1/changes`).
    """
    return create(request, write, EntityKind.EVENT, wanted)


@router.patch("/{event_id}", responses=answers(Event, EDITED))
def edit_event(
    request: Request,
    write: CurateDep,
    event_id: Annotated[str, id_path("world-political-parties-summit")],
    wanted: Edit,
    if_match: IfMatch = None,
) -> Response:
    """Add to the event, or correct facts about it; all of it is one change."""
    return edit(request, write, EntityKind.EVENT, event_id, wanted, if_match)


@router.delete(
    "/{event_id}",
    status_code=204,
    response_class=Response,
    responses=answers(None, WITHDRAWN, status=204),
)
def withdraw_event(
    write: CurateDep,
    event_id: Annotated[str, id_path("world-political-parties-summit")],
    reason: ReasonQuery,
    if_match: IfMatch = None,
) -> Response:
    """Withdraw the event: it answers 410 with the reason, until the change is reverted."""
    return withdraw(write, EntityKind.EVENT, event_id, reason, if_match)
