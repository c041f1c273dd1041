"""``/people``: profiles."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.pages.people import describe_person, person_page
from app.profiles.evidence import gather_own
from app.profiles.history import change_json
from app.profiles.readings import readings_of
from app.profiles.spans import add_ancestors
from app.profiles.timeline import timeline_of
from app.queries.changes import read_newest
from app.queries.documents import ids_of
from app.routers.authorization import open_to_all
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
_MOST_CHANGES: Final = 4  # that stand on a profile; its history has them all


@router.get("/{person_id}")
@open_to_all
def show_person(
    request: Request,
    session: SessionDep,
    view: PageViewDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
) -> Response:
    """Show a profile: posts first, drawn on a time axis, each fact with its quote."""
    document = page_document(request, session, EntityKind.PERSON, person_id, view)
    career = _career(session, person_id, view.known_at)
    told = describe_person(document, career["timeline"])
    frame = document_frame(request, document, told, type="profile")
    page = person_page(frame, document, career, day_shown(request, session))
    return page_response(request, session, page)


def _career(session: Session, person_id: str, known_at: int | None) -> dict[str, Any]:
    """What a profile shows beside its document, from evidence that is read once."""
    evidence = gather_own(session, person_id, known_at)
    add_ancestors(session, evidence)
    before = known_at + 1 if known_at is not None else None
    ids = ids_of(session, person_id)
    changes = read_newest(session, ids, before=before, limit=_MOST_CHANGES)
    return {
        "timeline": timeline_of(evidence, person_id),
        "readings": readings_of(evidence, person_id),
        "changes": [change_json(each) for each in changes],
    }
