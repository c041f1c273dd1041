"""The pages of datasets: where facts came from, whom to name, and how to take them along."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.pages.frame import Frame
from app.pages.rendering import render
from app.vocabulary import CURATED, PATHS, EntityKind

Json = Mapping[str, Any]
_MANY: Final = {EntityKind.PERSON: "people"}


def datasets_page(frame: Frame, datasets: Sequence[Json]) -> str:
    """The page of all datasets, as the API has each."""
    shown = [{"dataset": each, "counts": _counts(each)} for each in datasets]
    return render("datasets.html", frame=frame, datasets=shown, curated=CURATED)


def dataset_page(frame: Frame, dataset: Json, exports: Iterable[Json], newest: int) -> str:
    """The page of one. ``exports`` as ``/v1/exports`` lists them; ``newest``: the last change."""
    return render(
        "dataset.html",
        frame=frame,
        dataset=dataset,
        counts=_counts(dataset),
        exports=_of_dataset(exports),
        newest=newest,
        curated=CURATED,
    )


def _counts(dataset: Json) -> list[tuple[int, str, str, str]]:
    """How many of each kind there are, with the words for one and many and the list's path."""
    counted = [(EntityKind(kind), number) for kind, number in dataset["entities"].items() if number]
    return [
        (number, kind.value, _MANY.get(kind, f"{kind.value}s"), PATHS[kind].removeprefix("/v1"))
        for kind, number in counted
    ]


def _of_dataset(exports: Iterable[Json]) -> list[Json]:
    """The exports that can be had of one dataset, those of one name together."""
    named: dict[str, list[Json]] = {}
    for each in exports:
        if "dataset" in each["parameters"]:
            named.setdefault(each["name"], []).append(each)
    return [{"name": name, "files": files} for name, files in named.items()]
