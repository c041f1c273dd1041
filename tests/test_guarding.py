"""An edited file never undoes what curators recorded beside it, unless that is asked for."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.db import read_session, write_session
from app.ledger import OpenChange
from app.ledger.facts import read_facts
from app.loading.load import load
from app.loading.problems import DossierError
from app.models import Fact, known
from app.models.rows import fact_rows
from tests.dossiers import KESSARIA, edited, write_dossier

ARTICLE = "kessaria-water-board"


def curate(engine: Engine) -> None:
    """As an accepted proposal would: one fact more, one corrected, one taken back."""
    with write_session(engine) as session:
        rows = {
            row.property: row for row in fact_rows(session, Fact.origin == ARTICLE, known(None))
        }
        occupation, membership, opened = (rows[x] for x in ("occupation", "membership", "opened"))
        said, held = read_facts(session, [occupation, membership])
        change = OpenChange(session, actor="Bea", action="accept", reason="r", origin=ARTICLE)
        change.amend(
            ARTICLE,
            "curated",
            add=[replace(said, value="engineer")],
            replace={membership.id: replace(held, note="Chair since June.")},
            drop={opened.id: "she did not"},
        )
        change.close()


def standing(engine: Engine) -> set[str]:
    with read_session(engine) as session:
        return set(session.scalars(select(Fact.digest).where(known(None))))


def test_an_edited_file_that_does_not_know_of_curated_facts_is_refused(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    curate(engine)
    curated = standing(engine)
    (again,) = load(engine, dossier_folder).loaded
    assert again.change is None, "an unchanged file has nothing to say about it"
    changed = edited(KESSARIA, ("people", 0, "name", "note"), "A remark.")
    write_dossier(dossier_folder, changed)
    told = rf"article.id: 3 facts of '{ARTICLE}' .* incumbent dossier export {ARTICLE}.*--replace"
    with pytest.raises(DossierError, match=told):
        load(engine, dossier_folder)
    assert standing(engine) == curated
    (replaced,) = load(engine, dossier_folder, replace=True).loaded
    assert (replaced.recorded, replaced.retracted) == (3, 3)
    write_dossier(dossier_folder, KESSARIA)
    assert load(engine, dossier_folder).loaded[0].change, "what was replaced is settled"
