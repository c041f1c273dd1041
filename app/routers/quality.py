"""``/v1/quality``: which profiles need a curator most, and why."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.queries import quality
from app.routers.authorization import open_to_all
from app.routers.dependencies import PageDep, SessionDep
from app.routers.openapi import LISTED, answers
from app.routers.responses import fetch, page_response
from app.schemas.quality import QualityPage
from app.vocabulary import PATHS, EntityKind

router = APIRouter(prefix="/quality", tags=["service"])


class QualityProblem(StrEnum):
    """What may be wrong with a profile."""

    DEAD_DATES = "dead_dates"
    DISPUTED = "disputed"
    UNSOURCED = "unsourced"
    ONE_SOURCE = "one_source"


@router.get("", responses=answers(QualityPage, LISTED))
@open_to_all
def list_quality(
    request: Request,
    session: SessionDep,
    page: PageDep,
    kind: Annotated[
        EntityKind | None, Query(description="Only profiles of this kind.", examples=["person"])
    ] = None,
    problem: Annotated[
        QualityProblem | None,
        Query(description="Only profiles that have this problem.", examples=["one_source"]),
    ] = None,
) -> Response:
    """List the profiles by how much they need a curator: what cannot be so, then what rests on
    little.

    `problems` says how many profiles have each problem.
    """
    found = fetch(session, quality.list_quality(kind, problem), quality.ORDER, page)
    found = replace(found, beside={"problems": quality.count_problems(session)})
    return page_response(request, found, orjson.dumps([_written(row) for row in found.rows])[1:-1])


def _written(row: Any) -> dict[str, Any]:
    sources = {"none": row.unsourced, "one": row.one_source, "several": row.more_sources}
    return {
        "id": row.entity_id,
        "kind": row.kind,
        "name": row.name,
        "facts": row.facts,
        "sources": sources,
        "disputed": row.disputed,
        "dead_dates": row.dead_dates,
        "need": -row.place,
        "api_url": f"{PATHS[EntityKind(row.kind)]}/{row.entity_id}",
    }
