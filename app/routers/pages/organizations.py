"""``/organizations``: a body, what stands above and below it, and who belonged to it."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.models import Tenure
from app.pages.organizations import describe_organization, organization_page
from app.profiles.view import View
from app.queries import events, posts
from app.queries.trees import organizations_above, organizations_below
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep, id_path
from app.routers.pages.related import (
    MOST_RELATED,
    DayDep,
    Everyone,
    TenuresDep,
    TenuresOf,
    related,
    shorts_shown,
    titles_of,
)
from app.routers.pages.shared import (
    Json,
    PageViewDep,
    day_shown,
    document_frame,
    page_document,
    page_response,
)
from app.vocabulary import EntityKind

router = APIRouter(prefix="/organizations", include_in_schema=False)


@router.get("/{organization_id}")
@open_to_all
def show_organization(
    request: Request,
    session: SessionDep,
    view: PageViewDep,
    on: DayDep,
    wanted: TenuresDep,
    organization_id: Annotated[str, id_path("communist-party-of-china")],
    everyone: Everyone = None,
) -> Response:
    """Show an organization: its tree, its posts, its members drawn over time, its events."""
    document = page_document(request, session, EntityKind.ORGANIZATION, organization_id, view)
    today, wanted = day_shown(request, session), replace(wanted, limit=MOST_RELATED)
    is_large = document["member_count"] > wanted.limit
    # Of a large body those of today are shown, unless another day or everyone is asked for.
    usual = view.as_of or (PartialDate.of_day(today) if is_large and not everyone else None)
    day = on or usual
    of_body = TenuresOf(session, Tenure.organization_id, organization_id, view.known_at)
    members = of_body.page(wanted, day, dated=is_large)
    beside = {
        **_bodies(request, session, document, view),
        "members": members,
        "day": day.text if day else None,
        "is_large": is_large,
        "titles": titles_of(session, document, members["data"], view.known_at),
        "posts": related(request, session, posts.LIST, view, organization_id=organization_id),
        "events": related(request, session, events.LIST, view, organization_id=organization_id),
        "as_of": view.as_of,
    }
    frame = document_frame(request, document, describe_organization(document))
    return page_response(request, session, organization_page(frame, document, beside, today))


def _bodies(request: Request, session: Session, document: Json, view: View) -> dict[str, Any]:
    """What stands above the organization, the highest first, and below it, by depth."""
    above = organizations_above(session, document["parent_id"], view.known_at)
    below = organizations_below(session, document["id"], view.known_at)
    return {
        "above": shorts_shown(request, above, view),
        "below": shorts_shown(request, below, view),
    }
