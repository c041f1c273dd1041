"""Popolo in and out again: every field of the input is there, but for a list of normalisations.

What may differ, and nothing else:

1. null, an empty text and an empty list count as absent;
2. ids are ours, and so are references; the source's own stand among the ``identifiers`` under the
   scheme of the dataset;
3. records, and the entries of a list, may stand in another order;
4. memberships, links and identifiers that are the same to the letter stand once;
5. of several records with one id the first is kept (the report has the others);
6. what the schemas do not take, and references to what is not there, stand under ``source_data``;
7. a record embedded in another stands in its own array, and a membership repeats its area's name.
"""

from collections import Counter
from typing import Any

import orjson
import pytest

from tests.popolo import NAMES, Json, check, exported, legislature, read

ARRAYS = ("persons", "organizations", "posts", "memberships", "events", "areas")
REFERENCES = ("id", "person_id", "organization_id", "on_behalf_of_id", "post_id", "area_id")
DATASET = "ds"


def plain(value: Any) -> Any:
    """Without what counts as absent, and lists in one order."""
    if isinstance(value, dict):
        told = {name: plain(each) for name, each in value.items()}
        return {name: each for name, each in told.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return sorted({written(each) for each in value})
    return value


def written(value: Any) -> str:
    """One text for all that comes to the same."""
    return orjson.dumps(plain(value), option=orjson.OPT_SORT_KEYS).decode()


def own_ids(told: Json) -> dict[str, str]:
    """The source's ids by ours."""
    found: dict[str, str] = {}
    for array in ARRAYS:
        for record in told[array]:
            for each in record.get("identifiers", []):
                if each["scheme"] == DATASET:
                    found[record["id"]] = each["identifier"]
    return found


def restored(record: Json, ids: dict[str, str], array: str) -> Json:
    """An exported record with what the source wrote back in its place."""
    told = dict(record)
    told.pop("edtf", None)
    others = [each for each in told.pop("identifiers", []) if each["scheme"] != DATASET]
    told |= {"identifiers": others}
    if array == "memberships":
        told["id"] = next((each["identifier"] for each in record.get("identifiers", [])), None)
    if "area_id" in told:
        told.pop("area", None)
    for name in (*REFERENCES, "parent_id", "legislative_period_id"):
        if told.get(name) in ids and not (name == "id" and array == "memberships"):
            told[name] = ids[told[name]]
    for name, value in told.pop("source_data", {}).items():
        told[name] = told.get(name, []) + value if isinstance(value, list) else value
    return told


def firsts(records: list[Json]) -> list[Json]:
    """Of several records with one id the first."""
    by_id: dict[Any, Json] = {}
    for number, record in enumerate(records):
        by_id.setdefault(record.get("id", number), record)
    return list(by_id.values())


def differences(given: Json, told: Json) -> list[Any]:
    """What stands in one of them alone, array by array."""
    ids = own_ids(told)
    found: list[Any] = []
    for array in ARRAYS:
        before = {written(each) for each in firsts(given.get(array, []))}
        after = {written(restored(each, ids, array)) for each in told[array]}
        found += [(array, each) for each in sorted(before ^ after)]
    beside = {name for name in given if name not in ARRAYS}
    return found + [name for name in beside if given[name] != told.get(name)]


def check_counts(given: Json, told: Json, rules: Counter[str]) -> None:
    """Hold the numbers of records against those of the input."""
    for array in ("persons", "organizations", "events", "areas"):
        assert len(told[array]) == len({each["id"] for each in given[array]}), array
    said_once = {written(each) for each in given["memberships"]}
    assert len(told["memberships"]) == len(said_once)
    assert rules["identical_membership"] == len(given["memberships"]) - len(said_once)
    assert rules["dangling_reference"] == 0


@pytest.mark.parametrize("name", NAMES)
def test_each_legislature_comes_back_with_every_record_and_field(name: str) -> None:
    path = legislature(name)
    given: Json = orjson.loads(path.read_bytes())
    source = read(path)
    told = exported(source)
    check_counts(given, told, Counter(source.notes.rules))
    assert differences(given, told) == []
    for array in ARRAYS:
        for record in told[array][:10]:
            check(array, record)
