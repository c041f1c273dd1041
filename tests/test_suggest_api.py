"""Suggestions for a search box: names that begin as somebody types, small, quick and kept."""

import time
from typing import Any

import httpx
import pytest

from tests.test_search_api import BAD


def suggested(api: httpx.Client, prefix: str, **more: Any) -> list[dict[str, Any]]:
    answer = api.get("/v1/suggest", params={"prefix": prefix, **more})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("l", "liu-jianchao"),
        ("Liu", "liu-jianchao"),
        ("liu j", "liu-jianchao"),
        ("jian", "liu-jianchao"),
        ("jianchao liu", "liu-jianchao"),
        ("XI JIN", "xi-jinping"),
        ("bLiŃk", "antony-blinken"),
        ("communist", "communist-party-of-china"),
        ("cpc", "communist-party-of-china"),
        ("head of the", "head-of-the-international-liaison-department"),
        ("world pol", "world-political-parties-summit"),
        ("secretary of", "us-secretary-of-state"),
    ],
)
def test_a_beginning_of_any_word_of_any_name_is_enough(
    api: httpx.Client, prefix: str, first: str
) -> None:
    assert suggested(api, prefix)[0]["id"] == first


def test_a_suggestion_tells_enough_for_a_search_box(api: httpx.Client) -> None:
    (found,) = suggested(api, "jianch", kind="person")
    assert found == {
        "id": "liu-jianchao",
        "kind": "person",
        "name": "Liu Jianchao",
        "display_name": "Liu Jianchao",
        "description": "head of the International Liaison Department",
        "api_url": "/v1/people/liu-jianchao",
        "match": "Liu Jianchao",
        "highlights": [{"start": 4, "end": 12}],
    }
    (party,) = suggested(api, "cpc", kind="organization")
    assert (party["name"], party["match"]) == ("Communist Party of China", "CPC")


def test_suggestions_are_narrowed_few_and_kept(api: httpx.Client) -> None:
    kinds = {each["kind"] for each in suggested(api, "p", kind=["post", "organization"], limit=50)}
    assert kinds == {"post", "organization"}
    assert len(suggested(api, "a", limit=2)) == 2
    answer = api.get("/v1/suggest?prefix=liu")
    assert "max-age=30" in answer.headers["Cache-Control"]
    again = {"If-None-Match": answer.headers["ETag"]}
    assert api.get("/v1/suggest?prefix=liu", headers=again).status_code == 304


def test_bad_input_is_answered_or_refused_in_time(api: httpx.Client) -> None:
    api.get("/v1/suggest?prefix=liu")
    for prefix in BAD:
        started = time.perf_counter()
        answer = api.get("/v1/suggest", params={"prefix": prefix})
        refused = not prefix or len(prefix) > 200 or "\0" in prefix
        assert answer.status_code == (422 if refused else 200), prefix[:20]
        assert time.perf_counter() - started < 1
    assert api.get("/v1/suggest").status_code == 422
    assert api.get("/v1/suggest?prefix=a&kind=dragon").status_code == 422
    assert api.get("/v1/suggest?prefix=a&limit=101").status_code == 422


@pytest.mark.parametrize("typed", ["ant bl", "bl ant", "blin anto"])
def test_each_word_may_be_a_beginning(api: httpx.Client, typed: str) -> None:
    found = api.get("/v1/suggest", params={"prefix": typed}).json()["data"]
    assert found[0]["id"] == "antony-blinken"
