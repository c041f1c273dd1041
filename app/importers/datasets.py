"""What a dataset is called, and under which licence it may be passed on: asked for once."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.importers.ids import DATASET_PATTERN, MOST_OF_DATASET
from app.importers.records import InputError
from app.ledger import OpenChange
from app.models import Dataset
from app.queries.datasets import last_runs
from app.vocabulary import CURATED

_OPTIONS: Final = {
    "title": "--title (what people call it)",
    "licence": "--licence (such as CC0-1.0, or unknown)",
    "attribution": "--attribution (whom to name)",
    "url": "--source-url (where it is published)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """A dataset's id and what is told of it; None where the operator left it out."""

    id: str
    title: str | None = None
    licence: str | None = None
    attribution: str | None = None
    url: str | None = None

    def told(self) -> dict[str, str]:
        """What was given."""
        return {name: value for name in _OPTIONS if (value := getattr(self, name)) is not None}


def check_id(dataset_id: str) -> None:
    """Raises InputError where this cannot be the id of an imported dataset."""
    if dataset_id == CURATED:
        raise InputError(f"--dataset: {CURATED!r} is what dossiers are loaded into: choose another")
    if not DATASET_PATTERN.fullmatch(dataset_id) or len(dataset_id) > MOST_OF_DATASET:
        raise InputError(
            f"--dataset: {dataset_id!r} is no id of a dataset: lower-case letters and digits, with"
            f" single - between them, at most {MOST_OF_DATASET} characters"
        )


def check_particulars(session: Session, given: Particulars) -> dict[str, str]:
    """All particulars of the dataset: as given, else as on record.

    Raises InputError where some are missing, or other than those on record.
    """
    check_id(given.id)
    told = {name: value.strip() for name, value in given.told().items() if value.strip()}
    on_record = _on_record(session, given.id)
    if not _is_dropped(session, given.id):
        _refuse_others(given.id, told, on_record)
    whole = on_record | told
    missing = [option for name, option in _OPTIONS.items() if name not in whole]
    if missing:
        raise InputError(
            f"dataset {given.id!r} is new here and needs {', '.join(missing)}: facts are passed on"
            " with them"
        )
    if not whole["url"].startswith(("http://", "https://")):
        raise InputError(f"--source-url: {whole['url']!r} is no URL: it starts with https://")
    return whole


def declare(session: Session, dataset_id: str, particulars: dict[str, str]) -> None:
    """Make the dataset known with these particulars; that alone is no change of the ledger."""
    change = OpenChange(session, actor="", action="", reason="")
    change.declare_dataset(dataset_id, **particulars)
    change.restate_dataset(dataset_id, **particulars)


def _on_record(session: Session, dataset_id: str) -> dict[str, str]:
    dataset = session.get(Dataset, dataset_id)
    found = {name: getattr(dataset, name) for name in _OPTIONS} if dataset else {}
    return {name: value for name, value in found.items() if value is not None}


def _is_dropped(session: Session, dataset_id: str) -> bool:
    run = last_runs(session, [dataset_id]).get(dataset_id)
    return run is not None and run.action == "drop" and run.finished_at is not None


def _refuse_others(dataset_id: str, told: dict[str, str], on_record: dict[str, str]) -> None:
    others = [
        f"{_OPTIONS[name].split()[0]} {value!r} (on record is {on_record[name]!r})"
        for name, value in told.items()
        if on_record.get(name, value) != value
    ]
    if others:
        raise InputError(
            f"dataset {dataset_id!r} is on record with other particulars than"
            f" {', '.join(others)}: leave them out, or drop the dataset first (incumbent datasets"
            f" drop {dataset_id} --reason …)"
        )
