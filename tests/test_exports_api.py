"""Exports over HTTP: each says what the API says, whole, in part, of the past, since a change."""

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from app.config import Settings
from app.db import open_read_session
from app.exports.catalog import ALL, EXPORTS
from app.exports.making import start
from app.loading.load import load
from app.main import create_app
from app.routers.exporting import ClientLeftError
from tests.conftest import LISTED_ON_SQLITE, MakeDatabase, run_apart, running_app
from tests.list_oracle import Listed
from tests.test_errors_api import check_shape

KINDS = ("people", "organizations", "posts", "events", "articles")
PLAIN = {"Accept-Encoding": "identity"}
# Of what the set has, what was withdrawn.
WITHDRAWN = "person-39"


def fetch(client: httpx.Client, file: str, **asked: Any) -> httpx.Response:
    answer = client.get(f"/v1/exports/{file}", params=asked, headers=PLAIN)
    assert answer.status_code == 200, answer.text
    return answer


def lines(client: httpx.Client, file: str, **asked: Any) -> list[Any]:
    return [orjson.loads(line) for line in fetch(client, file, **asked).content.splitlines()]


def newest(listed: Listed) -> int:
    return int(fetch(listed.client, "people.csv").headers["Incumbent-Change"])


@pytest.mark.parametrize("name", KINDS)
def test_each_line_is_what_its_permanent_link_gives(listed: Listed, name: str) -> None:
    whole = fetch(listed.client, f"{name}.jsonl").content.splitlines()
    assert [orjson.loads(line)["id"] for line in whole] == sorted(
        each["id"] for each in listed.documents[f"/v1/{name}"]
    )
    for line in whole[:10]:
        assert listed.client.get(orjson.loads(line)["cite"]["url"]).content == line


def test_memberships_are_those_of_the_list(listed: Listed) -> None:
    told = listed.client.get("/v1/memberships", params={"limit": 500, "on": "1991"}).json()["data"]
    assert lines(listed.client, "memberships.jsonl", on="1991") == told


def test_a_past_day_reads_as_the_api_has_it(listed: Listed) -> None:
    asked: dict[str, Any] = {"as_of": "1991-05-05", "known_at": newest(listed)}
    for told in lines(listed.client, "people.jsonl", as_of="1991-05-05")[:10]:
        assert listed.client.get(f"/v1/people/{told['id']}", params=asked).json() == told
    (first, *_) = csv.DictReader(fetch(listed.client, "people.csv", **asked).text.splitlines())
    asked |= {"id": first["id"], "format": "csv"}
    del first["dataset"]
    assert [*csv.DictReader(listed.client.get("/v1/people", params=asked).text.splitlines())] == [
        first
    ]


@pytest.mark.parametrize("name", [*KINDS, "memberships"])
def test_rows_are_those_of_the_list_as_csv(listed: Listed, name: str) -> None:
    asked: dict[str, Any] = {"format": "csv", "limit": 500}
    told = listed.client.get(f"/v1/{name}", params=asked).text
    rows = [*csv.reader(io.StringIO(fetch(listed.client, f"{name}.csv").text, newline=""))]
    head, *as_listed = csv.reader(io.StringIO(told, newline=""))
    assert rows[0] == (head if "dataset" in head else [*head, "dataset"])
    assert sorted(row[: len(head)] for row in rows[1:]) == sorted(as_listed)


def test_rows_tell_the_datasets(listed: Listed) -> None:
    told = {
        each["id"]: "; ".join(one["id"] for one in each["datasets"])
        for each in lines(listed.client, "people.jsonl")
    }
    rows = csv.DictReader(fetch(listed.client, "people.csv").text.splitlines())
    assert {row["id"]: row["dataset"] for row in rows} == told
    assert len(set(told.values())) > 1


@LISTED_ON_SQLITE
def test_csv_begins_with_a_mark_for_spreadsheets_where_wanted(listed: Listed) -> None:
    plain = fetch(listed.client, "people.csv", bom="false").content
    marked = fetch(listed.client, "people.csv", bom="true").content
    assert marked == b"\xef\xbb\xbf" + plain


