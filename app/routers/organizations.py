"""``/v1/organizations``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.queries import organizations
from app.routers.dependencies import (
    Include,
    IncludeQuery,
    PageDep,
    SessionDep,
    id_filter,
    id_path,
    name_query,
    word_filter,
)
from app.routers.openapi import FOUND, LISTED, answers
from app.routers.responses import document_response, list_response
from app.schemas.organizations import Organization, OrganizationsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/organizations", tags=["organizations"])


@router.get("", responses=answers(OrganizationsPage, LISTED))
def list_organizations(
    request: Request,
    session: SessionDep,
    page: PageDep,
    q: Annotated[str | None, name_query("organizations", "party")] = None,
    classification: Annotated[str | None, word_filter("classification", "party")] = None,
    parent_id: Annotated[
        str | None, id_filter("parent organization", "communist-party-of-china")
    ] = None,
) -> Response:
    """List organizations by name."""
    found = organizations.list_organizations(
        q=q, classification=classification, parent_id=parent_id
    )
    return list_response(request, session, found, organizations.KEY, page)


@router.get("/{organization_id}", responses=answers(Organization, FOUND))
def get_organization(
    request: Request,
    session: SessionDep,
    organization_id: Annotated[str, id_path("communist-party-of-china")],
    include: IncludeQuery = None,
) -> Response:
    """Get the organization."""
    full = Include.CITATIONS in (include or [])
    return document_response(request, session, EntityKind.ORGANIZATION, organization_id, full=full)
