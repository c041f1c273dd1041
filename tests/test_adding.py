"""Additions to what an article says: checked as dossiers are, recorded beside what stands."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import write_session
from app.ledger import LedgerError, OpenChange
from app.loading.adding import Addition, CompiledAddition, compile_addition
from app.loading.load import load
from app.loading.problems import DossierError, field_name
from app.models import Fact, known
from app.models.rows import FactRow, fact_rows
from app.queries.documents import find_document
from app.vocabulary import FactKind

ARTICLE = "kessaria-water-board"
CHAIR = "was named chair of the Kessaria Water Board in June last year"
PREVIOUSLY = "She had previously led the Harbour Office"


def addition(**parts: Any) -> Addition:
    return Addition.model_validate({"article_id": ARTICLE, **parts})


def amended(
    engine: Engine, compiled: CompiledAddition | None = None, **other: Any
) -> tuple[int | None, OpenChange]:
    with write_session(engine) as session:
        change = OpenChange(session, actor="Ada", action="edit", reason="A test")
        if compiled:
            change.declare(compiled.entities)
        change.amend(ARTICLE, "curated", add=compiled.facts if compiled else (), **other)
        return change.close(), change


def compiled_of(engine: Engine, wanted: Addition) -> CompiledAddition:
    with write_session(engine) as session:
        return compile_addition(session, wanted)


def standing(engine: Engine) -> list[FactRow]:
    with write_session(engine) as session:
        return fact_rows(session, Fact.origin == ARTICLE, known(None), order_by=Fact.row)


HARBOUR = addition(
    organizations=[
        {"id": "harbour-office", "name": {"value": "Harbour Office", "cite": "the Harbour Office"}}
    ],
    people=[
        {
            "id": "ada-moreau",
            "memberships": [
                {
                    "organization": "harbour-office",
                    "role": "led",
                    "end_date": {"written": "previously"},
                    "cite": PREVIOUSLY,
                },
                {"post": "chair-of-the-water-board", "role": "chair", "cite": CHAIR},
            ],
        }
    ],
)


def test_what_is_added_stands_beside_what_stood(engine: Engine, dossier_folder: Path) -> None:
    load(engine, dossier_folder)
    before = {fact.id for fact in standing(engine)}
    number, change = amended(engine, compiled_of(engine, HARBOUR))
    assert (number, change.recorded, change.retracted) == (2, 3, 0)
    after = standing(engine)
    assert before < {fact.id for fact in after}
    held = [fact for fact in after if fact.kind == FactKind.MEMBERSHIP]
    # The post's organization is on record, and so is the day of publication.
    assert {fact.organization_id for fact in held} == {"harbour-office", "water-board"}
    assert "..2021-03-04" in {fact.end_date for fact in held}
    again, _ = amended(engine, compiled_of(engine, HARBOUR))
    assert again is None


def test_a_part_is_corrected_and_another_dropped(engine: Engine, dossier_folder: Path) -> None:
    load(engine, dossier_folder)
    rows = standing(engine)
    job = next(fact for fact in rows if fact.property == "occupation")
    held = next(fact for fact in rows if fact.kind == FactKind.MEMBERSHIP)
    wanted = addition(
        people=[{"id": "ada-moreau", "memberships": [{**_chair(), "role": "head of the board"}]}]
    )
    (corrected,) = compiled_of(engine, wanted).facts
    amended(engine, replace={held.id: corrected}, drop={job.id: "No office"})
    after = {fact.id: fact for fact in standing(engine)}
    assert job.id not in after
    assert after[held.id].value == {"role": "head of the board"}
    assert len(after) == len(rows) - 1
    with write_session(engine) as session:
        gone = fact_rows(session, Fact.id == job.id)
        document = find_document(session, "ada-moreau")
        assert document
        assert gone[0].retraction_reason == "No office"
        assert '"value":"hydrologist"' not in str(document.body)
    with pytest.raises(LedgerError, match="says no fact"):
        amended(engine, drop={job.id: "Twice"})


def _chair() -> dict[str, Any]:
    return {"post": "chair-of-the-water-board", "cite": CHAIR}


@pytest.mark.parametrize(
    ("parts", "field", "message"),
    [
        ({"people": [{"id": "nobody"}]}, "people[0].name", "is missing, and 'nobody' is not"),
        ({"people": [{"id": "water-board"}]}, "people[0].id", "a known organization"),
        ({"people": [{"id": "ada-moreau"}] * 2}, "people[1].id", "stands here twice"),
        (
            {"people": [{"id": "ada-moreau", "memberships": [{**_chair(), "post": "nothing"}]}]},
            "people[0].memberships[0].post",
            "is not declared here, nor on record",
        ),
        (
            {"people": [{"id": "ada-moreau", "memberships": [{**_chair(), "cite": "She ruled"}]}]},
            "people[0].memberships[0].cite[0]",
            "does not stand in the article",
        ),
        ({"article_id": "ada-moreau"}, "article_id", "there is no article"),
    ],
)
def test_a_wrong_addition_names_the_field(
    engine: Engine, dossier_folder: Path, parts: dict[str, Any], field: str, message: str
) -> None:
    load(engine, dossier_folder)
    with pytest.raises(DossierError) as raised:
        compiled_of(engine, addition(**parts))
    found = {field_name(each.field): each.message for each in raised.value.problems}
    assert message in found[field]
