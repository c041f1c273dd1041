"""Each documented filter of each list does what it says, alone and with others, at any time."""

from itertools import combinations
from random import Random
from typing import Any

import httpx
import pytest

from app.queries import facets, narrowing, paging
from tests.faults.sizes import size
from tests.list_oracle import HELD, SPECS, VALUES, Listed, counted
from tests.test_errors_api import check_shape

DAYS = [
    *("1899", "1900", "1950", "1950-06", "1949..1950", "1951-12-31", "1985", "1997-05", "1999-02"),
    *("2000", "2001", "2001-03", "2010", "2015", "2018"),
]
TRIED = {
    "on": "1979|1996..1998|2004-01-01|2020",
    "changed_since": "0|1|3|4",
}
Case = dict[str, Any]
PATHS = pytest.mark.parametrize("path", SPECS)


def cases(listed: Listed, path: str, name: str) -> list[Case]:
    """Values to try a parameter with: some that are there, two at once, one that is not."""
    field, _, operator = name.partition(".")
    if name in TRIED:
        return [{name: each} for each in TRIED[name].split("|")]
    if name == "has":
        fields = has_of(path)
        return [*({name: each} for each in fields), {name: list(fields[:2])}]
    if operator or field.endswith("_date"):
        return [{name: each} for each in (DAYS if operator else [*DAYS, ["1950-06", "2001"]])]
    found = {each for one in listed.documents[path] for each in VALUES[path][name](one) if each}
    there = sorted(found)[:3]
    other = "nothing" if name != "certainty" else "inferred"
    return [*({name: each} for each in there), {name: there[-2:]}, {name: other}]


def telling(listed: Listed, path: str, name: str) -> list[tuple[Case, list[str]]]:
    """Four of the cases with what they should give, those first that give something else each."""
    tried = [(given, listed.expected(path, given)) for given in cases(listed, path, name)]
    differing = {tuple(expected): given for given, expected in tried}
    first = [(given, list(expected)) for expected, given in differing.items()]
    first.sort(key=lambda pair: not 0 < len(pair[1]) < len(listed.documents[path]))
    return [*first, *tried][: 4 if name != "has" else len(tried)]


@PATHS
def test_every_filter_narrows_to_what_it_says(listed: Listed, path: str) -> None:
    everything = len(listed.documents[path])
    for name in listed.parameters[path]:
        told = telling(listed, path, name)
        for given, expected in told:
            assert listed.ids(path, given) == expected, (path, given)
        assert any(0 < len(expected) < everything for _, expected in told), (path, name)


@PATHS
def test_two_filters_together_are_both_met(listed: Listed, path: str) -> None:
    tried = [one for name in listed.parameters[path] for one, _ in telling(listed, path, name)]
    pairs = [one | two for one, two in combinations(tried, 2) if not one.keys() & two.keys()]
    random, seen = Random(7), 0  # noqa: S311 (to repeat, not to hide)
    for given in random.sample(pairs, min(len(pairs), size(15, 300))):
        expected = listed.expected(path, given)
        assert listed.ids(path, given) == expected, (path, given)
        seen += bool(expected)
    assert seen > 2


def test_one_membership_must_meet_all_that_is_asked_of_it(listed: Listed) -> None:
    held = listed.documents["/v1/memberships"]
    posts = sorted({each["post_id"] for each in held if each["post_id"]})
    told = [
        listed.ids("/v1/people", given) == listed.expected("/v1/people", given)
        and len(listed.expected("/v1/people", given))
        < len(
            set(listed.expected("/v1/people", {"held_post": post}))
            & set(listed.expected("/v1/people", {"organization": body, "on": "1996"}))
        )
        for post in posts
        for body in ("senate", "court")
        if (given := {"held_post": post, "organization": body, "on": "1996"})
    ]
    assert any(told)
    for post in posts:
        given = {"held_post": post, "organization": ["senate", "court"], "on": "1996"}
        assert listed.ids("/v1/people", given) == listed.expected("/v1/people", given)


