"""``/v1/events``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.queries import events
from app.routers.dependencies import (
    SessionDep,
    ViewDep,
    id_path,
)
from app.routers.lists import Asked, asked_of, documented, entities_response
from app.routers.openapi import FOUND, NARROWED, answers
from app.routers.responses import document_response
from app.schemas.events import Event, EventsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/events", tags=["events"])


@router.get("", responses=answers(EventsPage, NARROWED), openapi_extra=documented(events.LIST))
def list_events(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    asked: Annotated[Asked, asked_of(events.LIST)],
) -> Response:
    """List events, by name unless sorted otherwise."""
    return entities_response(request, session, asked, view)


@router.get("/{event_id}", responses=answers(Event, FOUND))
def get_event(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    event_id: Annotated[str, id_path("world-political-parties-summit")],
) -> Response:
    """Get the event."""
    return document_response(request, session, EntityKind.EVENT, event_id, view)
