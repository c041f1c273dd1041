"""Popolo for tests: the schemas, what an input comes to, and the way back to compare with it.

The sets and the schemas lie beside the project (``../shared``). In CI they must be there; elsewhere
the tests that need them are skipped, and the others still cover each feature.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
from jsonschema import Draft3Validator
from referencing import Registry
from referencing.jsonschema import DRAFT3

from app.config import ROOT
from app.exports import popolo
from app.importers.popolo import PopoloFormat
from app.models.rows import FactRow, ReferenceRow
from app.popolo_fields import AREA, BESIDE, SOURCE
from app.profiles.best import display_name
from app.profiles.evidence import Evidence
from app.vocabulary import EntityKind, FactKind
from tests.memory_source import MemorySource

DATA: Final = ROOT.parent / "shared" / "data"
SCHEMAS: Final = DATA / "popolo-spec" / "schemas"
LEGISLATURES: Final = DATA / "everypolitician-2015" / "data"
NAMES: Final = (
    *("Bulgaria", "Burundi", "China", "Estonia", "Finland", "Iran", "Kenya", "Sweden", "Ukraine"),
)
Json = dict[str, Any]
_ARRAYS: Final = {
    EntityKind.PERSON: ("persons", popolo.person),
    EntityKind.ORGANIZATION: ("organizations", popolo.organization),
    EntityKind.POST: ("posts", popolo.post),
    EntityKind.EVENT: ("events", popolo.event),
}


def require(path: Path) -> Path:
    """Skip the test where a set is not at hand; fail in CI."""
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{path} is missing")
        pytest.skip("the Popolo sets are not beside the project (../shared)")
    return path


def legislature(name: str) -> Path:
    """The file of one of the nine."""
    (path,) = require(LEGISLATURES / name).rglob("*.json")
    return path


def read(path: Path) -> MemorySource:
    """An input of Popolo, read."""
    return MemorySource(PopoloFormat(), path)


def exported(source: MemorySource) -> Json:
    """The input as our export writes what was compiled from it."""
    evidence = Evidence()
    statements: list[FactRow] = []
    for row, (kind, fact) in enumerate(_facts(source)):
        fact.row, fact.id = row, f"fact{row}"
        evidence.kinds[fact.subject_id] = kind
        if fact.kind == FactKind.STATEMENT:
            statements.append(fact)
        else:
            evidence.about[fact.subject_id].append(fact)
        if fact.kind == FactKind.PARTICIPATION:
            evidence.attending[str(fact.object_id)].append(fact)
    for entity_id, facts in evidence.about.items():
        own = {"id": entity_id, "name": display_name(entity_id, facts)}
        evidence.references[entity_id] = ReferenceRow(kind="", told={}, **own)
    return written(evidence, statements)


def _facts(source: MemorySource) -> Iterator[tuple[EntityKind, FactRow]]:
    for kind, _, facts in source.compiled():
        for fact in facts:
            # What an export reads of a row; rows themselves would take most of a test's time.
            row = SimpleNamespace(**fact.columns(), dataset_id=source.dataset)
            yield kind, cast("FactRow", row)


def written(evidence: Evidence, statements: list[FactRow]) -> Json:
    """All that the evidence tells of, as our export writes it."""
    told: Json = {name: [] for name, _ in _ARRAYS.values()} | {"memberships": []}
    for entity_id, kind in evidence.kinds.items():
        array, write = _ARRAYS[EntityKind(kind)]
        told[array].append(write(entity_id, evidence))
        told["memberships"] += popolo.memberships(entity_id, evidence)
    told["areas"] = [popolo.area(fact) for fact in statements if fact.property == AREA]
    for fact in statements:
        told |= (fact.source_data or {})[SOURCE] if fact.property == BESIDE else {}
    return told


def check(array: str, record: Json) -> None:
    """Refuse a record that the schema of its array does not take."""
    _validator(array.removesuffix("s")).validate(record)


@cache
def _validator(schema: str) -> Draft3Validator:
    folder = require(SCHEMAS)
    told = {path.stem: json.loads(path.read_bytes()) for path in folder.glob("*.json")}
    # They refer to one another by their ids, which end in an empty fragment.
    resources = [(each["id"].rstrip("#"), DRAFT3.create_resource(each)) for each in told.values()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft3Validator(told[schema], registry=registry)
