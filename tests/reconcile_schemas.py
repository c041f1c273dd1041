"""The JSON Schemas of the Reconciliation Service API 0.2, for tests to hold us against.

They lie beside the project (``../shared``). In CI they must be there; elsewhere the tests that need
them are skipped, and the others still cover each feature.
"""

import json
import os
from functools import cache
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from app.config import ROOT

SPECS: Final = ROOT.parent / "shared" / "data" / "reconciliation-specs" / "0.2"
_BASE: Final = "https://reconciliation-api.github.io/specs/0.2/schemas/"


def require_specs() -> None:
    """Skip the test where the schemas are not at hand; fail in CI."""
    if SPECS.exists():
        return
    if os.environ.get("CI"):
        pytest.fail(f"{SPECS} is missing")
    pytest.skip("the reconciliation schemas are not beside the project (../shared)")


def check(schema: str, instance: Any) -> None:
    """Refuse what the schema does not take."""
    require_specs()
    _validator(schema).validate(instance)


def examples(of: str) -> list[Any]:
    """The valid examples of the specification."""
    folder = SPECS / "examples" / of / "valid"
    return [json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


@cache
def _validator(schema: str) -> Draft202012Validator:
    told = {path.name: json.loads(path.read_bytes()) for path in (SPECS / "schemas").glob("*.json")}
    resources = [(_address(name, each), _resource(each)) for name, each in told.items()]
    by_name = [(_BASE + name, _resource(each)) for name, each in told.items()]
    registry: Registry[Any] = Registry().with_resources([*resources, *by_name])
    return Draft202012Validator(told[schema], registry=registry)


def _address(name: str, schema: dict[str, Any]) -> str:
    """Where the schema says that it is; ``type.json`` is named beside others."""
    return str(schema.get("$id", _BASE + name))


def _resource(schema: dict[str, Any]) -> Resource[Any]:
    # Their $schema names no draft.
    return DRAFT202012.create_resource(schema)
