"""Lists and documents in the shape the reader wants: fields, includes, formats."""

import csv
import io
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.csv_text import neutral, write_csv
from app.profiles.linked_data import CONTEXT
from app.schemas.columns import COLUMNS
from app.schemas.fields import fields_of, paths_in, select, selection, subtree
from app.schemas.includes import INCLUDES
from app.schemas.people import PeoplePage, Person
from tests.test_profiles_api import ARTICLE

LISTS = ["people", "organizations", "posts", "memberships", "events", "articles"]
PERSON = "/v1/people/liu-jianchao"
HOLDERS = "/v1/posts/head-of-the-international-liaison-department/holders"
# schema.org's words that we use, and JSON-LD's own begin with @, those of org with its prefix.
KNOWN_WORDS = frozenset({
    "additionalName", "additionalType", "alternateName", "articleBody", "attendee", "author",
    "birthDate", "citation", "datePublished", "deathDate", "description", "dissolutionDate",
    "endDate", "familyName", "foundingDate", "gender", "givenName", "hasOccupation", "headline",
    "honorificPrefix", "honorificSuffix", "image", "inLanguage", "isPartOf", "itemListElement",
    "jobTitle", "knowsLanguage", "location", "member", "memberOf", "name", "nationality",
    "numberOfItems", "organizer", "parentOrganization", "publisher", "roleName", "sameAs",
    "startDate", "superEvent", "text", "url", "worksFor",
})  # fmt: skip


def items(api: httpx.Client, url: str) -> list[dict[str, Any]]:
    answer = api.get(url)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def at(value: Any, path: str) -> Any:
    """What stands at a path, in lists as a list."""
    name, _, below = path.partition(".")
    if isinstance(value, list):
        return [at(each, path) for each in value]
    if value is None:
        return None
    return at(value[name], below) if below else value[name]


# Fields


@settings(max_examples=15)
@given(paths=st.lists(st.sampled_from(list(paths_in(fields_of(Person)))), min_size=1, max_size=6))
def test_any_fields_of_a_document_give_exactly_these(api: httpx.Client, paths: list[str]) -> None:
    answer = api.get(PERSON, params={"fields": ",".join(paths)}).json()
    assert set(answer) == {path.partition(".")[0] for path in paths}
    for path in paths:
        if not any(path.startswith(f"{other}.") for other in paths):  # what is named whole is as is
            at(answer, path)  # is there, if only as null
    assert answer == select(answer, selection(paths))  # and nothing else


@settings(max_examples=6)
@given(paths=st.lists(st.sampled_from(list(paths_in(fields_of(PeoplePage)))), min_size=1))
def test_the_fields_of_a_list_are_there_in_every_format(
    api: httpx.Client, paths: list[str]
) -> None:
    query = {"fields": paths, "limit": "2"}
    told = api.get("/v1/people", params=query).json()["data"]
    lines = api.get("/v1/people", params=query | {"format": "jsonl"}).text.splitlines()
    assert [orjson.loads(line) for line in lines] == told
    header = api.get("/v1/people", params=query | {"format": "csv"}).text.splitlines()[0]
    tops = {path.partition(".")[0] for path in paths}
    assert {column.partition(".")[0] for column in header.split(",")} == tops
    assert all(set(item) == tops for item in told)


def test_fields_may_be_repeated_and_go_into_lists(api: httpx.Client) -> None:
    url = "/v1/people?fields=name&fields=id,memberships.label&q=xi"
    expected = {"name": "Xi Jinping", "id": "xi-jinping"}
    assert items(api, url) == [{**expected, "memberships": [{"label": "Chinese President"}]}]


def test_a_field_that_must_be_included_is_included(api: httpx.Client) -> None:
    (xi,) = items(api, "/v1/people?q=xi&fields=memberships.post.label,memberships.citations.exact")
    assert xi["memberships"] == [
        {
            "post": {"label": "Chinese President"},
            "citations": [{"exact": "Chinese President Xi Jinping"}],
        }
    ]
    person = api.get(PERSON, params={"fields": "memberships.organization.classification"}).json()
    assert person["memberships"][0] == {"organization": {"classification": "department"}}


