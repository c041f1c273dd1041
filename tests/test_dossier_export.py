"""The way back: a dossier written out says all that the ledger does, and no more."""

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.db import read_session, write_session
from app.ledger import OpenChange
from app.ledger.facts import read_facts
from app.ledger.hiding import hide, unhide
from app.ledger.merging import merge
from app.loading.dossier import Dossier
from app.loading.load import load
from app.loading.problems import DossierError
from app.loading.yaml_file import read_yaml
from app.models import Fact, known
from app.models.rows import fact_rows
from app.writing.exported import ExportError, export_dossier
from app.writing.files import WouldOverwriteError, write_dossier
from app.writing.yaml_text import yaml_text
from tests import commands
from tests.conftest import SEED
from tests.dossiers import KESSARIA, KESSARIA_TEXT, edited
from tests.dossiers import write_dossier as write_test_dossier

ARTICLE = "kessaria-water-board"
PERSON = ("people", 0)
TWICE = {"exact": "Ada Moreau", "start": 46, "voice": "headline", "stance": "disputes"}


def rich_dossier() -> dict[str, Any]:
    """The small dossier with everything that the format has."""
    person = KESSARIA["people"][0]
    wrong = {"rank": "deprecated", "rank_reason": "a slip", "note": "See there."}
    more: list[tuple[tuple[str | int, ...], Any]] = [
        (("article", "title_cite"), {"exact": KESSARIA["article"]["title"], "voice": "headline"}),
        (("article", "author"), ["Bea Lind", "O. B."]),
        (("article", "publisher"), "The Kessaria Courier"),
        (("article", "url"), "https://courier.example/1"),
        (("article", "language"), "en"),
        (("article", "publication_date"), "2021-03?"),
        (("article", "publication_date_note"), "By the flood."),
        (("article", "boilerplate"), ["on Tuesday"]),
        (
            ("article", "facts"),
            [{"property": "publication_date", "value": "2020", **wrong, "cite": "last year"}],
        ),
        ((*PERSON, "name", "given_name"), "Ada"),
        ((*PERSON, "name", "cite"), ["Ada Moreau, a hydrologist", TWICE]),
        ((*PERSON, "other_names"), [{"value": "Moreau", "kind": "alias", "cite": TWICE, **wrong}]),
        ((*PERSON, "identifiers"), [{"scheme": "wikidata", "value": "Q1", "cite": TWICE}]),
        ((*PERSON, "links"), [{"url": "https://ada.example/", "cite": TWICE, "kind": "blog"}]),
        (
            (*PERSON, "facts"),
            [
                {
                    "property": "birth_date",
                    "value": {"written": "Tuesday", "date": "1961~"},
                    "cite": {"exact": "last year", "attribution": "They say"},
                },
                {"property": "occupation", "value": "no", "cite": "a hydrologist"},
            ],
        ),
        (
            (*PERSON, "memberships"),
            [
                *person["memberships"],
                {
                    "organization": "water-board",
                    "on_behalf_of": "harbour-office",
                    "label": "Chair: of the Board",
                    "start_date": {"written": "on Tuesday", "date": "2019..2020"},
                    "end_date": "2020-12",
                    "certainty": "planned",
                    "cite": "opened the Delta Congress",
                },
            ],
        ),
        (
            ("statements",),
            [
                {"about": "ada-moreau", "kind": "opinion", "cite": "a hydrologist", **wrong},
                {"about": ARTICLE, "kind": "characterisation", "cite": "on Tuesday"},
            ],
        ),
    ]
    made = KESSARIA
    for field, value in more:
        made = edited(made, field, value)
    office = {"id": "harbour-office", "name": {"value": "Harbour Office", "cite": "Harbour Office"}}
    return edited(made, ("organizations",), [*made["organizations"], office])


def exported(engine: Engine, article_id: str, folder: Path) -> Path:
    """Write the article's dossier into the folder; its path."""
    path = folder / f"{article_id}.yaml"
    with read_session(engine) as session:
        made = export_dossier(session, article_id, f"{article_id}.txt")
    write_dossier(path, made.dossier, made.text, force=True)
    return path


def digests(engine: Engine) -> list[str]:
    with read_session(engine) as session:
        rows = fact_rows(session, known(None))
        return sorted(row.digest for row in rows if row.subject_id != row.object_id)


def test_loading_what_was_written_out_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    write_test_dossier(tmp_path, rich_dossier())
    load(engine, tmp_path)
    load(engine, SEED)
    url, out = engine.url.render_as_string(hide_password=False), tmp_path / "out"
    told = commands.run(url, "dossier", "export", "--all", out)
    assert "2 dossiers, each with its text" in told.stdout, told.stderr
    with write_session(engine) as session:
        merge(session, "harbour-office", "water-board", actor="Bea", reason="the same")
    before = digests(engine)
    assert [each.change for each in load(engine, out).loaded] == [None, None]
    assert load(engine, exported(engine, ARTICLE, out)).loaded[0].change is None
    assert "harbour-office" in (out / f"{ARTICLE}.yaml").read_text(), "the id that was said"
    assert digests(engine) == before
    (out / f"{ARTICLE}.yaml").write_text("mine")
    told = commands.run(url, "dossier", "export", ARTICLE, "--output", out / f"{ARTICLE}.yaml")
    assert (told.returncode, "is there already" in told.stderr) == (1, True)


