"""``/events``: what took place, and who took which part in it."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.pages.events import describe_event, event_page
from app.profiles.succession import read_tenures, write_memberships
from app.profiles.view import View
from app.queries import events
from app.queries.tenures import tenures_of
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep, id_path
from app.routers.pages.related import related, titles_of
from app.routers.pages.shared import (
    Json,
    PageViewDep,
    document_frame,
    page_document,
    page_response,
)
from app.timespans import Question
from app.vocabulary import EntityKind

router = APIRouter(prefix="/events", include_in_schema=False)


@router.get("/{event_id}")
@open_to_all
def show_event(
    request: Request,
    session: SessionDep,
    view: PageViewDep,
    event_id: Annotated[str, id_path("world-political-parties-summit")],
) -> Response:
    """Show an event: when, where, as part of what, and who took part in which capacity."""
    document = page_document(request, session, EntityKind.EVENT, event_id, view)
    beside = {
        "parts": related(request, session, events.LIST, view, parent_id=event_id),
        "held": _held_that_day(session, document, view),
        "titles": titles_of(session, document, document["participants"], view.known_at),
    }
    frame = document_frame(request, document, describe_event(document))
    return page_response(request, session, event_page(frame, document, beside))


def _held_that_day(session: Session, document: Json, view: View) -> list[Json]:
    """The memberships of the people who took part, on the day of the event."""
    if not document["start_date"]:
        return []
    asked = Question.of(PartialDate.parse(document["start_date"]))
    people = {each["subject"]["id"] for each in document["participants"]}
    found = read_tenures(tenures_of(session, people, asked, view.known_at))
    return [orjson.loads(each) for each in write_memberships(found, asked)]
