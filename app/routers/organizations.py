"""``/v1/organizations``."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.curating.bodies import NewOrganization, OrganizationEdit
from app.models import Tenure
from app.profiles.view import View
from app.queries import organizations, tenures
from app.routers.authorization import open_to_all
from app.routers.dependencies import (
    KnownAtDep,
    OnDep,
    PageDep,
    SessionDep,
    ViewDep,
    id_path,
)
from app.routers.editing import ReasonQuery, create, edit, withdraw
from app.routers.lists import Asked, asked_of, documented, entities_response
from app.routers.openapi import ADDED, EDITED, FOUND, LISTED, NARROWED, WITHDRAWN, answers
from app.routers.preconditions import IfMatch
from app.routers.reading import require_document
from app.routers.responses import document_response, tenures_response
from app.routers.writing import CurateDep
from app.schemas.facts import TenuresPage
from app.schemas.organizations import Organization, OrganizationsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/organizations", tags=["organizations"])


@router.get(
    "", responses=answers(OrganizationsPage, NARROWED), openapi_extra=documented(organizations.LIST)
)
@open_to_all
def list_organizations(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    asked: Annotated[Asked, asked_of(organizations.LIST)],
) -> Response:
    """List organizations, by name unless sorted otherwise."""
    return entities_response(request, session, asked, view)


@router.get("/{organization_id}", responses=answers(Organization, FOUND))
@open_to_all
def get_organization(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    organization_id: Annotated[str, id_path("communist-party-of-china")],
) -> Response:
    """Get the organization."""
    return document_response(request, session, EntityKind.ORGANIZATION, organization_id, view)


@router.get("/{organization_id}/members", responses=answers(TenuresPage, (*FOUND, *LISTED)))
@open_to_all
def list_members(
    request: Request,
    session: SessionDep,
    page: PageDep,
    on: OnDep,
    known_at: KnownAtDep,
    organization_id: Annotated[str, id_path("international-liaison-department")],
) -> Response:
    """List who belonged to the organization, or held a post in it.

    With `on`, those who held it that day: `holds` says definitely or possibly, `timespan` between
    which days that is sure or possible. Without, the succession in order, with its gaps and
    overlaps.
    """
    require_document(session, EntityKind.ORGANIZATION, organization_id, known_at)
    found = partial(tenures.tenures, Tenure.organization_id, organization_id, known_at=known_at)
    return tenures_response(
        request, session, lambda asked: found(asked=asked), page, View(known_at, on)
    )


@router.post("", status_code=201, responses=answers(Organization, ADDED, status=201))
def create_organization(request: Request, write: CurateDep, wanted: NewOrganization) -> Response:
    """Make an organization as an article has it, with quotes for all that is said.

    What it names is on record, or comes in a batch (`POST /v1/changes`).
    """
    return create(request, write, EntityKind.ORGANIZATION, wanted)


@router.patch("/{organization_id}", responses=answers(Organization, EDITED))
def edit_organization(
    request: Request,
    write: CurateDep,
    organization_id: Annotated[str, id_path("communist-party-of-china")],
    wanted: OrganizationEdit,
    if_match: IfMatch = None,
) -> Response:
    """Add to the organization, or correct facts about it; all of it is one change."""
    return edit(request, write, EntityKind.ORGANIZATION, organization_id, wanted, if_match)


@router.delete(
    "/{organization_id}",
    status_code=204,
    response_class=Response,
    responses=answers(None, WITHDRAWN, status=204),
)
def withdraw_organization(
    write: CurateDep,
    organization_id: Annotated[str, id_path("communist-party-of-china")],
    reason: ReasonQuery,
    if_match: IfMatch = None,
) -> Response:
    """Withdraw the organization: it answers 410 with the reason, until the change is reverted."""
    return withdraw(write, EntityKind.ORGANIZATION, organization_id, reason, if_match)
