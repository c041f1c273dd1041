"""``/datasets``: where facts came from, under which licence, and how to take them along."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.pages.datasets import dataset_page, datasets_page
from app.pages.linked import linked_dataset
from app.queries import datasets
from app.queries.changes import last_change
from app.routers.authorization import open_to_all
from app.routers.datasets import dataset_told, datasets_written
from app.routers.dependencies import ID, SessionDep
from app.routers.exports import exports_listed
from app.routers.pages.shared import origin_of, page_response, plain_frame

router = APIRouter(prefix="/datasets", include_in_schema=False)


@router.get("")
@open_to_all
def list_datasets(request: Request, session: SessionDep) -> Response:
    """Show all datasets: title, licence, whom to name, what each holds."""
    told = datasets_written(datasets.all_datasets(session))
    frame = plain_frame(
        request,
        "Datasets and licences",
        "Where the facts came from, under which licence, and whom to name when they are used.",
        data_path="/v1/datasets",
    )
    return page_response(request, session, datasets_page(frame, told))


@router.get("/{dataset_id}")
@open_to_all
def show_dataset(
    request: Request, session: SessionDep, dataset_id: Annotated[str, Path(**ID)]
) -> Response:
    """Show a dataset, with its exports, whole and as increments."""
    dataset = dataset_told(session, dataset_id)
    change = last_change(session)
    frame = plain_frame(
        request,
        dataset["title"],
        f"{dataset['fact_count']:,} facts, and how to take them along.",
        data_path=f"/v1/datasets/{dataset_id}",
        linked_data=linked_dataset(origin_of(request), request.url.path, dataset),
    )
    newest = change.number if change else 0
    return page_response(request, session, dataset_page(frame, dataset, exports_listed(), newest))
