"""What each list should answer, worked out in Python over the documents that the API serves."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from app.dates import FIRST_DAY, LAST_DAY, PartialDate
from app.queries import articles, events, memberships, organizations, people, posts
from app.routers.representation import NO_FILTERS
from app.search.keys import sort_key

Json = dict[str, Any]
Values = Callable[[Json], Iterable[Any]]
SPECS: Final = {
    "/v1/people": people.LIST,
    "/v1/organizations": organizations.LIST,
    "/v1/posts": posts.LIST,
    "/v1/events": events.LIST,
    "/v1/articles": articles.LIST,
    "/v1/memberships": memberships.LIST,
}
# What every list takes, tested on its own.
_PAGE: Final = {"as_of", "known_at", "limit", "cursor", "sort", "facets", "id"}
# q finds look-alikes too: tests/test_name_search_api.py has it.
APART: Final = _PAGE | NO_FILTERS | {"q"}
MANY: Final = {"members": "member_count", "holders": "holder_count"}


def values_of(name: str) -> Values:
    """The values that a field has, one or many."""

    def values(document: Json) -> Iterable[Any]:
        found = document[name]
        return found if isinstance(found, list) else [found]

    return values


def ids_in(field: str, name: str) -> Values:
    """The ids that the items of a field name."""
    return lambda document: [each[name] for each in document[field]]


def shown(document: Json) -> Iterable[Json]:
    fields = ("facts", "other_names", "memberships", "events", "participants", "identifiers")
    return [fact for field in fields for fact in document.get(field, ())]


def datasets(document: Json) -> Iterable[str]:
    return [fact["dataset"] for fact in shown(document)]


def citing(document: Json) -> Iterable[str]:
    return [each["article_id"] for fact in shown(document) for each in fact["citations"]]


def identifiers(document: Json) -> Iterable[str]:
    return [f"{each['property']}:{each['value']}" for each in document["identifiers"]]


def tied(*fields: str, **more: Values) -> dict[str, Values]:
    """The values by parameter: of fields of the same name, and others."""
    return {name: values_of(name) for name in fields} | more


COMMON: Final = {"dataset": datasets, "article": citing, "identifier": identifiers}
VALUES: Final[dict[str, dict[str, Values]]] = {
    "/v1/people": tied(
        "gender",
        "nationality",
        "occupation",
        "language",
        event=ids_in("events", "event_id"),
        organization=ids_in("held", "organization_id"),
        held_post=ids_in("held", "post_id"),
        **COMMON,
    ),
    "/v1/organizations": tied(
        "classification",
        "parent_id",
        "area",
        "location",
        member_id=ids_in("held", "person_id"),
        **COMMON,
    ),
    "/v1/posts": tied(
        "organization_id", "role", "area", holder_id=ids_in("held", "person_id"), **COMMON
    ),
    "/v1/events": tied(
        "classification",
        "parent_id",
        "location",
        organization_id=ids_in("organizations", "id"),
        participant_id=lambda event: [each["subject"]["id"] for each in event["participants"]],
        **COMMON,
    ),
    "/v1/articles": tied("publisher", "author", "language_code", **COMMON),
    "/v1/memberships": tied(
        "person_id", "organization_id", "post_id", "on_behalf_of_id", "certainty", "dataset"
    ),
}
# Of which one and the same membership must meet all.
HELD: Final = {
    "/v1/people": {"held_post": "post_id", "organization": "organization_id", "on": ""},
    "/v1/organizations": {"member_id": "person_id", "on": ""},
    "/v1/posts": {"holder_id": "person_id", "on": ""},
}
OWNER: Final = {
    "/v1/people": "person_id",
    "/v1/organizations": "organization_id",
    "/v1/posts": "post_id",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A server on the set, what it says of every item of a list, and its documentation."""

    client: httpx.Client
    documents: dict[str, list[Json]]
    before: dict[int, list[Json]]
    parameters: dict[str, list[str]]

    def ids(self, path: str, given: Mapping[str, Any]) -> list[str]:
        """The ids that a list answers."""
        answer = self.client.get(path, params={"limit": 500, **given})
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["data"]]

    def expected(self, path: str, given: Mapping[str, Any]) -> list[str]:
        """The ids that it should answer."""
        return [each["id"] for each in self.documents[path] if self._meets(path, each, given)]

    def _meets(self, path: str, document: Json, given: Mapping[str, Any]) -> bool:
        held = {name: given[name] for name in HELD.get(path, {}) if name in given}
        if held and not any(meets_held(path, each, held) for each in document["held"]):
            return False
        rest = {name: each for name, each in given.items() if name not in held}
        return all(self._meets_one(path, document, name, each) for name, each in rest.items())

    def _meets_one(self, path: str, document: Json, name: str, asked: Any) -> bool:
        field, _, operator = name.partition(".")
        if name == "has":
            return all(document[MANY.get(each, each)] for each in as_list(asked))
        if name == "changed_since":
            return self._is_fresh(document, int(asked))
        if name == "on":
            return held_on(document["span"], PartialDate.parse(asked))
        if field.endswith("_date"):
            dates = [PartialDate.parse(each) for each in as_list(asked)]
            return any(compared(document[field], operator, each) for each in dates)
        return bool(set(as_list(asked)) & set(VALUES[path][name](document)))

    def _is_fresh(self, document: Json, change: int) -> bool:
        if "cite" in document:
            return bool(document["cite"]["change"] > change)
        return document["body"] not in self.before[change]


