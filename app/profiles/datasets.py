"""Datasets as they are shown."""

from collections.abc import Mapping

from app.models import Dataset, ImportRun
from app.profiles.facts import Json
from app.vocabulary import EntityKind


def dataset_json(
    dataset: Dataset, entities: Mapping[str, int], facts: int, last_run: ImportRun | None
) -> Json:
    """The document of a dataset. ``entities``: how many of each kind it speaks of."""
    return {
        **particulars(dataset),
        "entities": {kind.value: entities.get(kind, 0) for kind in EntityKind},
        "fact_count": facts,
        "last_import": last_run and _run_json(last_run),
        "api_url": f"/v1/datasets/{dataset.id}",
    }


def particulars(dataset: Dataset) -> Json:
    """What a dataset is, and what to say when its facts are used."""
    return {
        "id": dataset.id,
        "title": dataset.title,
        "licence": dataset.licence,
        "attribution": dataset.attribution,
        "url": dataset.url,
    }


def _run_json(run: ImportRun) -> Json:
    return {
        "action": run.action,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at and run.finished_at.isoformat(),
        "input_digest": run.input_digest,
        "first_change": run.first_change,
        "last_change": run.last_change,
    }
