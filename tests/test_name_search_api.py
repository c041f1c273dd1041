"""``q`` of lists finds people by any spelling, the likeliest first, and goes with all else."""

import time
from collections.abc import Iterator

import httpx
import pytest

from app.db import make_engine
from tests.conftest import DATABASES, MakeDatabase, running_server
from tests.names import PEOPLE, record_names

SPELLINGS = [
    *("刘建超", "劉建超", "Liu Jianchao", "LIU JIANCHAO", "Jianchao Liu", "Liu Chien-ch'ao"),
    *("Лю Цзяньчао", "ليو جيانتشاو", "liu jianchoa", "J. Liu"),
]


@pytest.fixture(scope="module", params=DATABASES)
def people(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[httpx.Client]:
    """A server on people of many scripts; a second change renamed one of them."""
    url = make_database(request.param)
    engine = make_engine(url)
    record_names(engine, PEOPLE | {f"smith-{n:02}": [f"Jo Smith {n}th"] for n in range(40)})
    record_names(engine, {"okafor": ["Ngozi Adeyemi"]})
    engine.dispose()
    with running_server(url) as client:
        yield client


def ids(client: httpx.Client, **given: object) -> list[str]:
    answer = client.get("/v1/people", params=given)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["data"]]


@pytest.mark.parametrize("query", SPELLINGS)
def test_ten_spellings_find_liu_jianchao_in_the_seed(api: httpx.Client, query: str) -> None:
    assert ids(api, q=query)[:1] == ["liu-jianchao"]


def test_the_likeliest_come_first_unless_sorted_otherwise(people: httpx.Client) -> None:
    assert ids(people, q="Hanna Johanson")[:1] == ["johansen"]
    found = ids(people, q="Hanna Johanson")
    assert sorted(found) == sorted(ids(people, q="Hanna Johanson", sort="-name"))
    assert len(found) > 1


def test_pages_of_what_was_found_are_parts_of_it_in_its_order(people: httpx.Client) -> None:
    whole = people.get("/v1/people", params={"q": "smith", "limit": 500}).json()
    assert whole["page"]["total"] == len(whole["data"]) == 40
    paged, url = [], "/v1/people?q=smith&limit=7"
    while url:
        page = people.get(url).json()
        paged += [each["id"] for each in page["data"]]
        url = page["page"]["next"]
    assert paged == [each["id"] for each in whole["data"]]


def test_filters_and_facets_go_with_a_name(people: httpx.Client) -> None:
    assert ids(people, q="Okafor", known_at=1) == ["okafor"]
    assert "okafor" in ids(people, q="Adeyemi", changed_since=1)
    assert ids(people, q="smith", changed_since=1) == []
    some = ids(people, q="smith", id=["smith-07", "smith-03", "liu"])
    assert some == ["smith-07", "smith-03"]
    answer = people.get("/v1/people", params={"q": "smith", "facets": "dataset"}).json()
    assert answer["facets"]["dataset"] == [{"value": "curated", "label": None, "count": 40}]


@pytest.mark.parametrize(
    "query",
    [
        "a",
        '"Hank',
        "Hank AND NOT",
        "name:*",
        "%",
        "👍",
        "\u0301",
        "\u200f\u202e",
        "\x01",
        "x" * 200,
    ],
)
def test_any_query_is_answered_in_time(people: httpx.Client, query: str) -> None:
    started = time.process_time()
    ids(people, q=query)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("query", ["", "x" * 10_000, "\x00"])
def test_what_is_no_query_is_refused(people: httpx.Client, query: str) -> None:
    assert people.get("/v1/people", params={"q": query}).status_code == 422
