"""``/v1/datasets``."""

from collections.abc import Iterable
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Request, Response
from fastapi.openapi.models import Example
from sqlalchemy.orm import Session

from app.errors import NotFoundError
from app.models import Dataset as DatasetRow
from app.profiles.datasets import dataset_json
from app.profiles.facts import Json
from app.queries import datasets
from app.queries.datasets import ToldDataset
from app.routers.authorization import open_to_all
from app.routers.dependencies import ID, PageDep, SessionDep
from app.routers.openapi import LISTED, answers
from app.routers.responses import (
    beside_page,
    fetch,
    json_response,
    last_change_shown,
    page_response,
)
from app.schemas.datasets import Dataset, DatasetsPage

router = APIRouter(prefix="/datasets", tags=["datasets"])
_EXAMPLE = {"example": Example(value="curated")}  # filled in by /docs


@router.get("", responses=answers(DatasetsPage, LISTED))
@open_to_all
def list_datasets(request: Request, session: SessionDep, page: PageDep) -> Response:
    """List the datasets that facts came from, by their ids."""
    found = fetch(session, datasets.list_datasets(), (DatasetRow.id,), page)
    told = datasets.told_datasets(session, [row.id for row in found.rows])
    data = orjson.dumps(datasets_written(told))[1:-1]
    return page_response(request, found, data, beside_page(request))


@router.get("/{dataset_id}", responses=answers(Dataset, (NotFoundError,)))
@open_to_all
def get_dataset(
    request: Request,
    session: SessionDep,
    dataset_id: Annotated[
        str, Path(description="The id, as facts give it.", openapi_examples=_EXAMPLE, **ID)
    ],
) -> Response:
    """Get one dataset: its licence, whom to name, what it holds, when it was imported last."""
    body = orjson.dumps(dataset_told(session, dataset_id))
    shown_at = last_change_shown(request, session)
    return json_response(request, body, changed_at=shown_at, headers=beside_page(request))


def dataset_told(session: Session, dataset_id: str) -> Json:
    """One dataset as it is shown; raises NotFoundError."""
    told = datasets.told_datasets(session, [dataset_id])
    if not told:
        raise NotFoundError(f"There is no dataset {dataset_id!r}; /v1/datasets lists them.")
    return datasets_written(told)[0]


def datasets_written(told: Iterable[ToldDataset]) -> list[Json]:
    """Datasets as they are shown."""
    return [dataset_json(each.dataset, each.entities, each.facts, each.last_run) for each in told]
