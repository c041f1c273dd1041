"""``/v1/reconcile``: the Reconciliation Service API 0.2, on people who are easily confused."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.reconciling.manifest import MOST_QUERIES
from tests import reconcile_schemas
from tests.test_errors_api import check_shape
from tests.test_statement_counts import counted

URL = "/v1/reconcile"


@pytest.fixture
def client(matched: tuple[FastAPI, httpx.Client]) -> httpx.Client:
    return matched[1]


def post(client: httpx.Client, **form: Any) -> httpx.Response:
    return client.post(URL, data={name: json.dumps(each) for name, each in form.items()})


def ask(client: httpx.Client, query: str | None, **more: Any) -> list[dict[str, Any]]:
    """The candidates of one query, by form; and the same by GET."""
    queries = {"q0": ({"query": query} if query else {}) | more}
    if not any("p" in each for each in more.get("properties", ())):
        reconcile_schemas.check("reconciliation-query-batch.json", queries)
    answer = post(client, queries=queries)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    reconcile_schemas.check("reconciliation-result-batch.json", told)
    assert client.get(URL, params={"queries": json.dumps(queries)}).json() == told
    result: list[dict[str, Any]] = told["q0"]["result"]
    return result


def extend(
    client: httpx.Client, ids: list[str], *properties: str | dict[str, Any]
) -> dict[str, Any]:
    wanted = [{"id": each} if isinstance(each, str) else each for each in properties]
    query = {"ids": ids, "properties": wanted}
    reconcile_schemas.check("data-extension-query.json", query)
    answer = post(client, extend=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    reconcile_schemas.check("data-extension-response.json", told)
    assert client.get(URL, params={"extend": json.dumps(query)}).json() == told
    return told


def suggest(client: httpx.Client, what: str, prefix: str, **more: Any) -> dict[str, Any]:
    answer = client.get(f"{URL}/suggest/{what}", params={"prefix": prefix, **more})
    assert answer.status_code == 200, answer.text
    plural = {"entity": "entities", "property": "properties", "type": "types"}[what]
    told: dict[str, Any] = answer.json()
    reconcile_schemas.check(f"suggest-{plural}-response.json", told)
    return told


def test_the_schemas_tell_valid_from_invalid() -> None:
    """Lest a schema whose references are not found takes everything."""
    reconcile_schemas.require_specs()
    for of in ("manifest", "reconciliation-query-batch", "reconciliation-result-batch"):
        for example in reconcile_schemas.examples(of):
            if of != "manifest" or "authentication" not in example:
                reconcile_schemas.check(f"{of}.json", example)
    batch: dict[str, Any] = {"q0": {"properties": []}}
    with pytest.raises(Exception, match="is not valid under any"):
        reconcile_schemas.check("reconciliation-query-batch.json", batch)
    with pytest.raises(Exception, match="required property"):
        reconcile_schemas.check("manifest.json", {"versions": ["0.2"]})


def test_a_candidate_has_its_type_score_features_and_what_tells_it_from_others(
    client: httpx.Client,
) -> None:
    (found,) = ask(client, "Olena KOVALENKO")
    assert (found["id"], found["name"], found["match"]) == (
        "olena-kovalenko",
        "Olena Kovalenko",
        True,
    )
    assert found["type"] == [{"id": "Person", "name": "Person"}]
    assert found["description"] == "1970-05-05–; Ukrainian"
    assert 90 < found["score"] <= 100
    assert {"id": "name_similarity", "value": 1} in found["features"]


def test_properties_tell_namesakes_apart(client: httpx.Client) -> None:
    plain = ask(client, "John Smith", type="Person")
    assert not any(each["match"] for each in plain)
    for properties in (
        [{"pid": "birth_date", "v": "1971-07-07"}],
        [{"pid": "birth_date", "v": "1971-07-07T00:00:00Z"}],
        [{"p": "birth_date", "v": 1971}],
        [{"pid": "birth_date", "v": ["1971", ""]}, {"pid": "nationality", "v": "Kessaria"}],
    ):
        first, *_ = ask(client, "John Smith", type="Person", properties=properties)
        assert (first["id"], first["match"]) == ("john-smith-2", True), properties


def test_properties_may_be_entities_reconciled_before_and_several(client: httpx.Client) -> None:
    chair = {"id": "chair", "name": "Anything"}
    properties = [
        {"pid": "held_post", "v": [chair, "no such post"]},
        {"pid": "event", "v": "Delta Congress"},
        {"pid": "gender", "v": True},
    ]
    found = ask(client, "Ada Moreau", type="Person", properties=properties)[0]
    told = {each["id"]: each["value"] for each in found["features"]}
    assert told.items() >= {"post_agrees": 1, "properties_agree": 1, "gender_differs": 1}.items()


def test_a_date_that_cannot_be_read_counts_for_nothing_and_is_told(client: httpx.Client) -> None:
    properties = [{"pid": "birth_date", "v": "around Easter"}]
    (found,) = ask(client, "Olena Kovalenko", properties=properties)
    assert {"id": "birth_date_unreadable", "value": 1} in found["features"]
    assert found["score"] == ask(client, "Olena Kovalenko")[0]["score"]


def test_an_identifier_is_enough(client: httpx.Client) -> None:
    for pid, value in (("identifier", "wikidata:Q1002"), ("identifier.wikidata", "Q1002")):
        (found,) = ask(client, None, properties=[{"pid": pid, "v": value}])
        assert (found["id"], found["match"]) == ("ada-moreau", True)
        assert found["score"] > 99


@pytest.mark.parametrize(
    "given", ["ada-moreau", "ada-m", "{base}/v1/people/ada-m", "{base}/people/ada-moreau",
              "{base}/v1/reconcile/entities/ada-moreau", "/v1/people/ada-m"]
)  # fmt: skip
def test_an_id_or_url_given_as_query_is_the_entity_or_its_survivor(
    client: httpx.Client, given: str
) -> None:
    base = str(client.base_url).rstrip("/")
    first, *_ = ask(client, given.format(base=base))
    assert (first["id"], first["match"], first["score"]) == ("ada-moreau", True, 100)
    assert ask(client, given.format(base=base), type="Post") == []


def test_the_url_of_another_place_is_no_id(client: httpx.Client) -> None:
    assert ask(client, "http://example.org/v1/people/ada-m") == []


def test_types_narrow_and_type_strict_says_how(client: httpx.Client) -> None:
    def found(**more: Any) -> set[str]:
        told = ask(client, "Chair of the Water Board", **more)
        assert not told or told[0]["id"] == "chair"
        return {each["type"][0]["id"] for each in told}

    assert "Post" in found()
    assert found(type="Person") == set()
    assert found(type=["post", "Person"]) == {"Post"}
    assert found(type=["Post", "Person"], type_strict="any") == {"Post"}
    assert found(type=["Post", "Person"], type_strict="all") == set()
    assert found(type="Post", type_strict="all") == {"Post"}
    assert "Post" in found(type="Person", type_strict="should")
    scores = [
        ask(client, "Chair of the Water Board", type=each, type_strict="should")[0]["score"]
        for each in ("Person", "Post")
    ]
    assert scores[0] < scores[1]


def test_a_limit_cuts_and_nothing_found_is_an_empty_result(client: httpx.Client) -> None:
    assert len(ask(client, "John Smith", limit=2)) == 2
    assert ask(client, "Qwzx") == []
    assert ask(client, None, properties=[{"pid": "gender", "v": "female"}]) == []


@pytest.mark.parametrize(
    ("queries", "parameter", "detail"),
    [
        ("{", "queries", "JSON"),
        ("[]", "queries", "object"),
        ('{"q0": {"query": "x", "type": "Cat"}}', "queries.q0.type", "known are Person"),
        ('{"q0": {"query": "x", "type": "Persn"}}', "queries.q0.type", "did you mean Person?"),
        ('{"q0": {"query": "x", "type_strict": "no"}}', "queries.q0.type_strict", "'any'"),
        ('{"q0": {"query": "x", "limit": 0}}', "queries.q0.limit", "1"),
        ('{"q0": {}}', "queries.q0", "query or properties"),
        ('{"q0": {"query": "x", "lmit": 3}}', "queries.q0.lmit", "not permitted"),
        (
            '{"q0": {"query": "x", "properties": [{"pid": "birthdate", "v": "1"}]}}',
            "queries.q0.properties.0.pid",
            "did you mean birth_date?",
        ),
        (
            '{"q0": {"query": "x", "properties": [{"pid": "name", "v": [[]]}]}}',
            "queries.q0.properties.0.v.0.text",
            "string",
        ),
    ],
)
def test_what_is_wrong_in_a_batch_is_named(
    client: httpx.Client, queries: str, parameter: str, detail: str
) -> None:
    for location, answer in (
        ("body", client.post(URL, data={"queries": queries})),
        ("query", client.get(URL, params={"queries": queries})),
    ):
        if len(queries) == 1 and location == "query":
            continue  # the URL's own bounds refuse it
        problem = check_shape(answer, "invalid-parameter")
        assert problem["parameter"] == parameter
        assert problem["errors"][0]["location"] == location
        assert detail in problem["detail"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_forms_are_forms_and_batches_have_an_end(client: httpx.Client) -> None:
    many = {str(number): {"query": "x"} for number in range(MOST_QUERIES + 1)}
    problem = check_shape(post(client, queries=many), "too-large")
    assert f"at most {MOST_QUERIES}" in problem["detail"]
    check_shape(client.post(URL, json={"queries": {}}), "invalid-parameter")
    check_shape(client.post(URL, data={}), "invalid-parameter")
    check_shape(post(client, queries={}, extend={}), "invalid-parameter")
    check_shape(client.post(URL, data={"queris": "{}"}), "unknown-parameter")
    check_shape(
        client.post(URL, content=b"queries=\xff", headers={"Content-Type": _FORM}),
        "invalid-parameter",
    )
    check_shape(client.get(URL, params={"queries": "{}", "extend": "{}"}), "invalid-parameter")
    assert post(client, queries={}).json() == {}


@pytest.mark.parametrize("cell", ["", "  ", "x" * 301, "\0", "x" * 20_000])
def test_a_cell_that_is_no_name_spoils_no_others(client: httpx.Client, cell: str) -> None:
    queries = {"bad": {"query": cell}, "good": {"query": "Ada Moreau", "limit": 200}}
    queries["worse"] = {"query": "Ada", "properties": [{"pid": "held_post", "v": cell + "x" * 400}]}
    answer = post(client, queries=queries).json()
    assert answer["bad"] == {"result": []}
    assert answer["good"]["result"][0]["id"] == "ada-moreau"
    assert "result" in answer["worse"]


_FORM = "application/x-www-form-urlencoded"


def test_values_are_entities_texts_and_numbers_and_dates_are_texts(client: httpx.Client) -> None:
    told = extend(
        client, ["ada-moreau", "olena-kovalenko"], "held_post", "birth_date", "other_name"
    )
    chair = {"id": "chair", "name": "Chair of the Water Board"}
    clerk = {"id": "clerk", "name": "Clerk of the Water Board"}
    assert told["meta"][0] == {
        "id": "held_post",
        "name": "held post",
        "type": {"id": "Post", "name": "Post"},
    }
    row = told["rows"]["ada-moreau"]
    assert (row["held_post"], row["birth_date"]) == ([clerk, chair], [{"str": "1950-06"}])
    assert {"str": "A. Moreau"} in row["other_name"]
    assert told["rows"]["olena-kovalenko"]["held_post"] == []
    told = extend(client, ["water-board", "chair"], "member_count", "holder_count", "organization")
    assert told["rows"]["water-board"]["member_count"] == [{"int": 1}]
    board = {"id": "water-board", "name": "Kessaria Water Board"}
    assert told["rows"]["chair"]["organization"] == [board]


def test_settings_choose_among_the_values(client: httpx.Client) -> None:
    def held(**settings: Any) -> list[dict[str, Any]]:
        wanted = {"id": "held_post", "settings": settings}
        values: list[dict[str, Any]] = extend(client, ["ada-moreau"], wanted)["rows"]["ada-moreau"][
            "held_post"
        ]
        return values

    assert len(held(limit="0", current="false")) == 2
    assert [each["id"] for each in held(limit="1")] == ["clerk"]
    assert [each["id"] for each in held(current=True)] == ["clerk"]
    assert held(current=True, content="id") == [{"str": "clerk"}]
    assert held(current=True, content="name") == [{"str": "Clerk of the Water Board"}]
    words = extend(client, ["ada-moreau"], {"id": "membership", "settings": {"current": True}})
    assert words["rows"]["ada-moreau"]["membership"] == [
        {"str": "Clerk of the Water Board (2006-03 –)"}
    ]


def test_a_merged_entity_has_its_survivors_values_and_one_that_is_gone_none(
    client: httpx.Client,
) -> None:
    rows = extend(client, ["ada-m", "gone", "nobody"], "gender", "identifier.wikidata")["rows"]
    assert rows["ada-m"] == {
        "gender": [{"str": "female"}],
        "identifier.wikidata": [{"str": "Q1002"}],
    }
    assert rows["gone"] == rows["nobody"] == {"gender": [], "identifier.wikidata": []}


@pytest.mark.parametrize(
    ("wanted", "parameter", "detail"),
    [
        ({"id": "gendr"}, "id", "did you mean gender?"),
        ({"id": "gender", "settings": {"limit": -1}}, "settings.limit", "from 0"),
        ({"id": "gender", "settings": {"lim": 1}}, "settings.lim", "known are limit"),
        ({"id": "gender", "settings": {"current": "x"}}, "settings.current", "true or false"),
        ({"id": "gender", "settings": {"content": 1}}, "settings.content", "one of entity"),
        ({"settings": {}}, "id", "required"),
    ],
)
def test_what_is_wrong_in_an_extension_is_named(
    client: httpx.Client, wanted: dict[str, Any], parameter: str, detail: str
) -> None:
    answer = post(client, extend={"ids": ["ada-moreau"], "properties": [wanted]})
    problem = check_shape(answer, "invalid-parameter")
    assert problem["parameter"] == f"extend.properties.0.{parameter}"
    assert detail in problem["detail"]


def test_entities_are_suggested_as_somebody_types_page_by_page(client: httpx.Client) -> None:
    told = suggest(client, "entity", "john sm", limit=2)
    assert [each["name"] for each in told["result"]] == ["John Smith"] * 2
    assert told["cursor"] == 2
    more = suggest(client, "entity", "john sm", limit=2, cursor=told["cursor"])
    seen = {each["id"] for each in told["result"] + more["result"]}
    assert seen >= {"john-smith-1", "john-smith-2", "john-smith-3"}
    assert "cursor" not in more
    (first, *_) = suggest(client, "entity", "ada-m")["result"]
    assert (first["id"], first["notable"][0]["id"]) == ("ada-moreau", "Person")
    assert suggest(client, "entity", "john", type="Post")["result"] == []
    assert suggest(client, "entity", "")["result"] == []


def test_properties_and_types_are_suggested(client: httpx.Client) -> None:
    told = suggest(client, "property", "birth")["result"]
    assert [each["id"] for each in told] == ["birth_date"]
    assert suggest(client, "property", "held p")["result"][0]["id"] == "held_post"
    assert suggest(client, "property", "identifier.viaf")["result"][0]["id"] == "identifier.viaf"
    every = suggest(client, "property", "", limit=50)["result"]
    some = suggest(client, "property", "", limit=3, cursor=1)
    assert (some["result"], some["cursor"]) == (every[1:4], 4)
    assert [each["id"] for each in suggest(client, "type", "per")["result"]] == ["Person"]
    assert len(suggest(client, "type", "")["result"]) == 5


def test_properties_are_proposed_for_a_type(client: httpx.Client) -> None:
    told = client.get(f"{URL}/properties", params={"type": "Post", "limit": 4}).json()
    reconcile_schemas.check("data-extension-property-proposal.json", told)
    assert (told["type"], told["limit"], len(told["properties"])) == ("Post", 4, 4)
    ids = {each["id"] for each in client.get(f"{URL}/properties?type=Post").json()["properties"]}
    assert "holder_count" in ids
    assert "birth_date" not in ids
    problem = check_shape(client.get(f"{URL}/properties?type=Cat"), "invalid-parameter")
    assert problem["parameter"] == "type"


def test_a_preview_is_a_page_that_can_do_nothing(client: httpx.Client) -> None:
    answer = client.get(f"{URL}/preview?id=script-smith")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors *" in policy
    assert "<script" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Smith" in answer.text
    assert "&#34;onload=&#34;x" in answer.text
    merged = client.get(f"{URL}/preview?id=ada-m")
    assert "Chair of the Water Board (2001 – ..2005)" in merged.text
    check_shape(client.get(f"{URL}/preview?id=nobody"), "not-found")
    check_shape(client.get(f"{URL}/preview?id=gone"), "gone")


def test_an_entity_of_the_space_of_identifiers_leads_to_its_document(client: httpx.Client) -> None:
    for given, path in (("ada-m", "people/ada-moreau"), ("chair", "posts/chair")):
        answer = client.get(f"{URL}/entities/{given}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/v1/{path}")
    check_shape(client.get(f"{URL}/entities/nobody"), "not-found")


def test_a_batch_reads_documents_once(matched: tuple[FastAPI, httpx.Client]) -> None:
    app, client = matched
    for size in (1, 10):
        queries = {str(n): {"query": "ada-moreau"} for n in range(size)}
        with counted(app.state.engine) as statements:
            assert post(client, queries=queries).status_code == 200
        assert len([text for text in statements if "documents.body, " in text]) == 1
    with counted(app.state.engine) as statements:
        extend(client, ["ada-moreau", "chair", "water-board"] * 20, "name", "held_post")
    told = [each for each in statements if not each.startswith(("BEGIN", "PRAGMA"))]
    # By form and by GET: where the ids lead, and the documents; by GET when they last changed, too.
    assert len(told) == 2 + 3