@LISTED_ON_SQLITE
@pytest.mark.parametrize(
    ("file", "near"),
    [
        ("people.json", "people.jsonl"),
        ("people.xlsx", "people.jsonl"),
        ("peopel.csv", "people.csv"),
        ("everything", "people.jsonl"),
    ],
)
def test_a_file_that_is_not_there_names_what_is(listed: Listed, file: str, near: str) -> None:
    answer = listed.client.get(f"/v1/exports/{file}")
    check_shape(answer, "not-found")
    detail = answer.json()["detail"]
    assert f"there are {near}, " in detail
    assert all(each.file in detail for each in ALL)
    assert "/v1/exports" in detail


@pytest.mark.parametrize(
    "asked",
    [{"gender": "female"}, {"birth_date.lt": "1951"}, {"q": "Zoe"}, {"id": ["doubled"]}],
)
def test_filters_are_those_of_the_list(listed: Listed, asked: dict[str, Any]) -> None:
    ids = listed.ids("/v1/people", asked)
    assert ids
    assert [each["id"] for each in lines(listed.client, "people.jsonl", **asked)] == sorted(ids)


def test_linked_data_has_every_item_as_a_node(listed: Listed) -> None:
    known = listed.client.get("/v1/datasets").json()["data"]
    titles = {each["api_url"]: each["title"] for each in known}
    for name in (*KINDS, "memberships"):
        document = fetch(listed.client, f"{name}.jsonld").json()
        assert len(document["@graph"]) == len(listed.documents[f"/v1/{name}"])
        assert document["@context"]["@vocab"] == "https://schema.org/"
        of = {one["@id"]: one["name"] for each in document["@graph"] for one in each["isBasedOn"]}
        assert of.items() <= titles.items()
        assert "/v1/datasets/curated" in of
    graph = fetch(listed.client, "people.jsonld").json()["@graph"]
    for node in graph[:5]:
        told = listed.client.get(node["@id"], params={"format": "jsonld"}).json()
        named = told.keys() - {"@context", "hasOccupation", "memberOf"}
        assert {name: node[name] for name in named} == {name: told[name] for name in named}
        assert len(node.get("hasOccupation", ())) == len(told.get("hasOccupation", ()))
    document = fetch(listed.client, "memberships.jsonld").text
    held = listed.documents["/v1/memberships"]
    assert document.count("opengov:onBehalfOf") == sum(bool(each["on_behalf_of"]) for each in held)


def test_what_was_withdrawn_is_in_none(listed: Listed) -> None:
    for export in ALL:
        content = fetch(listed.client, export.file).content
        assert content
        assert WITHDRAWN.encode() not in content, export.file


def test_all_that_there_is_is_listed(listed: Listed) -> None:
    told = listed.client.get("/v1/exports").json()["data"]
    assert [each["url"] for each in told] == [f"/v1/exports/{each.file}" for each in ALL]
    for each in told:
        answer = listed.client.head(each["url"], headers=PLAIN)
        assert answer.headers["Content-Type"].partition(";")[0] == each["media_type"]
        assert not answer.content
        assert (
            f"change-{answer.headers['Incumbent-Change']}."
            in (answer.headers["Content-Disposition"])
        )


def test_the_past_is_the_same_bytes_and_the_permanent_link_leads_to_it(listed: Listed) -> None:
    now = fetch(listed.client, "people.jsonl", gender="female")
    link = now.headers["Link"].partition(">")[0].removeprefix("<")
    again = listed.client.get(link, headers=PLAIN)
    assert (again.content, again.headers["ETag"]) == (now.content, now.headers["ETag"])


def test_increments_one_after_the_other_make_the_whole(listed: Listed) -> None:
    """Of people whom a filter has, too, and of memberships: what meets it no more is told."""
    last = newest(listed)
    for name, asked in (
        ("people", {}),
        ("people", {"held_post": "judge"}),
        ("articles", {}),
        ("memberships", {}),
        ("memberships", {"certainty": "reported"}),
        ("ftm", {}),
    ):
        replayed: dict[str, Any] = {}
        for since, until in itertools.pairwise(range(last + 1)):
            step = {"since": since, "known_at": until, **asked}
            for told in lines(listed.client, f"{name}.jsonl", **step):
                if told.get("deleted"):
                    # No past view tells of what was withdrawn since; its end is told all the same.
                    replayed.pop(told["id"], None)
                else:
                    replayed[told["id"]] = told
        whole = {each["id"]: each for each in lines(listed.client, f"{name}.jsonl", **asked)}
        assert replayed == whole, (name, asked)
        assert not lines(listed.client, f"{name}.jsonl", since=last, **asked)


