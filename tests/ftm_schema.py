"""What FollowTheMoney takes, by the schema files of its package: read, but none of its code run."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import yaml

from app.countries import country_name

Json = dict[str, Any]
_DATE: Final = re.compile(r"[12]\d{3}(-[01]\d(-[0-3]\d)?)?")
_FORMATS: Final = {
    "date": _DATE,
    "url": re.compile(r"https?://\S+"),
    "language": re.compile(r"[a-z]{3}"),
    "gender": re.compile(r"male|female|other"),
    "topic": re.compile(r"[a-z.]+"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
}


@cache
def model() -> dict[str, Json]:
    """All schemata by name."""
    spec = find_spec("followthemoney")
    assert spec is not None, "make installs it for the tests"
    folder = Path(str(spec.origin)).with_name("schema")
    schemata: dict[str, Json] = {}
    for path in folder.glob("*.y*ml"):
        schemata |= yaml.load(path.read_text(), yaml.CSafeLoader)
    return schemata


def ancestry(name: str) -> Iterator[str]:
    """A schema and all that it extends."""
    yield name
    for parent in model()[name].get("extends", ()):
        yield from ancestry(parent)


@cache
def properties(name: str) -> dict[str, Json]:
    """Every property that a schema has, its own and inherited."""
    found: dict[str, Json] = {}
    for each in ancestry(name):
        found = (model()[each].get("properties") or {}) | found
    return found


def problems(entity: Json, schemata: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with an entity; ``schemata``: of all entities beside it, by id."""
    schema = model().get(entity["schema"])
    if schema is None or schema.get("abstract"):
        yield f"{entity['schema']} is no schema for entities"
        return
    edge = schema.get("edge") or {}
    needed = [*schema.get("required", ()), *(edge[end] for end in ("source", "target") if edge)]
    yield from (f"{name} is missing" for name in needed if not entity["properties"].get(name))
    for name, values in entity["properties"].items():
        known = properties(entity["schema"]).get(name)
        if known is None:
            yield f"{entity['schema']} has no {name}"
            continue
        if not values or len(values) != len(set(values)):
            yield f"{name} is empty, or says something twice"
        for value in values:
            if wrong := _wrong(known, value, schemata):
                yield f"{name}: {wrong}"


def _wrong(known: Json, value: Any, schemata: Mapping[str, str]) -> str | None:
    kind = known.get("type", "string")
    if not isinstance(value, str) or not value:
        return f"{value!r} is no text"
    if kind == "entity":
        there = schemata.get(value)
        fits = there is not None and known["range"] in ancestry(there)
        return None if fits else f"{value} is {there}, not {known['range']}"
    if kind == "country" and country_name(value) is None:
        return f"{value} is no country"
    if kind in _FORMATS and not _FORMATS[kind].fullmatch(value):
        return f"{value} is no {kind}"
    return f"{value} is too long" if len(value) > known.get("maxLength", 10**6) else None
