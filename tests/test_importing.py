"""Imports: only differences, resumed after any end, honest about what was left out."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from app.config import ROOT
from app.db import make_engine, read_session, write_session
from app.importers.datasets import check_id
from app.importers.dropping import drop_dataset
from app.importers.ids import entity_id
from app.importers.records import InputError, Json, StrictError
from app.importers.report import Report, open_report
from app.ledger import LedgerError, NewEntity, OpenChange
from app.ledger.merging import merge
from app.ledger.undoing import revert, withdraw
from app.models import Document, Fact
from app.queries.datasets import all_datasets
from app.vocabulary import ID_PATTERN, EntityKind
from tests.conftest import MakeDatabase
from tests.faults.sizes import size
from tests.imports import (
    DEMO,
    FIRST,
    SECOND,
    changes,
    import_file,
    import_lines,
    on_sqlite,
    shown,
    silent,
)
from tests.tiny_format import write_tiny


def ids_shown(engine: Engine) -> list[str]:
    return [row[0] for row in shown(engine)["documents"]]


def report_lines(folder: Path) -> list[Json]:
    return [json.loads(line) for line in (folder / "report.jsonl").read_text().splitlines()]


def test_a_second_import_of_the_same_input_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    first = import_lines(engine, tmp_path, FIRST, batch=2)
    assert first.counts.new == {"organization": 2, "person": 3}
    assert (first.first_change, first.last_change) == (1, 3)
    before = changes(engine)
    second = import_lines(engine, tmp_path, FIRST)
    assert changes(engine) == before
    assert second.counts.unchanged == {"organization": 2, "person": 3}
    assert second.counts.recorded == second.counts.retracted == 0


def test_a_newer_edition_after_an_older_one_reads_like_the_newer_alone(
    engine: Engine, make_database: MakeDatabase, tmp_path: Path
) -> None:
    import_lines(engine, tmp_path, FIRST)
    run = import_lines(engine, tmp_path, SECOND, batch=2)
    assert run.counts.new == {"person": 1}
    assert run.counts.changed == {"person": 1}
    assert run.counts.left == {"organization": 1, "person": 1}
    assert run.standing == {"organization": 1, "person": 3}
    alone = make_engine(make_database(engine.dialect.name))
    import_lines(alone, tmp_path, SECOND)
    assert shown(engine) == shown(alone)
    alone.dispose()
    with read_session(engine) as session:
        left = select(Fact.retraction_reason).where(Fact.subject_id == "demo.cy").distinct()
        assert session.scalars(left).all() == ["left the dataset"]


@on_sqlite
def test_a_term_that_comes_to_light_later_takes_no_other_terms_place(
    engine: Engine, make_database: MakeDatabase, tmp_path: Path
) -> None:
    later: Json = {"seat": "ada", "in": "senate", "from": "2015"}
    import_lines(engine, tmp_path, SECOND)
    import_lines(engine, tmp_path, [later, *SECOND])
    alone = make_engine(make_database("sqlite"))
    import_lines(alone, tmp_path, [later, *SECOND])
    assert shown(engine) == shown(alone)
    assert changes(engine) == 2
    with read_session(engine) as session:
        retracted = select(func.count(Fact.row)).where(Fact.retracted_in.is_not(None))
        assert session.scalar(retracted) == 0
    alone.dispose()


@on_sqlite
def test_an_import_that_was_stopped_goes_on_behind_its_last_batch(
    engine: Engine, tmp_path: Path
) -> None:
    def stop(stage: str, done: int, _of: int | None) -> None:
        if (stage, done) == ("Recording", 4):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_lines(engine, tmp_path, FIRST, batch=2, progress=stop)
    assert changes(engine) == 2
    run = import_lines(engine, tmp_path, FIRST, batch=2)
    assert (run.number, run.first_change, run.last_change) == (1, 1, 3)
    assert run.counts.new == {"organization": 2, "person": 3}


@pytest.mark.parametrize(("times", "how"), [(size(4, 10), "within"), (size(1, 3), "beside")])
def test_killed_at_any_moment_it_resumes_and_ends_like_an_undisturbed_one(
    make_database: MakeDatabase, tmp_path: Path, times: int, how: str
) -> None:
    lines: list[Json] = [{"body": "senate", "name": "Senate"}, {"nonsense": 1}]
    for number in range(28):
        lines += [
            {"person": f"p{number}", "name": f"Person {number}"},
            {"seat": f"p{number}", "in": "senate"},
        ]
    write_tiny(tmp_path / "tiny.jsonl", lines)
    url = make_database("sqlite")
    command = [sys.executable, "-m", "tests.killed_imports", url, str(tmp_path), str(times), how]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    counts = [int(each) for each in done.stdout.split()]
    assert counts == sorted(counts)
    assert len(set(counts)) > times // 3, counts
    killed, undisturbed = make_engine(url), make_engine(make_database("sqlite"))
    import_lines(undisturbed, tmp_path, lines, batch=2)
    assert shown(killed) == shown(undisturbed)
    assert changes(killed) == changes(undisturbed)
    assert [each["rule"] for each in report_lines(tmp_path)] == ["unknown_record"]
    killed.dispose()
    undisturbed.dispose()


def test_a_dry_run_tells_all_and_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    assert import_lines(engine, tmp_path, FIRST, is_dry=True).counts.new.total() == 5
    with read_session(engine) as session:
        assert all_datasets(session) == []
    import_lines(engine, tmp_path, FIRST)
    before = shown(engine), changes(engine)
    tried = import_lines(engine, tmp_path, SECOND, is_dry=True)
    assert (shown(engine), changes(engine)) == before
    done = import_lines(engine, tmp_path, SECOND)
    assert tried.counts == done.counts


@on_sqlite
def test_a_limit_takes_the_first_people_with_what_they_mention_and_retracts_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    nobody: list[Json] = [{"seat": "nobody", "in": "senate"}]
    import_lines(engine, tmp_path, [*nobody, *FIRST], limit=2)
    seen = ids_shown(engine)
    assert len([each for each in seen if "organization" not in each]) == 2
    import_lines(engine, tmp_path, FIRST)
    assert len(ids_shown(engine)) == 5
    import_lines(engine, tmp_path, SECOND, limit=1)
    assert set(ids_shown(engine)) >= {"demo.cy", "demo.organization.house"}


DIRTY: list[Json] = [
    {"person": "ada", "name": "Ada", "born": "9764-13"},
    {"person": "bo", "name": "Bo"},
    {"seat": "bo", "in": "nowhere"},
    {"person": "cy"},
]


@on_sqlite
def test_what_is_wrong_is_counted_and_told_and_taints_nothing_else(
    engine: Engine, tmp_path: Path
) -> None:
    with open_report(tmp_path / "report.jsonl", is_strict=False) as report:
        run = import_lines(engine, tmp_path, DIRTY, report=report)
    assert report_lines(tmp_path)[0] == {
        "file": "tiny.jsonl",
        "position": "line 1",
        "field": "born",
        "value": "9764-13",
        "rule": "impossible_date",
        "done": "left out",
    }
    rules = {"impossible_date": 1, "dangling_reference": 1, "not_understood": 1}
    assert run.counts.notes == rules
    assert ids_shown(engine) == ["demo.ada", "demo.bo"]


@on_sqlite
def test_a_strict_import_stops_at_the_first_thing_wrong(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(StrictError, match=r"tiny\.jsonl line 1 born: impossible_date: '9764-13'"):
        import_lines(engine, tmp_path, DIRTY, report=Report(is_strict=True))


def test_what_the_database_refuses_is_left_out_alone(engine: Engine, tmp_path: Path) -> None:
    with write_session(engine) as session:  # somebody else's entity has the id already
        change = OpenChange(session, actor="Ada", action="load", reason="test")
        change.declare([NewEntity(id="demo.p3", kind=EntityKind.ORGANIZATION)])
        change.close()
    lines: list[Json] = [{"person": f"p{number}", "name": f"P {number}"} for number in range(7)]
    run = import_lines(engine, tmp_path, lines)
    assert run.counts.notes == {"refused": 1}
    assert ids_shown(engine) == [f"demo.p{number}" for number in range(7) if number != 3]


def test_a_dropped_dataset_is_gone_and_comes_back_with_the_same_facts(
    engine: Engine, tmp_path: Path
) -> None:
    import_lines(engine, tmp_path, FIRST)
    import_lines(engine, tmp_path, FIRST, dataset="other")
    before = shown(engine)
    with read_session(engine) as session:
        facts = {each.dataset.id: each.facts for each in all_datasets(session)}
    run = drop_dataset(engine, "demo", actor="Ada", reason="too old", progress=silent)
    assert run.counts.retracted == facts["demo"]
    assert all(each.startswith("other.") for each in ids_shown(engine))
    with read_session(engine) as session:
        demo, other = all_datasets(session)
    assert (demo.facts, demo.entities) == (0, {})
    assert (other.facts, other.entities) == (facts["other"], {"organization": 2, "person": 3})
    import_lines(engine, tmp_path, FIRST)
    assert shown(engine) == before


def test_a_drop_that_was_stopped_is_gone_on_with_and_can_be_reverted(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_stage: str, _done: int, _of: int | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.importers.dropping.BATCH", 2)
    import_lines(engine, tmp_path, FIRST)
    before = shown(engine)
    with pytest.raises(KeyboardInterrupt):
        drop_dataset(engine, "demo", actor="Ada", reason="old", progress=stop)
    assert len(ids_shown(engine)) == 3
    run = drop_dataset(engine, "demo", actor="Ada", reason="old", progress=silent)
    assert (run.counts.left, ids_shown(engine)) == ({"organization": 2, "person": 3}, [])
    assert (run.first_change, run.last_change) == (2, 4)
    with write_session(engine) as session, pytest.raises(LedgerError, match="dropped by change 4"):
        revert(session, 1, actor="Ada", reason="undo")
    for number in (4, 3, 2):
        with write_session(engine) as session:
            revert(session, number, actor="Ada", reason="undo")
    assert shown(engine) == before
    assert import_lines(engine, tmp_path, FIRST).first_change is None


@on_sqlite
def test_two_imports_of_one_dataset_at_once_do_not_mix(engine: Engine, tmp_path: Path) -> None:
    def meanwhile(stage: str, done: int, _of: int | None) -> None:
        if (stage, done) == ("Recording", 2):
            import_lines(engine, tmp_path, FIRST)

    with pytest.raises(InputError, match="another process is at work on dataset 'demo'"):
        import_lines(engine, tmp_path, FIRST, batch=2, progress=meanwhile)
    assert len(ids_shown(engine)) == 5
    assert changes(engine) == 2


def test_a_withdrawn_person_stays_withdrawn_until_that_is_reverted(
    engine: Engine, tmp_path: Path
) -> None:
    import_lines(engine, tmp_path, FIRST)
    with write_session(engine) as session:
        withdraw(session, "demo.ada", actor="Ada", reason="asked to")
    run = import_lines(engine, tmp_path, SECOND)
    assert run.counts.withheld == 4
    assert "demo.ada" not in ids_shown(engine)
    before = changes(engine)
    assert import_lines(engine, tmp_path, SECOND).counts.withheld == 4
    assert changes(engine) == before


def test_what_is_said_of_a_merged_person_goes_to_the_survivor(
    engine: Engine, tmp_path: Path
) -> None:
    import_lines(engine, tmp_path, FIRST)
    with write_session(engine) as session:
        merge(session, "demo.bo", "demo.ada", actor="Ada", reason="the same")
    renamed = [line | {"name": "Bo Lee"} if line.get("person") == "bo" else line for line in FIRST]
    import_lines(engine, tmp_path, renamed)
    with read_session(engine) as session:
        bo = select(Fact).where(Fact.origin == "demo/demo.bo", Fact.retracted_in.is_(None))
        names = {(fact.subject_id, fact.value) for fact in session.scalars(bo)}
    assert ("demo.ada", "Bo Lee") in names
    assert {subject for subject, _ in names} == {"demo.ada"}


@on_sqlite
def test_a_dataset_needs_its_particulars_once_and_keeps_them(
    engine: Engine, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path / "tiny.jsonl", FIRST)
    with pytest.raises(InputError, match=r"needs --licence .*--attribution .*--source-url"):
        import_file(engine, path, title="Demo")
    import_file(engine, path, **DEMO)
    import_file(engine, path)
    with pytest.raises(InputError, match=r"--licence 'MIT' \(on record is 'CC0-1.0'\).*drop"):
        import_file(engine, path, licence="MIT")
    drop_dataset(engine, "demo", actor="Ada", reason="other licence", progress=silent)
    import_file(engine, path, licence="MIT")
    with read_session(engine) as session:
        assert [each.dataset.licence for each in all_datasets(session)] == ["MIT"]


@pytest.mark.parametrize("dataset", ["curated", "Demo", "a--b", "a.b", "", "x" * 41])
def test_a_dataset_has_an_id_that_others_can_start_with(dataset: str) -> None:
    with pytest.raises(InputError, match="--dataset"):
        check_id(dataset)


def test_ids_derive_from_the_sources_keys_and_never_meet() -> None:
    keys = ["a1", "A1", "a-1", "a_1", "a 1", "é", "e", "李", "x" * 300, "x" * 299, "", " ", "a.1"]
    keys += [entity_id("d", EntityKind.PERSON, each).removeprefix("d.") for each in keys]
    kinds = (EntityKind.PERSON, EntityKind.ORGANIZATION)
    ids = {entity_id("d", kind, key) for kind in kinds for key in keys}
    assert len(ids) == len(kinds) * len(set(keys))
    assert all(re.match(ID_PATTERN, each) and len(each) <= 128 for each in ids)
    assert entity_id("us", EntityKind.PERSON, "a_1") == "us.a_1"
    assert entity_id("us", EntityKind.POST, "a-1") == "us.post.a-1"


@on_sqlite
def test_what_has_a_date_stands_before_what_has_none(engine: Engine, tmp_path: Path) -> None:
    import_lines(engine, tmp_path, [*FIRST, {"seat": "ada", "in": "house"}])
    with read_session(engine) as session:
        body = session.scalars(select(Document.body).where(Document.id == "demo.ada")).one()
    held = [each["organization"]["name"] for each in json.loads(str(body))["memberships"]]
    assert held == ["Senate", "House"]