def test_other_formats_tell_what_is_gone(listed: Listed) -> None:
    told = lines(listed.client, "people.jsonl", since=2)
    gone = {each["id"]: each["merged_into"] for each in told if each.get("deleted")}
    assert gone[WITHDRAWN] is None
    rows = csv.DictReader(fetch(listed.client, "people.csv", since=2).text.splitlines())
    assert {row["id"] for row in rows if row["deleted"]} == set(gone)
    graph = fetch(listed.client, "people.jsonld", since=2).json()["@graph"]
    stones = {each["@id"] for each in graph if each["@type"] == "as:Tombstone"}
    assert stones == {f"/v1/people/{each}" for each in gone}
    popolo = fetch(listed.client, "popolo.json", since=2).json()
    assert {each["id"] for each in popolo["deleted"]} >= set(gone)


@LISTED_ON_SQLITE
@settings(max_examples=10)
@given(data=st.data())
def test_parts_join_to_the_same_bytes(listed: Listed, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(["people.jsonl", "tables.zip", "incumbent.sqlite"]))
    whole = fetch(listed.client, file)
    size = len(whole.content)
    cuts = sorted({0, size, *data.draw(st.lists(st.integers(1, size - 1), max_size=3))})
    joined = b""
    for first, end in itertools.pairwise(cuts):
        span = f"bytes={first}-{'' if end == size else end - 1}"
        headers = {"Range": span, "If-Range": whole.headers["ETag"]}
        part = listed.client.get(f"/v1/exports/{file}", headers=headers)
        assert part.status_code == 206
        assert part.headers["Content-Range"] == f"bytes {first}-{end - 1}/{size}"
        joined += part.content
    assert joined == whole.content


@LISTED_ON_SQLITE
def test_a_part_of_other_bytes_is_never_given(listed: Listed) -> None:
    url = "/v1/exports/people.jsonl"
    whole = fetch(listed.client, "people.jsonl").content
    headers = {"Range": "bytes=10-", "If-Range": '"other"', **PLAIN}
    assert listed.client.get(url, headers=headers).content == whole
    for header, status in (("bytes=-7", 206), ("bytes=5-4", 200), ("bytes=0-1,4-5", 200)):
        assert listed.client.get(url, headers={"Range": header}).status_code == status
    beyond = listed.client.get(url, headers={"Range": f"bytes={len(whole)}-"})
    check_shape(beyond, "range")
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole)}"


def test_lines_go_on_after_an_id(listed: Listed) -> None:
    for file in ("people.jsonl", "people.csv", "memberships.jsonl"):
        whole = fetch(listed.client, file).content
        name = file.partition(".")[0]
        third = lines(listed.client, f"{name}.jsonl")[2]["id"]
        rest = fetch(listed.client, file, after=third).content
        head, given, behind = whole.rpartition(rest)
        assert given
        assert not behind
        assert third.encode() in head.splitlines()[-1]


@LISTED_ON_SQLITE
def test_a_client_that_has_it_gets_nothing(listed: Listed) -> None:
    for encoding in ("identity", "gzip"):
        headers = {"Accept-Encoding": encoding}
        first = listed.client.get("/v1/exports/people.jsonl", headers=headers)
        headers["If-None-Match"] = first.headers["ETag"]
        again = listed.client.get("/v1/exports/people.jsonl", headers=headers)
        assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])


