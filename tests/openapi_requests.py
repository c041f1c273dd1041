"""Every reading request that the OpenAPI document describes, made from the document itself.

Where a new endpoint has a parameter that is not known here, the test that asks for these fails: add
its values below, so that the endpoint is searched like all others.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Query = dict[str, str]
Request = tuple[str, Query]
# Endpoints that answer only with a key, with what is the key's holder's own.
_OWN: Final = re.compile(r"/v1/(webhooks|proposals)")


def reading_requests(
    document: Mapping[str, Any], values: Mapping[str, Sequence[str]], past: Sequence[int]
) -> Iterator[Request]:
    """Each GET path with each value of its parameters, plainly, in each form, and as known then.

    ``past``: the changes that are asked for in turn.

    ``values``: of the parameters of paths, by name, or by the first step of the path and the name;
    and of the query's, where a request has to have them.
    """
    in_turn = itertools.cycle(past)
    for template, operations in document["paths"].items():
        if "get" in operations and not _OWN.match(template):
            parameters = operations["get"].get("parameters", [])
            for path in _paths(template, parameters, values):
                for query in _queries(parameters, values, in_turn):
                    yield path, query


def _paths(
    template: str, parameters: Sequence[Any], values: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    room = template.split("/")[2] if template.startswith("/v1/") else ""
    in_path = [each for each in parameters if each["in"] == "path"]
    names = [each["name"] for each in in_path]
    told = [_values(f"{room}/{each['name']}", each, values) for each in in_path]
    for chosen in itertools.product(*told):
        yield template.format(**dict(zip(names, chosen, strict=True)))


def _values(name: str, parameter: Any, values: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if "enum" in parameter["schema"]:
        return list(parameter["schema"]["enum"])
    bare = name.rpartition("/")[2]
    found = values.get(name, values.get(bare))
    if found is None:
        raise AssertionError(f"values of {name} are to be told, so that its answers are searched")
    return found


def _queries(
    parameters: Sequence[Any], values: Mapping[str, Sequence[str]], past: Iterator[int]
) -> Iterator[Query]:
    known = {each["name"]: each for each in parameters if each["in"] == "query"}
    required = [name for name, each in known.items() if each.get("required")]
    asked = [
        dict(zip(required, chosen, strict=True))
        for chosen in itertools.product(*(_values(each, known[each], values) for each in required))
    ]
    yield from asked
    plain = asked[0]
    included = {"include": _includes(known["include"])} if "include" in known else {}
    for form in _forms(known):
        yield plain | included | form
    if "known_at" in known:
        yield plain | included | {"known_at": str(next(past))}
    if "from" in known:
        yield plain | {"from": "0"}
    if "since" in known:
        yield plain | {"since": "1"}


def _forms(known: Mapping[str, Any]) -> list[Query]:
    """What is asked for of a format: each that is not JSON once more."""
    of_path = "format" not in known
    forms = [] if of_path else known["format"]["schema"].get("enum", ())
    return [{"format": form} for form in forms if form not in ("json", "jsonl")] or [{}]


def _includes(parameter: Any) -> str:
    pattern = parameter["schema"]["items"]["pattern"]
    first = re.search(r"\(([^()]*)\)", pattern)
    assert first is not None
    return first[1].replace("\\", "").replace("|", ",")