@PATHS
def test_every_facet_counts_the_values_of_what_is_listed(listed: Listed, path: str) -> None:
    names = SPECS[path].facets
    some = listed.parameters[path]
    for given in ({}, {"changed_since": 1}, {"has": next(iter(has_of(path)))}):
        assert set(given) <= set(some)
        answer = listed.client.get(path, params={**given, "facets": ",".join(names)}).json()
        wanted = set(listed.expected(path, given))
        documents = [each for each in listed.documents[path] if each["id"] in wanted]
        for name in names:
            told = [(each["value"], each["count"]) for each in answer["facets"][name]]
            assert told == counted(path, name, documents), (path, name, given)
        assert answer["facets_are_exact"] is True
        assert answer["page"]["total"] == len(wanted)


def has_of(path: str) -> tuple[str, ...]:
    return next(one for one in SPECS[path].parameters() if one.name == "has").choices


def test_a_facet_leads_to_as_many_as_it_counts(listed: Listed) -> None:
    given = {"on": "1996", "organization": "senate"}
    answer = listed.client.get("/v1/people", params=given | {"facets": "held_post,gender"})
    counts = answer.json()["facets"]
    assert len(counts["held_post"]) > 1
    for name, values in counts.items():
        for each in values:
            assert len(listed.ids("/v1/people", {**given, name: each["value"]})) == each["count"]
    labels = {each["value"]: each["label"] for each in counts["held_post"]}
    assert labels["clerk"] == "The clerk"
    assert {each["label"] for each in counts["gender"]} == {None}


@pytest.mark.parametrize("path", ["/v1/people", "/v1/posts"])
def test_a_filter_that_leaves_many_says_the_same(
    listed: Listed, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "MOST_LISTED", 0)  # all conditions are then read as probes
    for name in listed.parameters[path]:
        for given, expected in telling(listed, path, name)[:2]:
            assert listed.ids(path, given) == expected, given