def as_list(asked: Any) -> list[Any]:
    return asked if isinstance(asked, list) else [asked]


def compared(text: str | None, operator: str, asked: PartialDate) -> bool:
    """Whether some day that a date admits lies so; each is tried, a month at a time from afar."""
    if text is None:
        return False
    first, last = PartialDate.parse(text).first_day, PartialDate.parse(text).last_day
    days = {
        first,
        last,
        *(day for day in (asked.first_day, asked.last_day) if first <= day <= last),
    }
    holds = {
        "": lambda day: asked.first_day <= day <= asked.last_day,
        "lt": lambda day: day < asked.first_day,
        "lte": lambda day: day <= asked.last_day,
        "gt": lambda day: day > asked.last_day,
        "gte": lambda day: day >= asked.first_day,
    }
    return any(holds[operator](day) for day in days)


def held_on(span: Json, asked: PartialDate) -> bool:
    first, last = span["possibly_from"] or str(FIRST_DAY), span["possibly_until"] or str(LAST_DAY)
    return first <= str(asked.last_day) and str(asked.first_day) <= last


def meets_held(path: str, membership: Json, asked: Mapping[str, Any]) -> bool:
    ids = {column: asked[name] for name, column in HELD[path].items() if column and name in asked}
    if any(membership[column] not in as_list(each) for column, each in ids.items()):
        return False
    return "on" not in asked or held_on(membership["span"], PartialDate.parse(asked["on"]))


def counted(path: str, name: str, documents: Sequence[Json]) -> list[tuple[str, int]]:
    """A facet: the twenty most frequent values, those that are as frequent in their order."""
    counts = Counter(each for one in documents for each in set(VALUES[path][name](one)) if each)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:20]


def sorted_by(sort: str, documents: Sequence[Json]) -> list[Json]:
    """The documents, which come in the list's own order, in the order of ``sort``."""
    keys = sort.split(",")
    # Ties run in the direction of the last key, where that is a text; of a date they run upwards.
    ordered = list(documents)
    if keys[-1] in ("-name", "-recorded"):
        ordered.reverse()
    for key in reversed(keys):
        name, downwards = key.removeprefix("-"), key.startswith("-")
        if name == "recorded":
            ordered.sort(key=documents.index, reverse=downwards)
        elif name == "name":
            ordered.sort(key=lambda one: sort_key(one["name"]), reverse=downwards)
        else:
            ordered.sort(key=lambda one: day_key(one[name], downwards=downwards))
    return ordered


def day_key(text: str | None, *, downwards: bool) -> tuple[bool, int]:
    date = PartialDate.parse(text) if text else None
    day = date and (date.earliest or date.latest)
    return (day is None, (-1 if downwards else 1) * day.toordinal() if day else 0)


def read_lists(client: httpx.Client) -> Listed:
    """Read every list whole, and the document of each item."""
    held = read_all(client, "/v1/memberships")
    spans = read_spans(client)
    held = [each | {"span": spans[each["id"]], "body": each} for each in held]
    documents = {"/v1/memberships": held}
    for path in SPECS.keys() - documents.keys():
        ids = [each["id"] for each in read_all(client, path)]
        found = [client.get(f"{path}/{each}?include=citations").json() for each in ids]
        owner = OWNER.get(path)
        documents[path] = [
            each | {"held": [one for one in held if owner and one[owner] == each["id"]]}
            for each in found
        ]
    past = range(1, 5)
    before = {0: [], **{n: read_all(client, "/v1/memberships", known_at=n) for n in past}}
    return Listed(client, documents, before, documented(client))


def read_all(client: httpx.Client, path: str, **given: Any) -> list[Json]:
    data: list[Json] = client.get(path, params={"limit": 500, **given}).json()["data"]
    return data


def read_spans(client: httpx.Client) -> dict[str, Json]:
    """The days between which each membership held."""
    timelines = [
        client.get(f"/v1/people/{each['id']}/timeline").json()["data"]
        for each in read_all(client, "/v1/people")
    ]
    entries = [entry for timeline in timelines for entry in timeline]
    return {each["fact"]["id"]: each["timespan"] for each in entries}


def documented(client: httpx.Client) -> dict[str, list[str]]:
    paths = client.get("/openapi.json").json()["paths"]
    return {
        path: [
            each["name"] for each in paths[path]["get"]["parameters"] if each["name"] not in APART
        ]
        for path in SPECS
    }