@pytest.mark.parametrize(
    ("file", "asked", "problem", "parameter"),
    [
        ("people.jsonl", {"gendre": "female"}, "unknown-parameter", "gendre"),
        ("people.jsonl", {"sort": "name"}, "unknown-parameter", "sort"),
        ("people.jsonld", {"after": "a"}, "invalid-parameter", "after"),
        ("people.jsonl", {"since": 999}, "invalid-parameter", "since"),
        ("people.jsonl", {"since": 1, "as_of": "1990"}, "invalid-parameter", "since"),
        ("people.jsonl", {"known_at": 999}, "invalid-parameter", "known_at"),
        ("memberships.jsonl", {"after": "nobody"}, "invalid-parameter", "after"),
        ("people.csv", {"after": "nobody"}, "invalid-parameter", "after"),
        ("people.csv", {"after": "judge"}, "invalid-parameter", "after"),
        ("people.csv", {"dataset": "nosuch"}, "invalid-parameter", "dataset"),
        ("popolo.json", {"dataset": ["curated", "nosuch"]}, "invalid-parameter", "dataset"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    listed: Listed, file: str, asked: dict[str, Any], problem: str, parameter: str
) -> None:
    answer = listed.client.get(f"/v1/exports/{file}", params=asked)
    check_shape(answer, problem)
    assert answer.json()["parameter"] == parameter
    head = listed.client.head(f"/v1/exports/{file}", params=asked)
    assert head.status_code == answer.status_code
    part = listed.client.get(answer.url, headers={"Range": "bytes=5-9"})
    assert part.status_code == answer.status_code


def test_no_more_are_made_at_once_than_may_be(
    make_database: MakeDatabase, dossier_folder: Path
) -> None:
    url = make_database("sqlite")
    with running_app(url, exports_at_once=1, webhooks=False) as (app, client):
        check_shape(client.get("/v1/exports/people.csv"), "unavailable")
        load(app.state.engine, dossier_folder)
        with app.state.exporter.slots.taken():
            busy = client.get("/v1/exports/people.csv")
            check_shape(busy, "busy")
            assert busy.headers["Retry-After"]
            assert client.get("/v1/people").status_code == 200
        assert client.get("/v1/exports/people.csv").status_code == 200


def test_all_of_it_as_a_part_is_not_counted_first(
    make_database: MakeDatabase, dossier_folder: Path
) -> None:
    with running_app(make_database("sqlite"), webhooks=False) as (app, client):
        load(app.state.engine, dossier_folder)
        headers = {"Range": "bytes=0-", **PLAIN}
        whole = client.get("/v1/exports/people.csv", headers=headers)
        assert (whole.status_code, "Content-Length" in whole.headers) == (200, False)
        part = client.get("/v1/exports/people.csv", headers=headers)
        assert (part.status_code, part.content) == (206, whole.content)


def test_parts_are_counted_once_and_for_those_who_stay(
    make_database: MakeDatabase, dossier_folder: Path
) -> None:
    app = create_app(Settings(database_url=make_database("sqlite"), webhooks=False))
    load(app.state.engine, dossier_folder)
    written = []

    def much(*_: object) -> Iterator[bytes]:
        written.append("begun")
        for _number in range(20):
            yield b"a"

    async def is_gone() -> Message:
        return {"type": "http.disconnect"}

    async def stays() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def ask() -> None:
        with open_read_session(app.state.engine) as session:
            making = start(session, replace(EXPORTS["people.jsonl"], write=much), {})
            exporter = app.state.exporter
            with pytest.raises(ClientLeftError):
                await exporter.count(Request({"type": "http"}, is_gone), making)
            assert exporter.known_length(making) is None
            async with anyio.create_task_group() as asking:
                for _ in range(3):
                    request = Request({"type": "http"}, stays)
                    asking.start_soon(exporter.count, request, making)
            assert exporter.known_length(making) == 20

    run_apart(ask)
    assert written == ["begun"] * 2
    app.state.engine.dispose()


def test_a_file_is_read_without_the_database(
    make_database: MakeDatabase, dossier_folder: Path
) -> None:
    app = create_app(Settings(database_url=make_database("sqlite"), webhooks=False))
    load(app.state.engine, dossier_folder)
    held = []

    async def send(message: Message) -> None:
        if message.get("body"):
            held.append(app.state.engine.pool.checkedout())

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    path = "/v1/exports/incumbent.sqlite"
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode()}
    scope |= {"query_string": b"", "headers": [], "root_path": "", "http_version": "1.1"}
    scope |= {"scheme": "http", "server": ("localhost", 80)}
    run_apart(app, scope, receive, send)
    assert held
    assert set(held) == {0}
    app.state.exporter.built.close()
    app.state.engine.dispose()


def test_a_filter_by_a_merged_id_leads_to_its_survivor(listed: Listed) -> None:
    asked = {"person_id": "doubled"}
    answer = listed.client.get("/v1/exports/memberships.csv", params=asked)
    check_shape(answer, "merged")
    assert answer.json()["survivor"] == "person-00"
