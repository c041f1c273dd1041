"""``/v1/events``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.queries import events
from app.routers.dependencies import (
    FollowMerges,
    ListViewDep,
    PageDep,
    SessionDep,
    ViewDep,
    id_filter,
    id_path,
    name_query,
    word_filter,
)
from app.routers.openapi import FOUND, NARROWED, answers
from app.routers.responses import document_response, list_response
from app.schemas.events import Event, EventsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/events", tags=["events"])


@router.get("", responses=answers(EventsPage, NARROWED), dependencies=[FollowMerges])
def list_events(
    request: Request,
    session: SessionDep,
    page: PageDep,
    view: ListViewDep,
    q: Annotated[str | None, name_query("events", "summit")] = None,
    classification: Annotated[str | None, word_filter("classification", "meeting")] = None,
    parent_id: Annotated[
        str | None, id_filter("event, as parts of it", "world-political-parties-summit")
    ] = None,
    participant_id: Annotated[str | None, id_filter("participant", "liu-jianchao")] = None,
) -> Response:
    """List events by name."""
    found = events.list_events(
        q=q,
        classification=classification,
        parent_id=parent_id,
        participant_id=participant_id,
        known_at=view.known_at,
    )
    return list_response(request, session, found, events.KEY, page, view)


@router.get("/{event_id}", responses=answers(Event, FOUND))
def get_event(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    event_id: Annotated[str, id_path("world-political-parties-summit")],
) -> Response:
    """Get the event."""
    return document_response(request, session, EntityKind.EVENT, event_id, view)