def test_a_long_list_is_counted_in_part(listed: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (paging, facets):
        monkeypatch.setattr(module, "MOST_COUNTED", 5)
    answer = listed.client.get("/v1/people?changed_since=0&facets=gender&limit=5").json()
    assert (answer["page"]["total"], answer["page"]["total_is_exact"]) == (5, False)
    first = {each["id"] for each in answer["data"]}
    documents = [each for each in listed.documents["/v1/people"] if each["id"] in first]
    told = [(each["value"], each["count"]) for each in answer["facets"]["gender"]]
    assert told == counted("/v1/people", "gender", documents)
    assert answer["facets_are_exact"] is False
    whole = listed.client.get("/v1/people?facets=gender").json()
    assert sum(each["count"] for each in whole["facets"]["gender"]) > 5
    assert whole["facets_are_exact"] is True


def test_filters_and_facets_tell_of_the_past(listed: Listed) -> None:
    early = {f"person-{number:02d}" for number in range(20)} | {"doubled"}
    for given in (
        {"gender": "female"},
        {"birth_date.lt": "1951"},
        {"held_post": "clerk", "on": "1996"},
    ):
        now, then = (set(listed.ids("/v1/people", given | more)) for more in ({}, {"known_at": 1}))
        assert then == now & early < now
    told = listed.client.get("/v1/people?known_at=1&facets=dataset").json()["facets"]
    assert told["dataset"] == [{"value": "curated", "label": None, "count": 21}]


def test_many_are_got_at_once_in_the_order_asked(listed: Listed) -> None:
    ids = ["person-07", "nobody", "doubled", "person-39", "senate", "person-00", "person-02"]
    answer = listed.client.get("/v1/people", params={"id": [*ids, "person-07"]}).json()
    assert [each["id"] for each in answer["data"]] == ["person-07", "person-00", "person-02"]
    assert answer["merged"] == [{"id": "doubled", "survivor": "person-00"}]
    assert answer["missing"] == [
        {"id": "nobody", "why": "unknown"},
        {"id": "person-39", "why": "withdrawn"},
        {"id": "senate", "why": "organization"},
    ]
    then = listed.client.get("/v1/people", params={"id": ids, "known_at": 2}).json()
    assert [each["id"] for each in then["data"]] == [
        *("person-07", "doubled"),
        *ids[-2:],
    ]
    assert then["merged"] == []


def test_a_batch_has_all_unless_pages_are_asked_for(listed: Listed) -> None:
    ids = [f"person-{number:02d}" for number in range(38, 0, -1)]
    more = [f"nobody-{number}" for number in range(500 - len(ids))]
    answer = listed.client.get("/v1/people", params={"id": more + ids})
    assert [each["id"] for each in answer.json()["data"]] == ids
    url, shown = f"/v1/people?limit=9&id={'&id='.join(ids)}", []
    while url:
        page = listed.client.get(url).json()
        shown += [each["id"] for each in page["data"]]
        url = page["page"]["next"]
    assert shown == ids
    check_shape(listed.client.get("/v1/people", params={"id": ["x"] * 501}), "invalid-parameter")
    nobody = listed.client.get("/v1/people?id=nobody").json()
    assert (nobody["data"], nobody["page"]["total"]) == ([], 0)


def test_a_list_narrowed_by_a_merged_id_leads_to_its_survivor(listed: Listed) -> None:
    path = "/v1/memberships?person_id=person-01&person_id=doubled"
    answer = listed.client.get(path)
    assert check_shape(answer, "merged")["survivor"] == "person-00"
    followed = httpx.get(listed.client.base_url.join(answer.headers["Location"]))
    assert {each["person_id"] for each in followed.json()["data"]} <= {"person-00", "person-01"}


@pytest.mark.parametrize(
    ("query", "parameter", "hint"),
    [
        ("/v1/people?birth_date.lt=soon", "birth_date.lt", "write 2022"),
        ("/v1/people?birth_date=1950&birth_date=x", "birth_date", "write 2022"),
        ("/v1/people?birth_date.gt=1950&birth_date.gt=1951", "birth_date.gt", "give it once"),
        ("/v1/people?has=money", "has", "'image'"),
        ("/v1/people?held_post=A B", "held_post", "an id has"),
        ("/v1/people?changed_since=-1", "changed_since", "greater than or equal to 0"),
        ("/v1/people?on=1990..1980", "on", "1980..1990"),
        ("/v1/people?gender=", "gender", "at least 1"),
        ("/v1/people?sort=birthdate", "sort", "did you mean birth_date?"),
        ("/v1/people?sort=name,-name", "sort", "twice"),
        ("/v1/people?sort=", "sort", "at least 1"),
        ("/v1/people?facets=name", "facets", "facets are gender"),
        ("/v1/memberships?certainty=sure", "certainty", "'asserted'"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    listed: Listed, query: str, parameter: str, hint: str
) -> None:
    problem = check_shape(listed.client.get(query), "invalid-parameter")
    assert problem["parameter"] == parameter
    assert hint in problem["detail"]


def test_a_wrong_operator_is_refused_with_the_nearest_name(listed: Listed) -> None:
    problem = check_shape(listed.client.get("/v1/people?birth_date.le=1950"), "unknown-parameter")
    assert "did you mean birth_date.l" in problem["detail"]


def test_every_wrong_value_is_named(listed: Listed) -> None:
    problem = check_shape(listed.client.get("/v1/people?has=x&on=y"), "invalid-parameter")
    assert {each["parameter"] for each in problem["errors"]} == {"has", "on"}


def test_every_parameter_of_a_membership_goes_with_its_day() -> None:
    for path, names in HELD.items():
        assert set(names) <= {each.name for each in SPECS[path].parameters()}
