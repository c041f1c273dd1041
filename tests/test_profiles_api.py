"""What a reader gets over HTTP, on the seed data: profiles, evidence, articles."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from app.schemas.articles import Article, ListedArticle
from app.schemas.base import Page
from app.schemas.events import Event, ListedEvent
from app.schemas.facts import AnyFact, Membership
from app.schemas.organizations import ListedOrganization, Organization
from app.schemas.people import ListedPerson, Person
from app.schemas.posts import ListedPost, Post

ARTICLE = "liu-jianchao-new-face-of-the-communist-party"
ROOMS: dict[str, tuple[type[BaseModel], type[BaseModel]]] = {
    "people": (Person, ListedPerson),
    "organizations": (Organization, ListedOrganization),
    "posts": (Post, ListedPost),
    "events": (Event, ListedEvent),
    "articles": (Article, ListedArticle),
    "memberships": (Membership, Membership),
}


def get(api: httpx.Client, path: str, **query: Any) -> Any:
    answer = api.get(path, params=query or None)  # an empty mapping would strip a URL of its own
    assert answer.status_code == 200, answer.text
    return answer.json()


def everything(api: httpx.Client, path: str, **query: Any) -> Iterator[Any]:
    page = get(api, path, **query)
    yield from page["data"]
    while page["page"]["next"]:
        page = get(api, page["page"]["next"])
        yield from page["data"]


def facts_within(value: Any) -> Iterator[dict[str, Any]]:
    """Every fact anywhere in a document: whatever carries citations."""
    if isinstance(value, dict):
        if "citations" in value:
            yield value
        for part in value.values():
            yield from facts_within(part)
    elif isinstance(value, list):
        for part in value:
            yield from facts_within(part)


def test_the_profile_tells_who_held_which_post_when_and_how_we_know(api: httpx.Client) -> None:
    profile = get(api, "/v1/people/liu-jianchao")
    assert profile["name"] == "Liu Jianchao"
    assert profile["occupation"] == ["veteran diplomat"]
    assert profile["language"] == ["English"]
    held = {each["post"]["name"]: each for each in profile["memberships"]}
    head = held["head of the International Liaison Department"]
    assert head["organization"]["name"] == "International Liaison Department"
    assert (head["start_date"], head["start_date_written"]) == ("2022-06?", "June last year")
    assert head["start_date_bounds"] == {"earliest": "2022-06-01", "latest": "2022-06-30"}
    assert head["end_date"] is None
    assert head["citations"][0]["exact"].startswith("Liu Jianchao, the head of the International")
    former = held["party secretary of Zhejiang province"]
    assert former["certainty"] == "reported"
    assert former["end_date"] == "..2023-12-31?"
    assert former["end_date_written"] == "previously"
    assert profile["articles"][0]["publication_date"] == "2023?"
    roles = {each["event"]["name"]: each["role"] for each in profile["events"]}
    assert roles["World Political Parties Summit"] == "leader"


def test_nobody_but_liu_becomes_anything_in_zhejiang(api: httpx.Client) -> None:
    held = everything(api, "/v1/memberships", organization_id="zhejiang-province")
    assert {each["person_id"] for each in held} == {"liu-jianchao"}


def test_the_summit_has_its_delegates_and_the_speech_of_someone_else(api: httpx.Client) -> None:
    summit = get(api, "/v1/events/world-political-parties-summit")
    assert summit["attendance"] == ["more than 10,000 delegates from 500 political parties"]
    parts = list(everything(api, "/v1/events", parent_id=summit["id"]))
    assert [each["participants"][0]["name"] for each in parts] == ["Xi Jinping"]
    school = get(api, "/v1/events/opening-of-a-party-training-school-in-tanzania")
    assert school["location"] == ["Tanzania"]


@pytest.mark.parametrize("room", ROOMS)
def test_every_document_and_list_has_the_documented_shape(api: httpx.Client, room: str) -> None:
    document, short = ROOMS[room]
    Page[short].model_validate(get(api, f"/v1/{room}"))  # type: ignore[valid-type]
    for item in everything(api, f"/v1/{room}", limit=3):
        document.model_validate(get(api, f"/v1/{room}/{item['id']}"))


@pytest.mark.parametrize("room", ["people", "organizations", "posts", "events"])
def test_every_fact_has_a_quote_that_stands_in_the_article_as_served(
    api: httpx.Client, room: str
) -> None:
    texts = {
        each["id"]: get(api, each["api_url"])["text"] for each in everything(api, "/v1/articles")
    }
    for item in everything(api, f"/v1/{room}"):
        document = get(api, f"/v1/{room}/{item['id']}", include="citations")
        facts = list(facts_within(document))
        assert facts
        for fact in facts:
            assert fact["citation_count"] == len(fact["citations"]) >= 1, fact
            for cited in fact["citations"]:
                text = texts[cited["article_id"]]
                assert text[cited["start"] : cited["end"]] == cited["exact"]
                assert text[: cited["start"]].endswith(cited["prefix"])
                assert text[cited["end"] :].startswith(cited["suffix"])


def test_statements_are_kept_with_the_article_but_never_in_a_profile(api: httpx.Client) -> None:
    supported = list(everything(api, f"/v1/articles/{ARTICLE}/facts"))
    statements = [fact for fact in supported if fact["kind"] == "statement"]
    analysts = [
        s for s in statements if s["citations"][0]["attribution"] == "according to analysts"
    ]
    assert len(statements) > 10
    assert analysts[0]["citations"][0]["voice"] == "unnamed"
    told = get(api, "/v1/people/liu-jianchao", include="citations")
    assert not [fact for fact in facts_within(told) if fact["kind"] == "statement"]
    listed = everything(api, "/v1/people/liu-jianchao/facts")
    assert not [fact for fact in listed if fact["kind"] == "statement"]
    assert list(everything(api, "/v1/people/liu-jianchao/facts", kind="statement")) == []


def test_all_that_an_article_supports_is_listed_in_the_order_of_its_text(api: httpx.Client) -> None:
    supported = list(everything(api, f"/v1/articles/{ARTICLE}/facts", limit=7))
    places = [min(c["start"] for c in fact["citations"]) for fact in supported]
    assert places == sorted(places)
    assert len({fact["id"] for fact in supported}) == len(supported) > 50
    article = get(api, f"/v1/articles/{ARTICLE}")
    assert article["fact_count"] == len(supported)


def test_the_article_marks_what_is_not_its_own_text(api: httpx.Client) -> None:
    article = get(api, f"/v1/articles/{ARTICLE}")
    spans = [article["text"][span["start"] : span["end"]] for span in article["boilerplate"]]
    assert [span["exact"] for span in article["boilerplate"]] == spans
    assert spans[0] == article["title"]
    assert spans[-1] == "Translate »"
    (date,) = [fact for fact in article["facts"] if fact["property"] == "publication_date"]
    assert (date["certainty"], "inference" in date["note"]) == ("inferred", True)


def test_a_profile_carries_the_first_citation_and_the_rest_on_request(api: httpx.Client) -> None:
    def head(**query: str) -> Any:
        return get(api, "/v1/people/liu-jianchao", **query)["memberships"][0]

    assert (head()["citation_count"], len(head()["citations"])) == (2, 1)
    assert len(head(include="citations")["citations"]) == 2


def test_facts_of_a_person_can_be_narrowed(api: httpx.Client) -> None:
    path = "/v1/people/liu-jianchao/facts"
    kinds = {fact["kind"] for fact in everything(api, path)}
    assert kinds == {"name", "attribute", "membership", "participation"}
    assert {fact["kind"] for fact in everything(api, path, kind="membership")} == {"membership"}
    (spoken,) = everything(api, path, property="language")
    assert spoken["value"] == "English"
    assert list(everything(api, path, rank="deprecated")) == []
    for fact in everything(api, path):
        BaseFact.model_validate({"fact": fact})


class BaseFact(BaseModel):
    """Any fact."""

    fact: AnyFact


@pytest.mark.parametrize(
    ("path", "query", "ids"),
    [
        ("people", {"q": "liu"}, ["liu-jianchao"]),
        ("people", {"q": "JIANCHAO liu"}, ["liu-jianchao"]),
        ("people", {"q": "jin"}, ["xi-jinping"]),
        ("people", {"q": "nobody"}, []),
        ("people", {"q": "%"}, []),
        ("organizations", {"q": "cpc"}, ["communist-party-of-china"]),
        ("organizations", {"classification": "province"}, ["zhejiang-province"]),
        (
            "organizations",
            {"parent_id": "communist-party-of-china"},
            ["central-commission-for-discipline-inspection", "international-liaison-department"],
        ),
        ("posts", {"organization_id": "china"}, ["chinese-president"]),
        ("posts", {"q": "secretary state"}, ["us-secretary-of-state"]),
        ("events", {"classification": "summit"}, ["world-political-parties-summit"]),
        ("events", {"participant_id": "antony-blinken"}, ["meeting-with-antony-blinken"]),
        ("articles", {"q": "foreign policy"}, [ARTICLE]),
    ],
)
def test_lists_are_narrowed_by_what_is_asked(
    api: httpx.Client, path: str, query: dict[str, str], ids: list[str]
) -> None:
    page = get(api, f"/v1/{path}", **query)
    assert [item["id"] for item in page["data"]] == ids
    assert page["page"] == {"next": None, "total": len(ids), "total_is_exact": True}


def test_memberships_are_found_by_person_organization_and_post(api: httpx.Client) -> None:
    for name, value in (
        ("person_id", "xi-jinping"),
        ("organization_id", "china"),
        ("post_id", "chinese-president"),
    ):
        (held,) = everything(api, "/v1/memberships", **{name: value})
        assert held["id"] == get(api, f"/v1/memberships/{held['id']}")["id"]
        assert held["person_id"] == "xi-jinping"


def test_an_unchanged_document_is_not_sent_again(api: httpx.Client) -> None:
    first = api.get("/v1/people/liu-jianchao")
    etag = first.headers["ETag"]
    again = api.get("/v1/people/liu-jianchao", headers={"If-None-Match": f'"x", {etag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    other = api.get("/v1/people/liu-jianchao", params={"include": "citations"})
    assert other.headers["ETag"] != etag


def test_a_page_in_a_browser_may_read_it_all(api: httpx.Client) -> None:
    answer = api.get("/v1/people", params={"limit": 1}, headers={"Origin": "http://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert 'rel="next"' in answer.headers["Link"]


def test_the_service_says_how_it_is(api: httpx.Client) -> None:
    assert get(api, "/healthz") == {"status": "ok"}
    ready = get(api, "/readyz")
    assert ready["status"] == "ok"
    assert ready["database"].startswith(("SQLite 3.", "PostgreSQL 1"))
    assert (ready["journal_mode"] is None) == ready["database"].startswith("PostgreSQL")
    assert ready["change"] == 1
