"""``/v1/memberships``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.queries import memberships
from app.routers.authorization import open_to_all
from app.routers.dependencies import KnownAtDep, SessionDep, fact_path
from app.routers.lists import Asked, asked_of, documented, held_response
from app.routers.openapi import FOUND, NARROWED, answers
from app.routers.responses import membership_response
from app.schemas.facts import Membership, MembershipsPage

router = APIRouter(prefix="/memberships", tags=["memberships"])


@router.get(
    "", responses=answers(MembershipsPage, NARROWED), openapi_extra=documented(memberships.LIST)
)
@open_to_all
def list_memberships(
    request: Request,
    session: SessionDep,
    asked: Annotated[Asked, asked_of(memberships.LIST)],
) -> Response:
    """List who held which post or belonged to which organization."""
    return held_response(request, session, asked)


@router.get("/{membership_id}", responses=answers(Membership, FOUND))
@open_to_all
def get_membership(
    request: Request,
    session: SessionDep,
    known_at: KnownAtDep,
    membership_id: Annotated[str, fact_path()],
) -> Response:
    """Get the membership with the citations of all sources that say the same."""
    return membership_response(request, session, membership_id, known_at)
