"""Datasets: shown with licence and counts, listed, dropped, matched with others."""

import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, update
from typer.testing import CliRunner

from app.__main__ import cli
from app.db import own_session, read_session, write_session
from app.importers.formats import FORMATS
from app.importers.proposing import Matching, match_dataset, merge_only
from app.importers.records import InputError, Json
from app.ledger.merging import merge
from app.ledger.undoing import revert
from app.models import MergeProposal
from app.queries.merge_proposals import open_proposals
from app.vocabulary import MergeStatus
from tests.conftest import Serve
from tests.imports import DEMO, FIRST, changes, import_lines, on_sqlite, silent
from tests.test_errors_api import check_shape
from tests.tiny_format import TinyFormat, write_tiny

OTHER: list[Json] = [
    {"person": "x1", "name": "Ada Moreau", "wikidata": "Q1"},
    {"person": "x2", "name": "Bo Li", "wikidata": "Q99"},
    {"person": "x3", "name": "Cy Voss"},
    {"person": "x4", "name": "Nobody Else"},
]


@on_sqlite
def test_the_api_shows_each_dataset_with_licence_counts_and_last_import(
    engine: Engine, serve: Serve, tmp_path: Path
) -> None:
    import_lines(engine, tmp_path, FIRST)
    import_lines(engine, tmp_path, FIRST, dataset="again", batch=2)
    api = serve(engine.url.render_as_string(hide_password=False))
    page = api.get("/v1/datasets").json()
    assert [each["id"] for each in page["data"]] == ["again", "demo"]
    assert page["page"]["total"] == 2
    demo = api.get("/v1/datasets/demo").json()
    assert demo == page["data"][1]
    assert {name: demo[name] for name in DEMO} == DEMO
    kinds = {"person": 3, "organization": 2, "post": 0, "event": 0, "article": 0}
    assert demo["entities"] == kinds
    assert demo["fact_count"] == 11
    last = demo["last_import"]
    assert (last["action"], last["first_change"], last["last_change"]) == ("import", 1, 1)
    first = api.get("/v1/datasets", params={"limit": 1}).json()
    assert httpx.get(first["page"]["next"]).json()["data"] == page["data"][1:]
    csv = api.get("/v1/datasets", params={"format": "csv", "fields": "id,licence"}).text
    assert csv.split() == ["id,licence", "again,CC0-1.0", "demo,CC0-1.0"]


def test_a_dataset_that_is_not_there_is_a_problem(api: httpx.Client) -> None:
    check_shape(api.get("/v1/datasets/nobody"), "not-found")
    check_shape(api.get("/v1/datasets?title=x"), "unknown-parameter")
    assert api.head("/v1/datasets/curated").status_code == 200
    curated = api.get("/v1/datasets/curated").json()
    facts = api.get("/v1/changes/1", params={"include": "facts"}).json()["recorded"]
    assert curated["fact_count"] == len(facts)
    assert sum(curated["entities"].values()) == len({fact["subject_id"] for fact in facts})


def proposed(engine: Engine) -> dict[tuple[str, str], float]:
    with read_session(engine) as session:
        return {each.ids: each.score for each in open_proposals(session, "other")}


def test_the_same_people_in_two_datasets_are_proposed_once_and_never_merged_silently(
    engine: Engine, tmp_path: Path
) -> None:
    import_lines(engine, tmp_path, FIRST)
    import_lines(engine, tmp_path, OTHER, dataset="other")
    wanted = Matching(dataset_id="other", actor="Ada")
    assert match_dataset(engine, wanted, silent).proposed == 2
    found = proposed(engine)
    assert list(found) == [("demo.ada", "other.x1"), ("demo.cy", "other.x3")]
    with read_session(engine) as session:
        reasons = open_proposals(session)[0].reasons
    assert next(iter(reasons)) == "identifier_agrees"
    assert match_dataset(engine, wanted, silent).proposed == 0
    with write_session(engine) as session:
        merge(session, "other.x3", "demo.cy", actor="Ada", reason="the same")
    assert list(proposed(engine)) == [("demo.ada", "other.x1")]
    with pytest.raises(InputError, match="no dataset 'nobody'"):
        match_dataset(engine, Matching(dataset_id="nobody", actor="Ada"), silent)


def test_a_strong_identifier_merges_where_that_is_asked_for_and_one_holder_is_on_each_side(
    engine: Engine, tmp_path: Path
) -> None:
    import_lines(engine, tmp_path, FIRST)
    import_lines(engine, tmp_path, OTHER, dataset="other")
    twice: list[Json] = [
        {"person": "one", "name": "Bo Li", "wikidata": "Q2"},
        {"person": "two", "name": "Bo Lee", "wikidata": "Q2"},
    ]
    import_lines(engine, tmp_path, twice, dataset="twice")

    def merged(dataset: str, scheme: str) -> list[tuple[str, str]]:
        wanted = Matching(dataset_id=dataset, merge_on=(scheme,), actor="Ada")
        return match_dataset(engine, wanted, silent).merged

    assert merged("other", "wikidata") == [("other.x1", "demo.ada")]
    assert merged("twice", "wikidata") == []
    with pytest.raises(InputError, match="'name' is no strong identifier; such are wikidata"):
        merged("other", "name")


