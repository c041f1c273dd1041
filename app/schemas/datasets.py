"""Datasets: where facts came from."""

from pydantic import Field

from app.schemas.base import Page, Wire


class DatasetEntities(Wire):
    """How many entities of each kind a dataset speaks of."""

    person: int
    organization: int
    post: int
    event: int
    article: int


class DatasetImport(Wire):
    """The last import of a dataset, or its end."""

    action: str = Field(description="import or drop.", examples=["import"])
    started_at: str
    finished_at: str | None = Field(description="Null while there is more to record.")
    input_digest: str | None = Field(description="The sha256 of the edition that was read.")
    first_change: int | None = Field(description="Null where it changed nothing.")
    last_change: int | None


class Dataset(Wire):
    """Where facts came from: what curators wrote, or one import, with its licence."""

    id: str = Field(examples=["us-congress"])
    title: str
    licence: str | None = Field(description="An SPDX identifier, or words such as unknown.")
    attribution: str | None = Field(description="Whom to name where the facts are passed on.")
    url: str | None = Field(description="Where it is published.")
    entities: DatasetEntities
    fact_count: int = Field(description="The facts of it that stand.")
    last_import: DatasetImport | None = Field(description="Null where it is not imported.")
    api_url: str


class DatasetsPage(Page[Dataset]):
    """One page of the list of datasets."""
