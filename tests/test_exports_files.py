"""Exports as files: read by what others read such files with, and written by the command."""

import csv
import datetime as dt
import fcntl
import hashlib
import io
import json
import os
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from app.__main__ import cli
from app.dates import PartialDate
from app.db import make_engine, read_session, sqlite_module, write_session
from app.exports.catalog import ALL, EXPORTS
from app.exports.dumps import csv_row_count, write_file
from app.exports.ftm_file import write_entities
from app.exports.ftm_statements import STATEMENT_COLUMNS
from app.exports.tables import TABLES
from app.exports.wanted import Wanted
from app.ledger import NewEntity, NewFact, OpenChange
from app.ledger.merging import merge
from app.ledger.undoing import revert, withdraw
from app.loading.load import load
from app.vocabulary import EntityKind, FactKind
from tests.conftest import MakeDatabase, Serve
from tests.popolo import check


def fetch(client: httpx.Client, file: str, **asked: Any) -> bytes:
    answer = client.get(f"/v1/exports/{file}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.content


def opened(client: httpx.Client, tmp_path: Path, **asked: Any) -> sqlite3.Connection:
    path = tmp_path / "incumbent.sqlite"
    path.write_bytes(fetch(client, "incumbent.sqlite", **asked))
    connection: sqlite3.Connection = sqlite_module().connect(path)
    return connection


def test_the_package_is_as_it_says(api: httpx.Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(fetch(api, "tables.zip")))
    assert archive.testzip() is None
    package = json.loads(archive.read("datapackage.json"))
    assert archive.namelist()[-1] == "datapackage.json"
    tables: dict[str, list[dict[str, str]]] = {}
    for resource in package["resources"]:
        content = archive.read(resource["path"])
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        rows = [*csv.DictReader(io.StringIO(content.decode(), newline=""))]
        assert resource["rows"] == len(rows)
        tables[resource["name"]] = rows
        for field in resource["schema"]["fields"]:
            values = [row[field["name"]] for row in rows if row[field["name"]]]
            assert field["type"] == "string" or all(value.isdecimal() for value in values)
    for resource in package["resources"]:
        keys = resource["schema"]["primaryKey"]
        rows = tables[resource["name"]]
        assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows)
        for key in resource["schema"]["foreignKeys"]:
            ids = {row["id"] for row in tables[key["reference"]["resource"]]}
            assert {row[key["fields"][0]] for row in rows} - {""} <= ids, key
    assert {row["id"] for row in tables["people"]} == {
        each["id"] for each in api.get("/v1/people?limit=500").json()["data"]
    }
    assert package["sources"][0]["dataset"] == "curated"
    assert all(package.values())  # a key without a value is not valid


@pytest.mark.parametrize("asked", [{}, {"as_of": "2023-07-01"}, {"dataset": "curated", "since": 0}])
def test_the_sqlite_file_is_sound(api: httpx.Client, tmp_path: Path, asked: dict[str, Any]) -> None:
    connection = opened(api, tmp_path, **asked)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    for table in TABLES:
        read = connection.execute(f"SELECT * FROM {table.name}")  # noqa: S608 (our own name)
        assert tuple(each[0] for each in read.description) == table.columns
    found = connection.execute("SELECT name FROM entities_fts WHERE name MATCH 'jianchao'")
    assert ("Liu Jianchao",) in found.fetchall()
    held = api.get("/v1/memberships", params={"limit": 500, **asked_of_list(asked)}).json()["data"]
    assert {row[0] for row in connection.execute("SELECT id FROM memberships")} == {
        each["id"] for each in held
    }
    quoted = connection.execute(
        "SELECT substr(text, start + 1, end - start), exact"
        " FROM citations JOIN articles ON articles.id = article_id"
    ).fetchall()
    assert quoted
    assert all(text == exact for text, exact in quoted)


def asked_of_list(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name == "as_of"}


def test_popolo_has_what_the_schemas_say(api: httpx.Client) -> None:
    popolo = json.loads(fetch(api, "popolo.json"))
    assert [*popolo] == ["persons", "organizations", "posts", "events", "memberships", "areas"]
    for name, path in (("persons", "people"), ("organizations", "organizations")):
        listed = api.get(f"/v1/{path}?limit=500").json()["data"]
        assert sorted(each["id"] for each in popolo[name]) == sorted(each["id"] for each in listed)
    assert popolo["memberships"]
    for name in ("persons", "organizations", "posts", "events", "memberships"):
        for record in popolo[name]:
            check(name, record)


def test_statements_are_those_of_the_entities(api: httpx.Client) -> None:
    entities = [json.loads(line) for line in fetch(api, "ftm.jsonl").splitlines()]
    rows = [*csv.DictReader(io.StringIO(fetch(api, "statements.csv").decode(), newline=""))]
    assert tuple(rows[0]) == STATEMENT_COLUMNS
    told = {
        (each["id"], name, value)
        for each in entities
        for name, values in each["properties"].items()
        for value in values
    }
    said = {(row["entity_id"], row["prop"], row["value"]) for row in rows if row["prop"] != "id"}
    assert said == told
    assert {each["schema"] for each in entities} >= {"Person", "Position", "Occupancy"}


