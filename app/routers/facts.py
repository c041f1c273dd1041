"""``/v1/facts``: one fact with its history; corrected, deprecated, or taken back."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.conditional import etag_of
from app.curating import editing
from app.curating.bodies import FactEdit
from app.curating.gathering import Written
from app.models.rows import FactRow
from app.profiles.facts import Json
from app.profiles.history import write_versions_of_fact
from app.queries.changes import changes_by_number
from app.queries.facts import fact_recorded_by, versions_of
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep, fact_path
from app.routers.editing import ReasonQuery, add_headers, headers_of, told_as_problems
from app.routers.openapi import EDITED, KEPT, WITHDRAWN, answers
from app.routers.preconditions import IfMatch, require_match
from app.routers.reading import require_fact
from app.routers.responses import json_response, last_change_shown
from app.routers.writing import CurateDep
from app.schemas.changes import FactDocument

router = APIRouter(prefix="/facts", tags=["facts"])
FactPath = Annotated[str, fact_path()]


@router.get("/{fact_id}", responses=answers(FactDocument, KEPT))
@open_to_all
def get_fact(request: Request, session: SessionDep, fact_id: FactPath) -> Response:
    """Get the fact with all its citations, and what it said before."""
    return _fact_response(request, session, require_fact(session, fact_id))


@router.patch("/{fact_id}", responses=answers(FactDocument, EDITED))
def edit_fact(
    request: Request,
    write: CurateDep,
    fact_id: FactPath,
    wanted: FactEdit,
    if_match: IfMatch = None,
) -> Response:
    """Correct the fact, or deprecate it.

    Where it says something else then, such as another name, it is another fact: the answer has its
    id, and its address is in `Content-Location`.
    """

    def do(session: Session) -> Response:
        _require_seen(session, fact_id, if_match)
        with told_as_problems():
            written = editing.edit_fact(session, fact_id, wanted, actor=write.key.holder)
        return _edited(request, session, fact_id, written)

    return write.once(do)


@router.delete(
    "/{fact_id}",
    status_code=204,
    response_class=Response,
    responses=answers(None, WITHDRAWN, status=204),
)
def retract_fact(
    write: CurateDep, fact_id: FactPath, reason: ReasonQuery, if_match: IfMatch = None
) -> Response:
    """Take the fact back: its article does not say so. It answers 410 with the reason."""

    def do(session: Session) -> Response:
        _require_seen(session, fact_id, if_match)
        with told_as_problems():
            written = editing.retract_fact(
                session, fact_id, actor=write.key.holder, reason=reason.strip()
            )
        return Response(status_code=204, headers=headers_of(written))

    return write.once(do)


def _edited(request: Request, session: Session, fact_id: str, written: Written) -> Response:
    """The fact as it is now; a correction may have made another of it."""
    now = fact_id
    if written.change and versions_of(session, fact_id)[-1].retracted_in:
        now = fact_recorded_by(session, fact_id, written.change) or fact_id
    answer = _fact_response(request, session, require_fact(session, now))
    add_headers(answer, headers_of(written) | {"Content-Location": f"/v1/facts/{now}"})
    return answer


def _require_seen(session: Session, fact_id: str, if_match: str | None) -> None:
    etag = etag_of(orjson.dumps(fact_document(session, require_fact(session, fact_id))))
    require_match(if_match, etag, f"/v1/facts/{fact_id}")


def fact_document(session: Session, versions: list[FactRow]) -> Json:
    """A fact with its readings; ``versions``: all its rows."""
    numbers = {row.recorded_in for row in versions} | {row.retracted_in or 0 for row in versions}
    changes = {each.number: each for each in changes_by_number(session, numbers)}
    return write_versions_of_fact(session, versions, changes)


def _fact_response(request: Request, session: Session, versions: list[FactRow]) -> Response:
    body = orjson.dumps(fact_document(session, versions))
    return json_response(request, body, changed_at=last_change_shown(request, session))
