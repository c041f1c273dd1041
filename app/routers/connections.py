"""``/v1/people/{id}/connections``: who shared a post, an organization or an event with whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Boolean, Date, Integer, Text
from sqlalchemy.orm import Session

from app.errors import GoneError, NotFoundError, NotKnownYetError
from app.profiles.connections import write_comparison, write_connections
from app.profiles.overlaps import (
    KINDS,
    MOST_BETWEEN,
    Connection,
    Overlaps,
    direct,
    indirect,
    strength,
)
from app.profiles.timeline import write_timeline
from app.queries.changes import get_change
from app.queries.connections import read_around, read_between
from app.queries.paging import Page, PageRequest, page_of
from app.routers.authorization import open_to_all
from app.routers.dependencies import (
    ID,
    KnownAtDep,
    PageDep,
    SessionDep,
    id_path,
    invalid_parameter,
    parameter_errors,
)
from app.routers.openapi import FOUND, LISTED, answers
from app.routers.reading import require_document
from app.routers.responses import (
    beside_page,
    cursor_key,
    json_response,
    last_change_shown,
    page_response,
)
from app.schemas.connections import Comparison, ConnectionsPage, SharedKind
from app.vocabulary import EntityKind

router = APIRouter(prefix="/people", tags=["people"])
# What a comparison, which is one document, does not take.
_OF_LISTS: Final = ("depth", "limit", "cursor")
# Of a cursor: the day up to which open ends are counted, and the key of a connection.
_RANK: Final = (Integer(), Boolean(), Integer(), Integer())
_KEY_TYPES: Final = (Date(), Integer(), *_RANK, Text())


@dataclass(frozen=True, slots=True)
class Asked:
    """Which things connect, as of which change, and up to which day open ends are counted."""

    kinds: Sequence[EntityKind]
    known_at: int | None
    until: dt.date


@router.get(
    "/{person_id}/connections", responses=answers(ConnectionsPage | Comparison, (*FOUND, *LISTED))
)
@open_to_all
def list_connections_of_person(
    request: Request,
    session: SessionDep,
    page: PageDep,
    known_at: KnownAtDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
    depth: Annotated[
        int,
        Query(
            ge=1,
            le=2,
            description="2: also who is reached through one of the 25 strongest connections.",
            examples=[1],
        ),
    ] = 1,
    kind: Annotated[
        list[SharedKind] | None,
        Query(description="Only what is shared of this kind counts.", examples=["event"]),
    ] = None,
    other: Annotated[
        str | None,
        Query(
            alias="with",
            description="Compare the person with this one, instead of listing.",
            examples=["xi-jinping"],
            **ID,
        ),
    ] = None,
) -> Response:
    """List who shared a post, an organization or an event with the person, and when.

    Who surely shared the most days comes first. With `with`, what two people shared and both their
    timelines, ready to be drawn on one axis.
    """
    require_document(session, EntityKind.PERSON, person_id, known_at)
    view = asked_for(session, kind or (), known_at)
    if other is not None:
        _require_other(request, session, person_id, other, known_at)
        body = orjson.dumps(compare(session, person_id, other, view))
        shown_at = last_change_shown(request, session)
        return json_response(request, body, changed_at=shown_at, headers=beside_page(request))
    shown, written = read_ranked(session, person_id, depth, view, page)
    shown = replace(shown, changed_at=last_change_shown(request, session))
    return page_response(request, shown, orjson.dumps(written)[1:-1], beside_page(request))


def asked_for(session: Session, kinds: Sequence[str], known_at: int | None) -> Asked:
    """What is asked for; no kind is every kind."""
    return Asked([EntityKind(each) for each in kinds or KINDS], known_at, _today(session, known_at))


def read_ranked(
    session: Session, person_id: str, depth: int, view: Asked, page: PageRequest
) -> tuple[Page, list[dict[str, Any]]]:
    """One page of the connections, and those written out; raises InvalidCursorError.

    All pages count open ends up to the same day.
    """
    after = cursor_key(page, _KEY_TYPES)
    if after:
        view = replace(view, until=after[0])
    found, is_whole = _connections(session, person_id, depth, view)
    shown = page_of(
        found, lambda each: [view.until, *each.key], _KEY_TYPES, page, is_whole=is_whole
    )
    return shown, write_connections(session, person_id, shown.rows, view.known_at)


def _connections(
    session: Session, person_id: str, depth: int, view: Asked
) -> tuple[list[Connection], bool]:
    """The connections in their rank; and whether those are all."""
    around = read_around(session, [person_id], view.kinds, view.known_at)
    overlaps = Overlaps(around, view.kinds)
    near = direct(overlaps.of(person_id), view.until)
    is_whole = around.is_whole and overlaps.is_whole
    if depth == 1 or not near:
        return near, is_whole
    between = near[:MOST_BETWEEN]
    around = read_around(session, [each.person_id for each in between], view.kinds, view.known_at)
    overlaps = Overlaps(around, view.kinds, {person_id, *(each.person_id for each in near)})
    far = indirect(between, overlaps, view.until)
    return near + far, is_whole and around.is_whole and overlaps.is_whole


def compare(session: Session, person_id: str, other_id: str, view: Asked) -> dict[str, Any]:
    """Two people side by side: what they shared, and both timelines."""
    around = read_between(session, person_id, other_id, view.kinds, view.known_at)
    shared = Overlaps(around, view.kinds).of(person_id).get(other_id, [])
    measured = strength(shared, view.until)
    told = write_comparison(session, person_id, other_id, shared, measured, view.known_at)
    return told | {
        "own_timeline": write_timeline(session, person_id, view.known_at),
        "their_timeline": write_timeline(session, other_id, view.known_at),
    }


def _require_other(
    request: Request, session: Session, person_id: str, other_id: str, known_at: int | None
) -> None:
    """Refuse to compare with nobody, or with oneself, or as a list."""
    for name in _OF_LISTS:
        if name in request.query_params:
            message = "with compares two people in one document: leave one of the two out"
            raise invalid_parameter(name, message)
    if other_id == person_id:
        raise invalid_parameter("with", f"{other_id} is the person: name another one")
    try:
        require_document(session, EntityKind.PERSON, other_id, known_at)
    except (NotFoundError, NotKnownYetError, GoneError) as error:
        error.errors[:] = parameter_errors({"with": error.detail})
        raise


def _today(session: Session, known_at: int | None) -> dt.date:
    """The day up to which open ends count: today, or the day of the change asked about."""
    if known_at is None:
        return dt.datetime.now(dt.UTC).date()
    return get_change(session, known_at).at.date()