def test_what_curators_recorded_is_in_the_file_that_can_be_edited_then(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    with write_session(engine) as session:
        (row,) = fact_rows(session, Fact.property == "membership", known(None))
        (name,) = fact_rows(session, Fact.kind == "name", Fact.subject_id == "water-board")
        (held,) = read_facts(session, [row])
        change = OpenChange(session, actor="Bea", action="accept", reason="r")
        corrected, elsewhere = {row.id: replace(held, note="!")}, {name.id: "said elsewhere"}
        change.amend(ARTICLE, "curated", replace=corrected, drop=elsewhere)
        change.close()
    path = exported(engine, ARTICLE, dossier_folder / "out")
    assert load(engine, path).loaded[0].change is None
    written = path.read_text()
    organizations = yaml.safe_load(written)["organizations"]
    assert organizations == [{"id": "water-board", "on_record": True}], "others may name it"
    path.write_text(written.replace("note: '!'", "note: Chair."))
    (loaded,) = load(engine, path).loaded
    assert (loaded.recorded, loaded.retracted) == (1, 1)
    wrong = written.replace("id: water-board\n    on", "id: wet\n    on")
    path.write_text(wrong.replace("object: water-board", "object: wet"))
    with pytest.raises(DossierError, match="'wet' is not on record: give its name"):
        load(engine, path, replace=True)


def test_what_is_hidden_is_kept_without_being_written_out(
    engine: Engine, dossier_folder: Path
) -> None:
    load(engine, dossier_folder)
    with write_session(engine) as session:
        hide(session, "ada-moreau", "occupation", actor="Bea", reason="r")
        (owner,) = fact_rows(session, Fact.property == "organization", known(None))
        change = OpenChange(session, actor="Bea", action="edit", reason="r", origin=ARTICLE)
        change.amend(ARTICLE, "curated", drop={owner.id: "said elsewhere"})
        change.close()
    before = digests(engine)
    path = exported(engine, ARTICLE, dossier_folder / "out")
    written = path.read_text()
    assert "property: occupation" not in written
    assert load(engine, path).loaded[0].change is None, "nor is the post lost that has no body here"
    path.write_text(written.replace("role: opened", "role: opener"))
    (loaded,) = load(engine, path).loaded
    assert (loaded.recorded, loaded.retracted) == (1, 1)
    path.write_text(written)
    load(engine, path)
    with write_session(engine) as session:
        unhide(session, "ada-moreau", "occupation", actor="Bea", reason="r")
    path.write_text(written + "\n")
    assert load(engine, path).loaded[0].change is None, "a file from before does not take it back"
    assert "property: occupation" in exported(engine, ARTICLE, dossier_folder / "out").read_text()
    assert {*digests(engine)} < {*before}, "but for the note that hid it"
    path.write_text(written.replace("hidden_facts:", "hidden_facts:\n  - x"))
    with pytest.raises(DossierError, match=r"hidden_facts\[0\]: .* says no fact 'x'"):
        load(engine, path)


def test_what_is_not_there_is_not_written_out(seeded_engine: Engine) -> None:
    with (
        read_session(seeded_engine) as session,
        pytest.raises(ExportError, match="'x' is on record"),
    ):
        export_dossier(session, "x", "x.txt")


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=30),
    st.sampled_from(["no", "~", "null", "2022-06-01", "1", "a: b", "- x", "#", "'", '"', "%", "@"]),
    st.sampled_from(["\x85", "a\x85b", "one\u2028two", "\u2029"]),
    st.lists(st.sampled_from(["a", "lang", "“word”", "x:", "#y", "-", "刘"]), min_size=20).map(
        " ".join
    ),
).map(lambda text: unicodedata.normalize("NFC", text))
WORDS = TEXTS.filter(lambda text: len(text) <= 500 and any(each.isalnum() for each in text)).filter(
    lambda text: not any(unicodedata.category(each) in ("Cc", "Cf") for each in text)
)


@settings(max_examples=20)
@given(st.lists(TEXTS, min_size=1, max_size=3), WORDS, TEXTS)
def test_any_dossier_reads_back_as_it_was(quotes: list[str], words: str, note: str) -> None:
    cites = [{"exact": each} for each in quotes]
    dossier = Dossier.model_validate(
        {
            "dossier": "1",
            "curator": note,
            "draft": {"provider": note, "withheld": [{"reason": note, "cite": quotes[0]}]},
            "article": {"id": "a", "file": note, "title": words, "boilerplate": quotes},
            "people": [
                {
                    "id": "p",
                    "name": {"value": words, "cite": cites, "note": note},
                    "facts": [
                        {"property": words, "value": note, "cite": quotes[0]},
                        {"property": "x", "value": {"date": "2020"}, "cite": cites},
                        {"property": "x", "value": "2020", "start_date": "2019", "cite": cites},
                    ],
                }
            ],
            "statements": [{"about": "p", "kind": "opinion", "cite": cites, "note": note}],
        }
    )
    written = yaml_text(dossier, ["A comment."])
    assert Dossier.model_validate(read_yaml(Path(), written).content) == dossier


def test_files_are_written_whole_and_not_over_others(tmp_path: Path) -> None:
    dossier = Dossier.model_validate(edited(KESSARIA, ("dossier",), "1"))
    path = tmp_path / "new" / "kessaria.yaml"
    write_dossier(path, dossier, KESSARIA_TEXT)
    write_dossier(path, dossier, KESSARIA_TEXT)
    with pytest.raises(WouldOverwriteError, match=r"txt: a dossier's file ends in \.yaml"):
        write_dossier(path.with_suffix(".txt"), dossier, KESSARIA_TEXT, force=True)
    path.with_suffix(".txt").write_text("mine")
    with pytest.raises(WouldOverwriteError, match=r"kessaria.txt is there already"):
        write_dossier(path, dossier, KESSARIA_TEXT)
    assert {each.name for each in path.parent.iterdir()} == {"kessaria.txt", "kessaria.yaml"}