def test_the_past_stays_as_it_was_to_the_byte(
    engine: Engine, database_url: str, dossier_folder: Path, serve: Serve
) -> None:
    load(engine, dossier_folder)
    api = serve(database_url, webhooks=False)
    before = {each.file: fetch(api, each.file) for each in ALL}
    with write_session(engine) as session:
        change = OpenChange(session, actor="T", action="load", reason="more")
        change.declare_dataset("more", "More", licence="CC0-1.0")
        person = api.get("/v1/people").json()["data"][0]["id"]
        said = ("alias", "Of the later change")
        fact = NewFact(
            kind=FactKind.NAME, subject_id=person, property=said[0], value=said[1], lang="en"
        )
        change.record("more/1", "more", [fact])
        change.close()
    for file, content in before.items():
        assert fetch(api, file, known_at=1) == content, file
    with write_session(engine) as session:
        number = withdraw(session, person, actor="T", reason="to try it").number
    for file in before:
        for query in ({}, {"known_at": 2}):
            assert b"Of the later change" not in fetch(api, file, **query), file
    with write_session(engine) as session:
        revert(session, number, actor="T", reason="tried")
    for file, content in before.items():
        assert fetch(api, file, known_at=1) == content, file


def run(url: str, *arguments: object) -> Result:
    return CliRunner().invoke(cli, ["export", *map(str, arguments)], env={"DATABASE_URL": url})


