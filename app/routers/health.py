"""``/healthz``, ``/readyz`` and the explanations of problems."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.openapi.models import Example

from app.db import engine_version, journal_mode
from app.errors import PROBLEMS, NotFoundError, UnavailableError
from app.migrate import current_revision, head_revision
from app.queries.changes import last_change
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep
from app.routers.openapi import answers
from app.routers.responses import json_response
from app.schemas.problems import Health, ProblemType, Readiness

router = APIRouter(tags=["service"])


@router.get("/healthz", responses=answers(Health))
@open_to_all
def get_health(response: Response) -> Health:
    """Say that the process answers."""
    response.headers["Cache-Control"] = "no-store"
    return Health(status="ok")


@router.get("/readyz", responses=answers(Readiness))
@open_to_all
def get_readiness(session: SessionDep, response: Response) -> Readiness:
    """Say whether the database answers and is migrated, and how old its data is."""
    connection = session.connection()
    revision = current_revision(connection)
    if revision != head_revision():
        raise UnavailableError(
            f"The database stands at revision {revision}, not {head_revision()}: incumbent migrate",
            headers={"Retry-After": "5"},
        )
    response.headers["Cache-Control"] = "no-store"
    newest = last_change(session)
    is_sqlite = connection.dialect.name == "sqlite"
    return Readiness(
        status="ok",
        database=engine_version(connection),
        journal_mode=journal_mode() if is_sqlite else None,
        revision=revision,
        change=newest.number if newest else 0,
        changed_at=newest.at.isoformat() if newest else None,
    )


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
