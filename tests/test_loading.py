"""Loading dossiers: whole or not at all, only the difference, and never twice."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.db import write_session
from app.loading.load import check, load
from app.loading.problems import DossierError
from app.models import Change, Document, Entity, Fact
from app.queries.documents import find_document
from tests.conftest import SEED
from tests.dossiers import KESSARIA, KESSARIA_TEXT, edited, numbered_dossier, write_dossier


def changes(engine: Engine) -> list[Change]:
    with Session(engine) as session:
        return list(session.scalars(select(Change).order_by(Change.number)))


def facts(engine: Engine, *, live: bool = True) -> list[Fact]:
    wanted = Fact.retracted_in.is_(None) if live else Fact.retracted_in.is_not(None)
    with Session(engine) as session:
        return list(session.scalars(select(Fact).where(wanted).order_by(Fact.row)))


def body(engine: Engine, entity_id: str) -> str | None:
    with Session(engine) as session:
        document = find_document(session, entity_id)
        assert document
        return document.body


def test_the_seed_loads_in_one_change(engine: Engine) -> None:
    (loaded,) = load(engine, SEED).loaded
    assert loaded.change == 1
    assert loaded.recorded == len(facts(engine)) > 50
    (change,) = changes(engine)
    assert change.actor == "The Incumbent founders"
    assert change.reason == "Load dossier 000_086b57c32b2f9de0.yaml"


def test_a_second_load_changes_nothing(engine: Engine) -> None:
    load(engine, SEED)
    (again,) = load(engine, SEED).loaded
    assert (again.change, again.recorded, again.retracted) == (None, 0, 0)
    assert len(changes(engine)) == 1


def test_a_dossier_that_only_looks_different_changes_nothing(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    path = dossier_folder / "kessaria.yaml"
    path.write_text("# A remark.\n" + path.read_text())
    (again,) = load(engine, dossier_folder).loaded
    assert again.change is None


def test_an_edited_dossier_records_only_the_difference(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    before = {fact.row for fact in facts(engine)}
    changed = edited(KESSARIA, ("people", 0, "memberships", 0, "role"), "chairwoman")
    changed = edited(changed, ("people", 0, "facts"), [])
    write_dossier(dossier_folder, changed)
    (loaded,) = load(engine, dossier_folder).loaded
    assert (loaded.change, loaded.recorded, loaded.retracted) == (2, 1, 2)
    told = {fact.property: fact for fact in facts(engine, live=False)}
    assert told["membership"].retraction_reason == "read anew in kessaria-water-board"
    assert told["occupation"].retraction_reason == "left kessaria-water-board"
    assert len({fact.row for fact in facts(engine)} - before) == 1
    assert changes(engine)[1].reason == "Load the edited dossier kessaria.yaml"


def test_a_corrected_fact_keeps_its_id(engine: Engine, dossier_folder: Path) -> None:
    load(engine, dossier_folder)
    write_dossier(
        dossier_folder, edited(KESSARIA, ("people", 0, "memberships", 0, "role"), "chairwoman")
    )
    load(engine, dossier_folder)
    (old,) = facts(engine, live=False)
    (new,) = [fact for fact in facts(engine) if fact.recorded_in == 2]
    assert (old.id, old.value, new.value) == (new.id, {"role": "chair"}, {"role": "chairwoman"})


def test_a_new_publication_date_resolves_written_dates_anew(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    held = [fact for fact in facts(engine) if fact.kind == "membership"]
    assert [(fact.start_date, fact.start_written) for fact in held] == [
        ("2020-06", "June last year")
    ]
    write_dossier(dossier_folder, edited(KESSARIA, ("article", "publication_date"), "2023?"))
    load(engine, dossier_folder)
    held = [fact for fact in facts(engine) if fact.kind == "membership"]
    assert [(fact.start_date, fact.start_written) for fact in held] == [
        ("2022-06?", "June last year")
    ]


def test_an_article_is_never_edited(engine: Engine, dossier_folder: Path) -> None:
    load(engine, dossier_folder)
    write_dossier(dossier_folder, KESSARIA, KESSARIA_TEXT + "More.\n")
    with pytest.raises(DossierError, match="never edited"):
        load(engine, dossier_folder)
    assert len(changes(engine)) == 1


def test_an_id_never_changes_its_kind(engine: Engine, dossier_folder: Path) -> None:
    load(engine, dossier_folder)
    other, text = numbered_dossier(1, facts=1)
    write_dossier(dossier_folder, edited(other, ("people", 0, "id"), "water-board"), text, "other")
    with pytest.raises(DossierError, match="'water-board' is the id"):
        load(engine, dossier_folder)
    (dossier_folder / "kessaria.yaml").unlink()
    with pytest.raises(DossierError, match="is the id of a known organization, not of a person"):
        load(engine, dossier_folder)


def test_one_wrong_dossier_keeps_all_out(engine: Engine, tmp_path: Path) -> None:
    for number in range(3):
        write_dossier(tmp_path, *numbered_dossier(number), stem=f"d{number}")
    write_dossier(tmp_path, edited(KESSARIA, ("people", 0, "name", "cite"), "Ada Lovelace"))
    with pytest.raises(DossierError, match="Ada Lovelace"):
        load(engine, tmp_path)
    assert changes(engine) == []


def test_a_crash_in_the_middle_leaves_the_database_as_it_was(
    engine: Engine, dossier_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power")

    with monkeypatch.context() as patch:
        patch.setattr("app.ledger.writing.refresh", crash)
        with pytest.raises(RuntimeError, match="power"):
            load(engine, dossier_folder)
    with Session(engine) as session:
        for table in (Change, Entity, Fact, Document):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert load(engine, dossier_folder).loaded[0].change == 1


def test_a_person_whose_every_fact_was_retracted_is_gone(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    without = edited(KESSARIA, ("people",), [])
    write_dossier(dossier_folder, without)
    load(engine, dossier_folder)
    assert body(engine, "ada-moreau") is None
    assert body(engine, "water-board") is not None


def test_a_new_name_reaches_every_document_that_repeats_it(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    renamed = edited(KESSARIA, ("organizations", 0, "name", "value"), "Board of Waters")
    write_dossier(dossier_folder, renamed)
    load(engine, dossier_folder)
    assert "Board of Waters" in str(body(engine, "ada-moreau"))
    assert "Board of Waters" in str(body(engine, "chair-of-the-water-board"))


def test_two_articles_that_say_the_same_stand_once_with_both_citations(
    engine: Engine, dossier_folder: Path
) -> None:
    second = edited(KESSARIA, ("article", "id"), "kessaria-again")
    write_dossier(dossier_folder, second, stem="second")
    load(engine, dossier_folder)
    profile = str(body(engine, "ada-moreau"))
    assert profile.count('"kind":"membership"') == 1
    assert '"citation_count":2' in profile


def test_the_ledger_refuses_edits_even_in_sql(engine: Engine, dossier_folder: Path) -> None:
    load(engine, dossier_folder)
    for statement in (
        "UPDATE facts SET value = NULL",
        "UPDATE citations SET exact = ''",
        "UPDATE changes SET reason = ''",
        "UPDATE article_texts SET text = ''",
        "DELETE FROM facts",
        "DELETE FROM change_entities",
    ):
        with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_a_retraction_is_final(engine: Engine, dossier_folder: Path) -> None:
    load(engine, dossier_folder)
    write_dossier(dossier_folder, edited(KESSARIA, ("people", 0, "facts"), []))
    load(engine, dossier_folder)
    with pytest.raises(Exception, match="append-only"), write_session(engine) as session:
        session.connection().exec_driver_sql(
            "UPDATE facts SET retracted_in = NULL WHERE retracted_in IS NOT NULL"
        )


def test_an_article_that_gives_no_dates_supports_the_membership_that_has_them(
    engine: Engine, dossier_folder: Path
) -> None:
    second = edited(KESSARIA, ("article", "id"), "kessaria-again")
    second = edited(second, ("people", 0, "memberships", 0, "start_date"), ...)
    second = edited(second, ("people", 0, "memberships", 0, "role"), "chairs the board")
    write_dossier(dossier_folder, second, stem="second")
    load(engine, dossier_folder)
    held = json.loads(str(body(engine, "ada-moreau")))["memberships"]
    assert [(each["start_date"], each["citation_count"]) for each in held] == [("2020-06", 2)]


def test_a_draft_is_checked_like_any_dossier_but_not_loaded(
    engine: Engine, dossier_folder: Path
) -> None:
    drafted = {"rule": "named-to", "confidence": 0.9}
    matches = [{"id": "ada-m", "name": "Ada M.", "score": 0.4}]
    draft = edited(KESSARIA, ("people", 0, "memberships", 0, "draft"), drafted)
    draft = edited(draft, ("people", 0, "draft"), {"matches": matches})
    write_dossier(dossier_folder, draft)
    assert load(engine, dossier_folder).loaded[0].recorded, "marks alone are only remarks"
    withheld = [{"reason": "planned", "cite": "opened the Delta Congress on Tuesday"}]
    write_dossier(dossier_folder, draft | {"draft": {"provider": "rules", "withheld": withheld}})
    assert check(dossier_folder)
    with pytest.raises(DossierError, match=r"kessaria.yaml:\d+: draft: .*incumbent review .*yaml"):
        load(engine, dossier_folder / "kessaria.yaml")
    report = load(engine, dossier_folder)
    assert (report.loaded, report.drafts) == ([], [dossier_folder / "kessaria.yaml"])
    withheld = [{"reason": "planned", "cite": "will open"}]
    write_dossier(dossier_folder, draft | {"draft": {"provider": "rules", "withheld": withheld}})
    with pytest.raises(DossierError, match=r"draft.withheld\[0\].cite: the quote does not stand"):
        check(dossier_folder)
    beside = dossier_folder / "beside.yaml"
    beside.write_text((dossier_folder / "kessaria.yaml").read_text())
    write_dossier(dossier_folder, KESSARIA)
    report = load(engine, dossier_folder)
    assert report.drafts == [beside], "whatever is wrong with it, or who else has its article"
    beside.write_text("draft:\n  provider: rules\nwhat: [")
    assert load(engine, dossier_folder).drafts == [beside]
    beside.write_text("draft:\nwhat: [")
    with pytest.raises(DossierError, match=r"beside.yaml:\d+: not YAML"):
        load(engine, dossier_folder)


def test_a_membership_of_a_post_that_others_describe_says_of_which_body_it_is(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    elsewhere = edited(KESSARIA, ("article", "id"), "elsewhere")
    elsewhere = edited(elsewhere, ("posts", 0, "facts"), [])
    elsewhere = edited(elsewhere, ("posts", 0, "on_record"), "true")
    write_dossier(dossier_folder, elsewhere, stem="elsewhere")
    told = r"elsewhere.yaml:\d+: people\[0\].memberships\[0\].organization: is missing: only others"
    with pytest.raises(DossierError, match=told):
        load(engine, dossier_folder)
    of_board = ("people", 0, "memberships", 0, "organization")
    write_dossier(dossier_folder, edited(elsewhere, of_board, "water-board"), stem="elsewhere")
    assert load(engine, dossier_folder).loaded[-1].change