def test_the_command_writes_what_the_api_answers(
    seeded_url: str, api: httpx.Client, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    asked = ("people.csv", "--as-of", "2023-07-01")
    done = run(seeded_url, *asked, "--output", people)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.endswith(f"{people}: people as of change 1.\n")
    assert people.read_bytes() == fetch(api, "people.csv", as_of="2023-07-01")
    assert run(seeded_url, *asked).stdout_bytes == people.read_bytes()
    refused = run(seeded_url, "people.csv", "--gendre", "x", "--output", people)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "takes no --gendre" in refused.stderr
    assert [*tmp_path.iterdir()] == [people]


def test_a_dump_goes_on_where_it_stopped(seeded_url: str, tmp_path: Path) -> None:
    first = run(seeded_url, "all", "--output", tmp_path)
    assert first.exit_code == 0, first.stderr
    latest = tmp_path / "latest"
    manifest = json.loads((latest / "manifest.json").read_bytes())
    assert [each["file"] for each in manifest["files"]] == [each.file for each in ALL]
    for each in manifest["files"]:
        content = (latest / each["file"]).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        assert (len(content), digest) == (each["bytes"], each["sha256"])
    assert manifest["datasets"][0]["id"] == "curated"
    for lost in ("manifest.json", "popolo.json"):
        (latest / lost).unlink()
    assert run(seeded_url, "all", "--output", tmp_path).exit_code == 0
    assert json.loads((latest / "manifest.json").read_bytes()) == manifest
    assert sorted(each.name for each in tmp_path.iterdir()) == [latest.resolve().name, "latest"]


def test_runs_that_overlap_write_no_half_file(seeded_url: str, tmp_path: Path) -> None:
    """One file from two runs at once, each ended by the other's beginning; and two dumps."""
    path = tmp_path / "people.jsonl"
    engine = make_engine(seeded_url)
    sizes: list[int] = []

    def meanwhile(_stage: str, _number: int, _of: int | None) -> None:
        if not sizes:
            sizes.append(0)
            write_file(engine, EXPORTS[path.name], {}, path)
            sizes.append(path.stat().st_size)

    write_file(engine, EXPORTS[path.name], {}, path, meanwhile)
    assert sizes == [0, path.stat().st_size]
    assert [*tmp_path.iterdir()] == [path]
    engine.dispose()
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    second = run(seeded_url, "all", "--output", tmp_path)
    os.close(folder)
    assert (second.exit_code, "Another dump" in second.stderr) == (1, True)
    assert [*tmp_path.iterdir()] == [path]


def test_rows_are_counted_whatever_cells_have() -> None:
    """Long texts, line breaks and quotes in them."""
    rows = [["id", "text"], ["a", 'one\r\n"two"\nthree'], ["b", "x" * 200_000], ["c", '"\n']]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    assert csv_row_count(io.BytesIO(text.getvalue().encode())) == len(rows)


def test_a_file_that_cannot_be_written_is_told(seeded_url: str, tmp_path: Path) -> None:
    path = tmp_path / "none" / "people.csv"
    refused = run(seeded_url, "people.csv", "--output", path)
    assert refused.exit_code == 1
    assert f"{path}: No such file or directory." in refused.stderr
    assert "Traceback" not in refused.stderr


def test_what_is_told_of_a_dataset_is_told_by_the_validator(
    make_database: MakeDatabase, dossier_folder: Path, serve: Serve
) -> None:
    """A dataset that was dropped may come again with another licence, of no change of its own."""
    url = make_database("sqlite")
    engine = make_engine(url)
    load(engine, dossier_folder)
    api = serve(url, webhooks=False)
    before = api.get("/v1/exports/tables.zip")
    with write_session(engine) as session:
        change = OpenChange(session, actor="T", action="load", reason="more")
        change.restate_dataset("curated", licence="Open Government Licence 3.0")
        change.record("more/1", "curated", [])
        change.close()
    after = api.get("/v1/exports/tables.zip", params={"known_at": 1})
    assert after.content != before.content
    assert after.headers["ETag"] != before.headers["ETag"]
    archive = zipfile.ZipFile(io.BytesIO(after.content))
    package = json.loads(archive.read("datapackage.json"))
    (licence,) = package["licenses"]
    assert licence == {
        "name": "Open-Government-Licence-3.0",
        "title": "Open Government Licence 3.0",
    }
    assert all(package.values())
    engine.dispose()


def test_the_command_refuses_what_would_give_an_empty_file(
    make_database: MakeDatabase, dossier_folder: Path
) -> None:
    url = make_database("sqlite")
    engine = make_engine(url)
    load(engine, dossier_folder)
    first, second = "ada-m", "ada-moreau"
    with write_session(engine) as session:
        change = OpenChange(session, actor="T", action="load", reason="more")
        change.declare([NewEntity(id=first, kind=EntityKind.PERSON)])
        said: dict[str, Any] = {
            "subject_id": first,
            "property": "name",
            "value": "Ada M.",
            "lang": "en",
        }
        change.record("more/1", "curated", [NewFact(kind=FactKind.NAME, **said)])
        change.close()
    with write_session(engine) as session:
        merge(session, first, second, actor="T", reason="the same")
    engine.dispose()
    for option, value, told in (
        ("--dataset", "nosuch", "--dataset: there is no dataset 'nosuch': there are curated."),
        ("--person_id", first, f"{first} was merged into {second}: ask for that one."),
    ):
        refused = run(url, "memberships.csv", option, value)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert told in refused.stderr


def test_memberships_tell_the_constituency(
    make_database: MakeDatabase, dossier_folder: Path, serve: Serve
) -> None:
    url = make_database("sqlite")
    engine = make_engine(url)
    load(engine, dossier_folder)
    ends: dict[str, Any] = {"subject_id": "ada-moreau", "organization_id": "water-board"}
    held = {"label": "Member", "area": "North Bank"}
    with write_session(engine) as session:
        change = OpenChange(session, actor="T", action="load", reason="more")
        fact = NewFact(kind=FactKind.MEMBERSHIP, property="member", value=held, **ends)
        change.record("more/1", "curated", [fact])
        change.close()
    engine.dispose()
    api = serve(url, webhooks=False)
    archive = zipfile.ZipFile(io.BytesIO(fetch(api, "tables.zip")))
    for content in (
        fetch(api, "memberships.csv"),
        archive.read("memberships.csv"),
        api.get("/v1/memberships?format=csv").content,
    ):
        rows = [*csv.DictReader(io.StringIO(content.decode(), newline=""))]
        assert [row["area"] for row in rows if row["label"] == "Member"] == ["North Bank"]


def test_an_increment_tells_what_ended_as_days_went_by(
    make_database: MakeDatabase, dossier_folder: Path
) -> None:
    """A mirror of FollowTheMoney is told that a post is over, though no change says so."""
    engine = make_engine(make_database("sqlite"))
    load(engine, dossier_folder)
    ends: dict[str, Any] = {"subject_id": "ada-moreau", "organization_id": "water-board"}
    begun, ended = PartialDate.parse("2020"), PartialDate.parse("2190-05")
    said: dict[str, Any] = {"property": "member", "start_date": begun, "end_date": ended}
    with write_session(engine) as session:
        change = OpenChange(session, actor="T", action="load", reason="more")
        fact = NewFact(kind=FactKind.MEMBERSHIP, **ends, **said)
        change.record("more/1", "curated", [fact])
        change.close()

    def told(year: int, since: int | None) -> set[str]:
        at = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
        with read_session(engine) as session:
            wanted = Wanted(number=2, at=at, since=since)
            lines = b"".join(write_entities(session, wanted)).splitlines()
        found = [json.loads(line)["properties"] for line in lines]
        return {each["status"][0] for each in found if each.get("endDate") == ["2190-05"]}

    assert told(2180, None) == {"current"}
    assert told(2180, since=2) == set()
    assert told(2191, since=2) == {"ended"}
    engine.dispose()
