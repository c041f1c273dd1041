"""``/embed/people``: small cards for frames on the pages of other sites."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.pages.embed import CARD_HEADERS, person_card
from app.profiles.timeline import write_timeline
from app.profiles.view import View
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep, id_path
from app.routers.pages.shared import (
    day_shown,
    page_document,
    page_response,
    plain_frame,
)
from app.vocabulary import EntityKind

router = APIRouter(prefix="/embed", include_in_schema=False)


@router.get("/people/{person_id}")
@open_to_all
def show_card(
    request: Request, session: SessionDep, person_id: Annotated[str, id_path("liu-jianchao")]
) -> Response:
    """Show a person on a small card, as things are now, whatever else is asked."""
    document = page_document(request, session, EntityKind.PERSON, person_id, View())
    frame = plain_frame(request, document["display_name"])
    timeline = write_timeline(session, person_id, None)
    card = person_card(frame, document, timeline, day_shown(request, session))
    return page_response(request, session, card, CARD_HEADERS)
