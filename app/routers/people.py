"""``/v1/people``."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.curating.bodies import NewPerson, PersonEdit
from app.profiles.timeline import write_timeline
from app.queries import facts, people
from app.routers.authorization import open_to_all
from app.routers.dependencies import (
    KnownAtDep,
    PageDep,
    SessionDep,
    ViewDep,
    id_path,
    word_filter,
)
from app.routers.editing import ReasonQuery, create, edit, withdraw
from app.routers.lists import Asked, asked_of, documented, entities_response
from app.routers.openapi import ADDED, EDITED, FOUND, LISTED, NARROWED, WITHDRAWN, answers
from app.routers.preconditions import IfMatch
from app.routers.reading import require_document
from app.routers.responses import document_response, facts_response, whole_response
from app.routers.writing import CurateDep
from app.schemas.facts import FactsPage
from app.schemas.people import PeoplePage, Person, Timeline
from app.vocabulary import EntityKind, FactKind, Rank

router = APIRouter(prefix="/people", tags=["people"])


@router.get("", responses=answers(PeoplePage, NARROWED), openapi_extra=documented(people.LIST))
@open_to_all
def list_people(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    asked: Annotated[Asked, asked_of(people.LIST)],
) -> Response:
    """List people, by name unless sorted otherwise."""
    return entities_response(request, session, asked, view)


@router.get("/{person_id}", responses=answers(Person, FOUND))
@open_to_all
def get_person(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
) -> Response:
    """Get the person."""
    return document_response(request, session, EntityKind.PERSON, person_id, view)


@router.get("/{person_id}/facts", responses=answers(FactsPage, (*FOUND, *LISTED)))
@open_to_all
def list_facts_of_person(
    request: Request,
    session: SessionDep,
    page: PageDep,
    known_at: KnownAtDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
    kind: Annotated[
        FactKind | None, Query(description="Only facts of this kind.", examples=["membership"])
    ] = None,
    property: Annotated[str | None, word_filter("property", "occupation")] = None,  # noqa: A002
    rank: Annotated[
        Rank | None, Query(description="Only facts of this rank.", examples=["normal"])
    ] = None,
) -> Response:
    """List all facts about the person, of every rank, each with all its citations."""
    require_document(session, EntityKind.PERSON, person_id, known_at)
    found = facts.facts_about(
        person_id, kind=kind, property_=property, rank=rank, known_at=known_at
    )
    return facts_response(request, session, found, facts.BY_ROW, page, known_at)


@router.get("/{person_id}/timeline", responses=answers(Timeline, FOUND))
@open_to_all
def list_timeline_of_person(
    request: Request,
    session: SessionDep,
    known_at: KnownAtDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
) -> Response:
    """List the posts held and the events attended in one order, ready to draw.

    `capacities` of a part in an event are the posts that the person held on its day.
    """
    require_document(session, EntityKind.PERSON, person_id, known_at)
    return whole_response(request, session, write_timeline(session, person_id, known_at))


@router.post("", status_code=201, responses=answers(Person, ADDED, status=201))
def create_person(request: Request, write: CurateDep, wanted: NewPerson) -> Response:
    """Make a person as an article has it, with quotes for all that is said.

    What it names is on record, or comes in a batch (`POST /v1/changes`).
    """
    return create(request, write, EntityKind.PERSON, wanted)


@router.patch("/{person_id}", responses=answers(Person, EDITED))
def edit_person(
    request: Request,
    write: CurateDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
    wanted: PersonEdit,
    if_match: IfMatch = None,
) -> Response:
    """Add to the person, or correct facts about it; all of it is one change."""
    return edit(request, write, EntityKind.PERSON, person_id, wanted, if_match)


@router.delete(
    "/{person_id}",
    status_code=204,
    response_class=Response,
    responses=answers(None, WITHDRAWN, status=204),
)
def withdraw_person(
    write: CurateDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
    reason: ReasonQuery,
    if_match: IfMatch = None,
) -> Response:
    """Withdraw the person: it answers 410 with the reason, until the change is reverted."""
    return withdraw(write, EntityKind.PERSON, person_id, reason, if_match)
