"""``/v1/memberships``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.queries import memberships
from app.routers.dependencies import (
    FollowMerges,
    KnownAtDep,
    ListViewDep,
    PageDep,
    SessionDep,
    fact_path,
    id_filter,
)
from app.routers.openapi import FOUND, NARROWED, answers
from app.routers.responses import membership_response, memberships_response
from app.schemas.facts import Membership, MembershipsPage
from app.timespans import Question

router = APIRouter(prefix="/memberships", tags=["memberships"])


@router.get("", responses=answers(MembershipsPage, NARROWED), dependencies=[FollowMerges])
def list_memberships(
    request: Request,
    session: SessionDep,
    page: PageDep,
    view: ListViewDep,
    person_id: Annotated[str | None, id_filter("person", "liu-jianchao")] = None,
    organization_id: Annotated[
        str | None, id_filter("organization", "international-liaison-department")
    ] = None,
    post_id: Annotated[
        str | None, id_filter("post", "head-of-the-international-liaison-department")
    ] = None,
) -> Response:
    """List who held which post or belonged to which organization."""
    asked = Question.of(view.as_of) if view.as_of else None
    found = memberships.list_memberships(
        person_id=person_id,
        organization_id=organization_id,
        post_id=post_id,
        asked=asked,
        known_at=view.known_at,
    )
    return memberships_response(request, session, found, page, view)


@router.get("/{membership_id}", responses=answers(Membership, FOUND))
def get_membership(
    request: Request,
    session: SessionDep,
    known_at: KnownAtDep,
    membership_id: Annotated[str, fact_path()],
) -> Response:
    """Get the membership with the citations of all sources that say the same."""
    return membership_response(request, session, membership_id, known_at)
