"""What is wrong is deprecated: it stays with the reason, and no source brings it back."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import read_session, write_session
from app.ledger import LedgerError
from app.ledger.deprecating import deprecate
from app.ledger.merging import merge
from app.ledger.undoing import revert
from app.loading.load import load
from app.models import Fact, known
from app.models.rows import FactRow, fact_rows
from tests.dossiers import KESSARIA, KESSARIA_TEXT, edited, write_dossier
from tests.imports import import_lines


def do(engine: Engine, act: Any, *what: Any) -> Any:
    with write_session(engine) as session:
        return act(session, *what, actor="Ed", reason="The register says otherwise")


def standing(engine: Engine, property_: str, *values: str) -> list[FactRow]:
    with read_session(engine) as session:
        rows = fact_rows(session, Fact.property == property_, known(None), order_by=Fact.row)
    shown = [row for row in rows if not values or row.value in values]
    return sorted(shown, key=lambda row: row.subject_id)


def ranks(engine: Engine, property_: str, *values: str) -> list[tuple[str, str | None]]:
    return [(row.rank, row.rank_reason) for row in standing(engine, property_, *values)]


NORMAL = ("normal", None)
WRONG = ("deprecated", "The register says otherwise")


def test_a_wrong_fact_stays_wrong_whoever_says_it_again(engine: Engine, tmp_path: Path) -> None:
    write_dossier(tmp_path, KESSARIA)
    load(engine, tmp_path)
    (fact,) = standing(engine, "occupation")
    with pytest.raises(LedgerError, match="no fact with the id 'aaaaaaaaaaaaaaaa' stands"):
        do(engine, deprecate, "aaaaaaaaaaaaaaaa")
    number = do(engine, deprecate, fact.id).number
    assert ranks(engine, "occupation") == [WRONG]
    with pytest.raises(LedgerError, match="deprecated already"):
        do(engine, deprecate, fact.id)
    # The same dossier says nothing new; an edited one says the rest anew, and this is still wrong;
    # and so it is where another article says the same.
    assert [each.change for each in load(engine, tmp_path).loaded] == [None]
    other = edited(KESSARIA, ("article", "id"), "other-article")
    write_dossier(tmp_path, edited(other, ("article", "title"), "Other"), KESSARIA_TEXT, "other")
    write_dossier(tmp_path, edited(KESSARIA, ("article", "publisher"), "The Kessaria Courier"))
    load(engine, tmp_path)
    assert ranks(engine, "occupation") == [WRONG, WRONG]
    assert standing(engine, "occupation")[0].id == fact.id
    # Undone, all of it is as its sources say.
    do(engine, revert, number)
    assert ranks(engine, "occupation") == [NORMAL, NORMAL]
    assert not standing(engine, "deprecated")
    assert [each.change for each in load(engine, tmp_path).loaded] == [None, None]


def test_an_import_and_a_merge_keep_what_was_deprecated(engine: Engine, tmp_path: Path) -> None:
    people: list[dict[str, Any]] = [
        {"person": "ada", "name": "Ada", "born": "1980"},
        {"person": "ann", "name": "Ann", "born": "1980"},
    ]
    import_lines(engine, tmp_path, people)
    ada, ann = (row.subject_id for row in standing(engine, "name"))
    fact = standing(engine, "birth_date")[0]
    number = do(engine, deprecate, fact.id).number
    assert ranks(engine, "birth_date") == [WRONG, NORMAL]
    people[0]["wikidata"] = "Q1"
    import_lines(engine, tmp_path, people)
    assert ranks(engine, "birth_date") == [WRONG, NORMAL]
    # Two people of whom one was not born then turn out to be one person, who was not.
    merged = do(engine, merge, ada, ann)
    assert ranks(engine, "birth_date") == [WRONG, WRONG]
    do(engine, revert, merged)
    assert set(ranks(engine, "birth_date")) == {WRONG, NORMAL}
    do(engine, revert, number)
    assert ranks(engine, "birth_date") == [NORMAL, NORMAL]
