"""``/people``: profiles."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.pages.people import describe_person, person_page
from app.profiles.timeline import write_timeline
from app.routers.dependencies import SessionDep, id_path
from app.routers.pages.shared import (
    PageViewDep,
    day_shown,
    document_frame,
    page_document,
    page_response,
)
from app.vocabulary import EntityKind

router = APIRouter(prefix="/people", include_in_schema=False)


@router.get("/{person_id}")
def show_person(
    request: Request,
    session: SessionDep,
    view: PageViewDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
) -> Response:
    """Show a profile: posts first, drawn on a time axis, each fact with its quote."""
    document = page_document(request, session, EntityKind.PERSON, person_id, view)
    timeline = write_timeline(session, person_id, view.known_at)
    frame = document_frame(request, document, describe_person(document), type="profile")
    page = person_page(frame, document, timeline, day_shown(request, session))
    return page_response(request, session, page)