def test_a_page_is_followed_in_other_fields_and_another_format(api: httpx.Client) -> None:
    following = api.get("/v1/events?limit=3&fields=id").json()["page"]["next"]
    assert "fields=id" in following
    cursor = httpx.URL(following).params["cursor"]
    answer = api.get("/v1/events", params={"limit": 3, "format": "csv", "cursor": cursor})
    everything = [item["id"] for item in items(api, "/v1/events")]
    assert [row["id"] for row in rows(answer)] == everything[3:6]
    assert 'rel="next"' in answer.headers["Link"]


# Includes


@pytest.mark.parametrize("name", LISTS[:-1])
def test_short_forms_are_included_where_others_are_named(api: httpx.Client, name: str) -> None:
    shorts = {
        item["id"]: item for of in LISTS if of != "memberships" for item in items(api, f"/v1/{of}")
    }
    model = next(each for each in INCLUDES if each.__name__.lower() == f"{name}page")
    for include in (each for each in INCLUDES[model] if each.expands):
        found = [
            at(item, include.name) for item in items(api, f"/v1/{name}?include={include.name}")
        ]
        flat = [each for of in found for each in (of if isinstance(of, list) else [of]) if each]
        assert flat or include.name == "on_behalf_of", include.name
        assert all(each == shorts[each["id"]] for each in flat)


def test_citations_are_those_of_the_facts_shown(api: httpx.Client) -> None:
    (person,) = items(api, "/v1/people?q=liu&include=citations")
    document = api.get(PERSON, params={"include": "citations"}).json()
    assert [each["citations"] for each in person["memberships"]] == [
        each["citations"] for each in document["memberships"]
    ]
    assert set(person["citations"]) == {"name", "occupation"}
    by_property = {fact["property"]: fact["citations"] for fact in document["facts"]}
    assert person["citations"]["occupation"] == by_property["occupation"]


@pytest.mark.parametrize("url", ["/v1/memberships?", f"{HOLDERS}?", f"{HOLDERS}?on=2023"])
def test_memberships_are_listed_with_all_their_citations(api: httpx.Client, url: str) -> None:
    plain = items(api, url)
    for before, full in zip(
        plain,
        items(api, str(httpx.URL(url).copy_merge_params({"include": "citations"}))),
        strict=True,
    ):
        assert len(full["citations"]) == full["citation_count"]
        assert before | {"citations": full["citations"]} == full
    assert any(item["citation_count"] > 1 for item in plain)


def test_what_is_included_is_as_it_was_that_day(api: httpx.Client) -> None:
    url = "/v1/memberships?organization_id=international-liaison-department&include=person"
    (now,) = items(api, url)
    (then,) = items(api, url + "&as_of=2024")
    assert len(now["person"]["memberships"]) == 3
    assert [each["post_id"] for each in then["person"]["memberships"]] == [now["post_id"]]


# Formats


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("application/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*, application/json;q=0.5", "text/csv"),
        ("application/json;q=0, */*", "application/jsonl"),
        ("application/x-ndjson", "application/jsonl"),
        ("application/ld+json, application/json;q=0.9", "application/ld+json"),
    ],
)
def test_accept_chooses_the_format(api: httpx.Client, accept: str, media_type: str) -> None:
    for url in ("/v1/people", PERSON):
        answer = api.get(url, headers={"Accept": accept})
        assert answer.headers["Content-Type"].partition(";")[0] == media_type
        assert "Accept" in answer.headers["Vary"].split(", ")


