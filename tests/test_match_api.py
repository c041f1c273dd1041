"""``/v1/match``: who is meant by a description, how likely, and why."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.schemas.match import MOST_NAMES_IN_ALL, MOST_QUERIES
from tests.test_errors_api import check_shape
from tests.test_statement_counts import counted

Served = tuple[FastAPI, httpx.Client]


@pytest.fixture
def client(matched: Served) -> httpx.Client:
    return matched[1]


def match(client: httpx.Client, **description: Any) -> dict[str, dict[str, Any]]:
    """The candidates of one description by their ids, in their order."""
    sent = {"queries": {"q": description}, "limit": 20}
    answer = client.post("/v1/match", json=sent)
    assert answer.status_code == 200, answer.text
    return {each["id"]: each for each in answer.json()["results"]["q"]["candidates"]}


def features(candidate: dict[str, Any]) -> dict[str, float]:
    return {each["id"]: each["effect"] for each in candidate["features"]}


def test_a_name_in_any_order_finds_the_person_with_what_made_the_score(
    client: httpx.Client,
) -> None:
    (found,) = match(client, names="KOVALENKO Olena", birth_date="1970").values()
    assert (found["id"], found["name"], found["match"]) == (
        "olena-kovalenko",
        "Olena Kovalenko",
        True,
    )
    assert found["score"] > 0.9
    assert found["api_url"] == "/v1/people/olena-kovalenko"
    told = features(found)
    assert told["birth_year_agrees"] > 0
    assert set(told) >= {"name_similarity", "weakest_word_agrees", "letters_agree"}


def test_a_name_in_another_script_is_the_one_that_matched(client: httpx.Client) -> None:
    (found,) = match(client, names=["Олена Коваленко"]).values()
    assert (found["id"], found["matched_name"]) == ("olena-kovalenko", "Олена Коваленко")


@pytest.mark.parametrize(
    ("told", "against"),
    [
        ({"birth_date": "1950-06-01"}, "birth_year_differs"),
        ({"birth_date": "1970-05-06"}, "birth_day_differs"),
        ({"birth_date": "1971"}, "birth_year_is_next"),
        ({"gender": "M"}, "gender_differs"),
        ({"nationality": ["fr"]}, "country_differs"),
        ({"identifiers": [{"scheme": "wikidata", "value": "Q7"}]}, "identifier_differs"),
    ],
)
def test_what_differs_counts_against(
    client: httpx.Client, told: dict[str, Any], against: str
) -> None:
    plain = match(client, names="Olena Kovalenko")["olena-kovalenko"]
    found = match(client, names="Olena Kovalenko", **told)["olena-kovalenko"]
    assert found["score"] < plain["score"]
    assert features(found)[against] < 0


def test_a_patronymic_that_differs_counts_against(client: httpx.Client) -> None:
    found = match(client, names="Ivan Sergeyevich Sidorov", ids=["ivan-petrovich-sidorov"])
    assert features(found["ivan-petrovich-sidorov"])["words_contradicted"] < 0
    assert found["ivan-petrovich-sidorov"]["score"] < 0.5
    same = match(client, names="Ivan Petrovich Sidorov")["ivan-petrovich-sidorov"]
    assert same["score"] > 0.9


def test_namesakes_stand_in_each_others_way_until_a_date_tells_them_apart(
    client: httpx.Client,
) -> None:
    alike = match(client, names="John Smith")
    assert len([each for each in alike.values() if each["name"] == "John Smith"]) == 3
    assert not any(each["match"] for each in alike.values())
    told_apart = match(client, names="John Smith", birth_date="1971-07-07")
    first, second, *_ = told_apart.values()
    assert (first["id"], first["match"]) == ("john-smith-2", True)
    assert first["score"] > 0.9
    assert second["score"] < 0.3


def test_an_identifier_in_common_says_more_than_any_name(client: httpx.Client) -> None:
    given = {"scheme": "wikidata", "value": "Q1001"}
    (found,) = match(client, names="E. K.", identifiers=[given]).values()
    assert (found["id"], found["match"]) == ("olena-kovalenko", True)
    assert found["score"] > 0.99
    assert list(match(client, identifiers=[given])) == ["olena-kovalenko"]


def test_posts_and_organizations_count_by_id_and_in_words(client: httpx.Client) -> None:
    plain = match(client, names="Ada Moreau")["ada-moreau"]["score"]
    for told in ({"posts": "chair"}, {"posts": ["chair of the WATER board"]}):
        found = match(client, names="Ada Moreau", organizations=["Delta League"], **told)
        assert features(found["ada-moreau"])["post_agrees"] > 0
        assert features(found["ada-moreau"])["organization_agrees"] > 0
        assert found["ada-moreau"]["score"] > plain


def test_entities_can_be_scored_by_their_ids_and_a_merged_one_leads_on(
    client: httpx.Client,
) -> None:
    found = match(client, names="Olena Kovalenko", ids=["ada-m", "gone", "nobody", "john-smith-1"])
    assert set(found) == {"ada-moreau", "john-smith-1"}
    assert max(each["score"] for each in found.values()) < 0.3


def test_other_kinds_are_matched_by_their_names(client: httpx.Client) -> None:
    found = match(client, names="kessaria water board", kind="organization")
    assert list(found) == ["water-board"]
    assert match(client, names="kessaria water board") == {}


def test_name_and_country_are_understood_as_well(client: httpx.Client) -> None:
    found = match(client, name="Olena Kovalenko", country="UA")["olena-kovalenko"]
    assert features(found)["country_agrees"] >= 0


def test_a_batch_is_answered_by_its_keys(client: httpx.Client) -> None:
    queries = {"a": {"names": "Olena Kovalenko"}, "b c": {"names": "Nobody At All"}}
    told = client.post("/v1/match", json={"queries": queries}).json()["results"]
    assert {key: len(each["candidates"]) for key, each in told.items()} == {"a": 1, "b c": 0}


def test_limit_and_threshold_cut_what_is_shown(client: httpx.Client) -> None:
    sent: dict[str, Any] = {"queries": {"q": {"names": "John Smith"}}, "limit": 2}
    told = client.post("/v1/match", json=sent).json()["results"]["q"]
    assert (len(told["candidates"]), told["considered"] >= 3) == (2, True)
    scores = [each["score"] for each in told["candidates"]]
    assert scores == sorted(scores, reverse=True)
    told = client.post("/v1/match", json=sent | {"threshold": 0.99}).json()["results"]["q"]
    assert told["candidates"] == []


@pytest.mark.parametrize(
    ("sent", "parameter", "detail"),
    [
        ({}, "queries", "is missing"),
        ({"queries": {}}, "queries", "at least 1"),
        ({"queries": {"q1": {}}}, "queries.q1", "names or identifiers"),
        ({"queries": {"q1": {"names": "x", "birth_date": "May"}}}, "queries.q1.birth_date", "2022"),
        ({"queries": {"q1": {"names": ["x", ""]}}}, "queries.q1.names.1", "at least 1 char"),
        ({"queries": {"q1": {"names": "\x00"}}}, "queries.q1.names.0", "pattern"),
        ({"queries": {"q1": {"names": "x" * 301}}}, "queries.q1.names.0", "300"),
        ({"queries": {"q1": {"names": "x", "born": "2"}}}, "queries.q1.born", "birth_date"),
        ({"queries": {"q1": {"names": "x", "kind": "cat"}}}, "queries.q1.kind", "'person'"),
        ({"queries": {"q1": {"names": ["x"] * 11}}}, "queries.q1.names", "at most 10"),
        ({"queries": {"q1": {"names": "x"}}, "limit": 21}, "limit", "20"),
        ({"queries": {"q1": {"names": "x"}}, "threshold": 2}, "threshold", "1"),
        (
            {"queries": {str(n): {"names": "x"} for n in range(MOST_QUERIES + 1)}},
            "queries",
            f"at most {MOST_QUERIES}",
        ),
        (
            {
                "queries": {
                    str(n): {"names": ["x"] * 10} for n in range(MOST_NAMES_IN_ALL // 10 + 1)
                }
            },
            "queries",
            f"at most {MOST_NAMES_IN_ALL} at once",
        ),
    ],
)
def test_what_is_wrong_is_named(
    client: httpx.Client, sent: dict[str, Any], parameter: str, detail: str
) -> None:
    problem = check_shape(client.post("/v1/match", json=sent), "invalid-parameter")
    assert (problem["parameter"], problem["errors"][0]["location"]) == (parameter, "body")
    assert detail in problem["detail"]


@pytest.mark.parametrize(
    "name",
    ["x", "?!", "🙂", "\u0301\u0301", "\u202ejohn", '"john" AND (', "a " * 150, "'; DROP TABLE x"],
)
def test_any_text_is_a_name(client: httpx.Client, name: str) -> None:
    match(client, names=[name])


def test_documents_and_identifiers_are_read_once_for_a_whole_batch(matched: Served) -> None:
    app, client = matched
    told = []
    for size in (1, 10):
        given = [{"scheme": "wikidata", "value": f"Q100{n}"} for n in range(3)]
        queries = {str(n): {"identifiers": given, "names": "Ada Moreau"} for n in range(size)}
        with counted(app.state.engine) as statements:
            assert client.post("/v1/match", json={"queries": queries}).status_code == 200
        told.append([text for text in statements if "documents.body" in text])
        identified = [text for text in statements if "entity_values" in text]
        assert len(identified) == 1
    assert [len(each) for each in told] == [1, 1]


@pytest.mark.parametrize(
    "name",
    [
        "Liu",
        "刘",
        "Mr. Liu",
        "President Xi",
        "J. Liu",
        "Liu He",
        "刘鹤",
        "Liu Gen",
        "Li Jianchao",
        "Xi",
    ],
)
def test_a_name_that_many_people_may_have_is_never_taken_without_looking(
    api: httpx.Client, name: str
) -> None:
    answer = api.post("/v1/match", json={"queries": {"q": {"names": name}}})
    assert not any(each["match"] for each in answer.json()["results"]["q"]["candidates"]), name


@pytest.mark.parametrize("name", ["Liu Jianchao", "LIU Jian Chao", "刘建超", "Лю Цзяньчао"])
def test_a_whole_name_is_taken_in_any_script(api: httpx.Client, name: str) -> None:
    answer = api.post("/v1/match", json={"queries": {"q": {"names": name}}})
    first = answer.json()["results"]["q"]["candidates"][0]
    assert (first["id"], first["match"]) == ("liu-jianchao", True)


def test_one_identifier_may_be_written_in_short(api: httpx.Client) -> None:
    whole = {"scheme": "wikidata", "value": "Q1"}
    for given in (whole, [whole], "wikidata:Q1", ["wikidata:Q1"]):
        query = {"names": "Liu Jianchao", "identifiers": given}
        assert api.post("/v1/match", json={"queries": {"q": query}}).status_code == 200
