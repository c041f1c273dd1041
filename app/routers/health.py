"""``/healthz``, ``/readyz`` and the explanations of problems."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.openapi.models import Example
from sqlalchemy.orm import Session

from app.databases.choosing import Databases
from app.db import engine_version, journal_mode, read_session
from app.errors import PROBLEMS, NotFoundError, UnavailableError
from app.migrate import current_revision, head_revision, known_revisions
from app.queries.changes import last_change
from app.routers.authorization import open_to_all
from app.routers.openapi import answers
from app.routers.responses import json_response
from app.schemas.problems import Health, ProblemType, Readiness

router = APIRouter(tags=["service"])


@router.get("/healthz", responses=answers(Health))
@open_to_all
async def get_health(response: Response) -> Health:
    """Say that the process answers."""
    response.headers["Cache-Control"] = "no-store"
    return Health(status="ok")


@router.get("/readyz", responses=answers(Readiness))
@open_to_all
async def get_readiness(request: Request, response: Response) -> Readiness:
    """Say whether the database answers and is migrated, and how old its data is.

    Where the primary is away and standbys go on answering, `status` is `read-only`.
    """
    state = request.app.state
    if state.guard.is_stopping:
        raise UnavailableError("This process is stopping.", headers={"Retry-After": "5"})
    response.headers["Cache-Control"] = "no-store"
    readiness: Readiness = await state.readiness.told(partial(_look, state.databases))
    return readiness


def _look(databases: Databases) -> Readiness:
    usable = databases.usable()
    primary = databases.primary
    asked = primary if primary.is_up or not usable else usable[0]
    with read_session(asked.engine) as session:
        told = _readiness(session)
    if asked is not primary:
        told["status"] = "read-only"
    return Readiness(standbys=len(databases.standbys), standbys_used=len(usable), **told)


def _readiness(session: Session) -> dict[str, Any]:
    """The state of the database of a session; raises UnavailableError where it is not migrated."""
    connection = session.connection()
    revision = current_revision(connection)
    # One that is not known is of a newer version, which lets this one go on reading.
    is_newer = revision is not None and revision not in known_revisions()
    if revision != head_revision() and not is_newer:
        raise UnavailableError(
            f"The database stands at revision {revision or 'none'}, not {head_revision()}:"
            " incumbent migrate",
            headers={"Retry-After": "5"},
        )
    newest = last_change(session)
    is_sqlite = connection.dialect.name == "sqlite"
    return {
        "status": "read-only" if is_newer else "ok",
        "database": engine_version(connection),
        "journal_mode": journal_mode() if is_sqlite else None,
        "revision": revision,
        "change": newest.number if newest else 0,
        "changed_at": newest.at.isoformat() if newest else None,
        "digest": newest.digest if newest else None,
    }


@router.get("/problems/{slug}", responses=answers(ProblemType, (NotFoundError,)))
@open_to_all
def get_problem(
    request: Request,
    slug: Annotated[
        str,
        Path(
            pattern="^[a-z-]+$",
            max_length=100,
            description="The last part of a problem's type.",
            openapi_examples={"example": Example(value="not-found")},
        ),
    ],
) -> Response:
    """Explain a type of problem."""
    problem = PROBLEMS.get(slug)
    if problem is None:
        raise NotFoundError(f"There is no problem {slug!r}: known are {', '.join(PROBLEMS)}.")
    explained = ProblemType(
        type=f"/problems/{slug}",
        title=problem.title,
        status=problem.status,
        description=problem.description,
    )
    return json_response(request, explained.model_dump_json().encode())