@on_sqlite
def test_a_strong_identifier_merges_nobody_of_whom_somebody_said_that_they_are_two(
    engine: Engine, tmp_path: Path
) -> None:
    import_lines(engine, tmp_path, FIRST)
    import_lines(engine, tmp_path, FIRST, dataset="other")
    match_dataset(engine, Matching(dataset_id="other", actor="Ada"), silent)
    with own_session(engine) as session:
        bo = MergeProposal.one_id == "demo.bo"
        rejected = update(MergeProposal).where(bo).values(status=MergeStatus.REJECTED)
        session.execute(rejected)
    wanted = Matching(dataset_id="other", merge_on=("wikidata",), actor="Ada")
    first = merge_only(engine, wanted, silent)
    ada, bo_and_bo = ("other.ada", "demo.ada"), ("other.bo", "demo.bo")
    assert (first.merged, first.declined) == ([ada], [bo_and_bo])
    with write_session(engine) as session:
        revert(session, changes(engine), actor="Ada", reason="they are two")
    again = merge_only(engine, wanted, silent)
    assert (again.merged, again.declined) == ([], [ada, bo_and_bo])
    with write_session(engine) as session:
        merge(session, *ada, actor="Ada", reason="they are one after all")
    assert merge_only(engine, wanted, silent).declined == [bo_and_bo]


@pytest.fixture
def command(make_database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    assert callable(make_database)
    monkeypatch.setenv("DATABASE_URL", make_database("sqlite"))
    monkeypatch.setitem(FORMATS, "tiny", TinyFormat())
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return CliRunner()


def test_the_commands_import_list_match_and_drop(command: CliRunner, tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        done = command.invoke(cli, words)
        return done.exit_code, done.output

    path = str(write_tiny(tmp_path / "tiny.jsonl", FIRST))
    particulars = "--title Demo --licence CC0-1.0 --attribution Us --source-url https://a.example"
    into = ("import", "tiny", path, "--dataset")
    assert run(*into, "demo")[0] == 1
    code, said = run(*into, "demo", *particulars.split(), "--batch", "2")
    assert code == 0
    assert "Imported into demo: 11 facts recorded, 0 retracted with changes 1 to 3." in said
    assert "  person: 3 new, 0 changed, 0 unchanged, 0 left" in said
    assert "Recording: 5 of 5" in said
    code, said = run(*into, "two", *particulars.split(), "--merge-on", "wikidata")
    assert (code, "Merged on wikidata: 2 pairs." in said) == (0, True)
    assert re.search("demo +Demo +CC0-1.0 +5 +11 ", run("datasets", "list")[1])
    assert "1 new proposal" in run("datasets", "match", "two")[1]
    assert "demo.cy (Cy Voss) and two.cy (Cy Voss)" in run("datasets", "proposals", "two")[1]
    rejected = run("datasets", "reject", "two.cy", "demo.cy")
    assert rejected == (0, "Rejected: two.cy and demo.cy are two.\n")
    assert "0 open proposals" in run("datasets", "proposals", "two")[1]
    assert "0 new proposals" in run("datasets", "match", "two")[1]
    code, said = run("datasets", "reject", "two.cy", "demo.cy")
    assert (code, "no proposal to merge 'two.cy' and 'demo.cy' is open" in said) == (1, True)
    code, said = run("datasets", "drop", "two", "--reason", "test")
    assert (code, "Dropped two: 11 facts of 5 entities retracted." in said) == (0, True)
    assert run("datasets", "drop", "curated", "--reason", "test")[0] == 1
    assert run("import", "nothing", path, "--dataset", "demo")[0] == 1
    assert "no such file" in run("import", "tiny", "/nowhere", "--dataset", "demo")[1]
    write_tiny(tmp_path / "tiny.jsonl", []).write_text("{")
    assert "tiny.jsonl line 1: " in run(*into, "demo")[1]


def test_the_command_says_what_it_did_not_retract_and_does_not_end_well(
    command: CliRunner, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path / "tiny.jsonl", FIRST)
    told = "--title Demo --licence CC0-1.0 --attribution Us --source-url https://a.example"
    words = ["import", "tiny", str(path), "--dataset", "demo", *told.split()]
    assert command.invoke(cli, words).exit_code == 0
    write_tiny(path, FIRST[:-2]).write_bytes(path.read_bytes() + b"broken\n")
    kept = command.invoke(cli, words)
    assert kept.exit_code == 1
    assert "could not be read whole: 1 entity, and 1 fact of others" in kept.output
    assert command.invoke(cli, [*words, "--retract-anyway"]).exit_code == 0
