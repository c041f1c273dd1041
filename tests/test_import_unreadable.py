"""What of an input cannot be read is not gone: nothing is retracted that may have been in it."""

from pathlib import Path

from sqlalchemy import Engine

from app.importers.records import Json
from app.importers.runs import Run
from tests.conftest import MakeDatabase
from tests.imports import (
    DEMO,
    FIRST,
    SECOND,
    changes,
    import_file,
    import_lines,
    on_sqlite,
    reads_like,
    shown,
)
from tests.tiny_format import write_tiny


def import_broken(engine: Engine, folder: Path, lines: list[Json], *, anyway: bool = False) -> Run:
    """Import the lines, of which the last one cannot be read."""
    path = write_tiny(folder / "tiny.jsonl", lines)
    path.write_bytes(path.read_bytes() + b"broken\n")
    return import_file(engine, path, **DEMO, retracts_anyway=anyway)


@on_sqlite
def test_an_input_with_nothing_in_it_empties_no_dataset(engine: Engine, tmp_path: Path) -> None:
    import_lines(engine, tmp_path, FIRST)
    before = shown(engine)
    empty = write_tiny(tmp_path / "tiny.jsonl", [])
    run = import_file(engine, empty, **DEMO)
    assert (run.counts.kept_entities, run.counts.retracted) == (5, 0)
    assert shown(engine) == before
    assert import_file(engine, empty, **DEMO, retracts_anyway=True).counts.left.total() == 5
    assert shown(engine)["documents"] == []


def test_nothing_that_left_is_retracted_where_a_part_cannot_be_read(
    engine: Engine, tmp_path: Path, make_database: MakeDatabase
) -> None:
    import_lines(engine, tmp_path, FIRST)
    run = import_broken(engine, tmp_path, SECOND)
    assert (run.counts.kept_entities, run.counts.left) == (2, {})
    ids = {row[0] for row in shown(engine)["documents"]}
    assert ids >= {"demo.cy", "demo.organization.house", "demo.dee"}
    before = changes(engine)
    assert import_broken(engine, tmp_path, SECOND).counts.kept_entities == 2
    assert changes(engine) == before
    run = import_broken(engine, tmp_path, SECOND, anyway=True)
    assert (run.counts.kept_entities, run.counts.left.total()) == (0, 2)
    assert reads_like(engine, SECOND, make_database, tmp_path)


@on_sqlite
def test_a_seat_that_may_be_in_what_cannot_be_read_is_kept_until_a_whole_edition(
    engine: Engine, tmp_path: Path, make_database: MakeDatabase
) -> None:
    import_lines(engine, tmp_path, FIRST)
    newer = [line for line in FIRST if line.get("seat") != "ada"]
    newer = [line | {"name": "Ada Li"} if line.get("person") == "ada" else line for line in newer]
    run = import_broken(engine, tmp_path, newer)
    assert (run.counts.kept_facts, run.counts.retracted) == (1, 1)
    ada = next(row[2] for row in shown(engine)["documents"] if row[0] == "demo.ada")
    assert "demo.organization.senate" in str(ada)
    before = changes(engine)
    assert import_broken(engine, tmp_path, newer).counts.kept_facts == 1
    assert changes(engine) == before
    import_lines(engine, tmp_path, newer)
    assert reads_like(engine, newer, make_database, tmp_path)
