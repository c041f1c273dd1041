"""What was withdrawn, dropped or merged, and taken back: imports leave nothing stale behind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import write_session
from app.importers.dropping import drop_dataset
from app.importers.records import Json
from app.ledger.merging import merge
from app.ledger.undoing import revert, withdraw
from tests.conftest import MakeDatabase
from tests.imports import FIRST, SECOND, changes, import_lines, on_sqlite, reads_like, shown, silent


def do(engine: Engine, act: Callable[..., Any], *what: Any) -> int:
    """Merge, withdraw or revert; the number of the change."""
    with write_session(engine) as session:
        act(session, *what, actor="Ada", reason="so")
    return changes(engine)


def drop(engine: Engine) -> range:
    """Drop the dataset; the numbers of the changes."""
    before = changes(engine)
    drop_dataset(engine, "demo", actor="Ada", reason="old", progress=silent)
    return range(changes(engine), before, -1)


def test_what_left_while_its_dataset_was_dropped_goes_with_the_next_import(
    engine: Engine, tmp_path: Path, make_database: MakeDatabase
) -> None:
    import_lines(engine, tmp_path, FIRST)
    for number in drop(engine):
        do(engine, revert, number)
    run = import_lines(engine, tmp_path, SECOND)
    assert run.counts.left == {"organization": 1, "person": 1}
    assert run.standing == {"organization": 1, "person": 3}
    assert reads_like(engine, SECOND, make_database, tmp_path)


def test_who_left_while_withdrawn_goes_with_the_next_import(
    engine: Engine, tmp_path: Path, make_database: MakeDatabase
) -> None:
    import_lines(engine, tmp_path, FIRST)
    withdrawn = do(engine, withdraw, "demo.cy")
    import_lines(engine, tmp_path, SECOND)
    do(engine, revert, withdrawn)
    run = import_lines(engine, tmp_path, SECOND)
    assert (run.counts.left, run.standing) == ({"person": 1}, {"organization": 1, "person": 3})
    assert reads_like(engine, SECOND, make_database, tmp_path)
    before = changes(engine)
    import_lines(engine, tmp_path, SECOND)
    assert changes(engine) == before


@on_sqlite
def test_a_seat_that_left_while_its_organization_was_withdrawn_goes_with_the_next_import(
    engine: Engine, tmp_path: Path, make_database: MakeDatabase
) -> None:
    import_lines(engine, tmp_path, FIRST)
    do(engine, merge, "demo.bo", "demo.cy")
    withdrawn = do(engine, withdraw, "demo.organization.senate")
    without = [line for line in FIRST if line.get("seat") not in ("ada", "bo")]
    import_lines(engine, tmp_path, without)
    do(engine, revert, withdrawn)
    import_lines(engine, tmp_path, without)
    do(engine, revert, 2)
    assert reads_like(engine, without, make_database, tmp_path)
    before = changes(engine)
    import_lines(engine, tmp_path, without)
    run = import_lines(engine, tmp_path, without)
    assert (changes(engine), run.counts.unchanged.total()) == (before, 5)


@on_sqlite
@pytest.mark.parametrize("lines", [FIRST, [{"person": "ada", "name": "Ada"}]])
def test_a_withdrawal_that_is_reverted_brings_back_nothing_of_a_dropped_dataset(
    engine: Engine, tmp_path: Path, lines: list[Json], make_database: MakeDatabase
) -> None:
    import_lines(engine, tmp_path, lines)
    withdrawn = do(engine, withdraw, "demo.ada")
    drop(engine)
    do(engine, revert, withdrawn)
    assert shown(engine)["documents"] == []
    import_lines(engine, tmp_path, lines)
    assert reads_like(engine, lines, make_database, tmp_path)
