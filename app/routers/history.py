"""``/{id}/history`` of every kind of entity: the changes that touched it, and what differs."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.models import Change
from app.profiles.facts import Json
from app.profiles.history import write_difference, write_history
from app.queries import changes
from app.queries.documents import ids_of
from app.queries.paging import PageRequest
from app.routers.authorization import open_to_all
from app.routers.dependencies import (
    EXAMPLE_IDS,
    PageDep,
    SessionDep,
    id_path,
    invalid_parameter,
)
from app.routers.openapi import FOUND, LISTED, answers
from app.routers.reading import require_known
from app.routers.responses import fetch, json_response, page_response
from app.schemas.changes import Difference, HistoryPage
from app.vocabulary import PATHS, EntityKind

FromQuery = Annotated[
    int | None,
    Query(
        alias="from",
        ge=0,
        le=2**31 - 1,
        description="Say what differs since this change (0: the start), instead of listing.",
        examples=[0],
    ),
]
ToQuery = Annotated[
    int | None,
    Query(
        alias="to",
        ge=1,
        le=2**31 - 1,
        description="With from: up to this change; else to the newest.",
        examples=[1],
    ),
]


def history_router(kind: EntityKind) -> APIRouter:
    """The history of entities of this kind."""
    room = PATHS[kind].removeprefix("/v1")
    router = APIRouter(prefix=room, tags=[room.removeprefix("/")])
    entity_path = Annotated[str, id_path(EXAMPLE_IDS[kind])]

    @open_to_all
    def list_history(
        request: Request,
        session: SessionDep,
        page: PageDep,
        entity_id: entity_path,
        from_change: FromQuery = None,
        to_change: ToQuery = None,
    ) -> Response:
        """List the changes that touched it, each with what it did to its facts.

        The changes of what was merged into it are among them. With `from` and `to`, say what
        differs between the two changes instead.
        """
        require_known(session, kind, str(entity_id))
        ids = ids_of(session, str(entity_id))
        if from_change is not None or to_change is not None:
            return _difference(request, session, ids, from_change, to_change)
        return _history(request, session, ids, page)

    router.add_api_route(
        "/{entity_id}/history",
        list_history,
        name=f"list_history_of_{kind}",
        responses=answers(HistoryPage | Difference, (*FOUND, *LISTED)),
    )
    return router


def _history(request: Request, session: Session, ids: list[str], page: PageRequest) -> Response:
    key = (Change.number,)
    found = fetch(session, changes.changes_touching(ids), key, page)
    numbers = [row.number for row in found.rows]
    listed = changes.changes_by_number(session, numbers)
    facts = changes.facts_of_changes(session, numbers, ids)
    written = write_history(session, listed, facts)
    return page_response(request, found, orjson.dumps(written)[1:-1])


def _difference(
    request: Request, session: Session, ids: list[str], first: int | None, last: int | None
) -> Response:
    told, until = read_difference(session, ids, first, last)
    return json_response(request, orjson.dumps(told), changed_at=until.at if until else None)


def read_difference(
    session: Session, ids: list[str], first: int | None, last: int | None
) -> tuple[Json, Change | None]:
    """What differs in an entity between two changes, and the later of them.

    ``first``: the start where it is not given; ``last``: the newest. Raises InvalidParameterError.
    """
    newest = changes.last_change(session)
    until = newest.number if newest and last is None else last or 0
    if newest and until > newest.number:
        raise invalid_parameter("to", f"the last change is {newest.number}")
    before = changes.facts_known(session, ids, first or 0)
    after = changes.facts_known(session, ids, until)
    told = {"from": first or 0, "to": until, "diff": write_difference(session, before, after)}
    return told, changes.get_change(session, until) if newest else None