@pytest.mark.parametrize(
    ("url", "accept"),
    [
        ("/v1/people", "application/xml"),
        ("/v1/changes", "application/ld+json"),
        ("/v1/people", "application/json;q=0"),
    ],
)
def test_what_cannot_be_had_is_refused(api: httpx.Client, url: str, accept: str) -> None:
    answer = api.get(url, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.json()["type"] == "/problems/not-acceptable"
    assert "text/csv" in answer.json()["detail"]


def test_format_wins_over_accept(api: httpx.Client) -> None:
    answer = api.get("/v1/people?format=jsonl", headers={"Accept": "text/csv"})
    assert answer.headers["Content-Type"] == "application/jsonl"


def test_pretty_indents(api: httpx.Client) -> None:
    plain, pretty = api.get("/v1/people"), api.get("/v1/people?pretty")
    assert pretty.text.startswith('{\n  "data": [\n    {\n')
    assert pretty.json()["data"] == plain.json()["data"]
    assert api.get(PERSON + "?pretty=true&format=jsonld").text.startswith('{\n  "@context"')


# CSV


def test_every_column_is_a_field() -> None:
    for model, columns in COLUMNS.items():
        tree = fields_of(model)
        assert [each for each in columns if subtree(tree, each) != {}] == [], model
        assert len(set(columns)) == len(columns)


def test_a_spreadsheet_gets_people_one_a_row(api: httpx.Client) -> None:
    answer = api.get("/v1/people?format=csv")
    disposition = answer.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="people.csv"'
    liu = next(row for row in rows(answer) if row["id"] == "liu-jianchao")
    assert liu["name"] == "Liu Jianchao"
    assert liu["memberships.start_date"] == "2022-06?; ; "  # in the order of the labels
    assert len(liu["memberships.label"].split("; ")) == 3
    assert "\r\n" in answer.text


def test_a_byte_order_mark_is_there_on_request(api: httpx.Client) -> None:
    plain, marked = (api.get(f"/v1/people?format=csv{more}") for more in ("", "&bom=true"))
    assert marked.content == b"\xef\xbb\xbf" + plain.content


def test_the_file_is_named_after_what_is_in_it(api: httpx.Client) -> None:
    answer = api.get(HOLDERS + "?on=2023..2024&format=csv&known_at=1")
    name = "posts-head-of-the-international-liaison-department-holders-known_at-1-on-2023..2024"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'


def test_what_is_included_has_columns(api: httpx.Client) -> None:
    (row,) = rows(api.get("/v1/people?format=csv&include=memberships.organization&q=xi"))
    assert row["memberships.organization.classification"] == "country"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_cells_come_back_as_they_were_and_none_is_a_formula(cells: list[list[str]]) -> None:
    text = write_csv(["a", "b"], [{"a": a, "b": b} for a, b in cells])
    header, *found = csv.reader(io.StringIO(text, newline=""))
    assert header == ["a", "b"]
    assert found == [[neutral(cell) for cell in row] for row in cells]
    for row, given_row in zip(found, cells, strict=True):
        for cell, was in zip(row, given_row, strict=True):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            assert cell in (was, "'" + was)


# JSON-LD


def words_and_ids(node: Any) -> tuple[set[str], set[str]]:
    words: set[str] = set()
    ids: set[str] = set()
    for each in node if isinstance(node, list) else [node]:
        if isinstance(each, dict):
            words |= {word for word in each if word != "@context"}
            ids |= {each["@id"]} if "@id" in each else set()
            for name, below in each.items():
                if name != "@context":
                    more_words, more_ids = words_and_ids(below)
                    words, ids = words | more_words, ids | more_ids
    return words, ids


@pytest.mark.parametrize("name", LISTS)
def test_json_ld_uses_schema_orgs_words_and_our_paths(api: httpx.Client, name: str) -> None:
    answer = api.get(f"/v1/{name}?format=jsonld&include=citations").json()
    assert answer["@context"] == CONTEXT
    assert answer["numberOfItems"] == len(answer["itemListElement"])
    documents = [
        api.get(f"{each['@id']}?format=jsonld").json() for each in answer["itemListElement"]
    ]
    words, ids = words_and_ids([answer, *documents])
    assert {word for word in words if not word.startswith(("@", "org:"))} <= KNOWN_WORDS
    assert all(api.get(path).status_code == 200 for path in ids)


def test_json_ld_says_who_held_what_when(api: httpx.Client) -> None:
    person = api.get(PERSON + "?format=jsonld").json()
    held = person["hasOccupation"][0]
    assert held["hasOccupation"]["name"] == "head of the International Liaison Department"
    assert held["worksFor"]["@id"] == "/v1/organizations/international-liaison-department"
    assert held["startDate"] == {"@type": "edtf:EDTF", "@value": "2022-06?"}
    assert person["worksFor"][0] == {"@id": held["@id"]}
    assert held["citation"][0]["isPartOf"]["@id"] == f"/v1/articles/{ARTICLE}"
    article = api.get(f"/v1/articles/{ARTICLE}?format=jsonld").json()
    assert article["@type"] == "NewsArticle"
    assert held["citation"][0]["text"] in article["articleBody"]


def test_json_ld_with_fields_keeps_who_it_is(api: httpx.Client) -> None:
    answer = api.get("/v1/people?format=jsonld&fields=name&q=xi").json()
    assert answer["itemListElement"] == [
        {"@type": "Person", "@id": "/v1/people/xi-jinping", "name": "Xi Jinping"}
    ]
