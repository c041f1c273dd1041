"""Reviewing in a terminal, and by scripts that have none."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.commands.review_editor import EditError, read_text
from app.console import harmless
from app.db import make_engine
from app.loading.load import load
from tests.commands import Terminal, run
from tests.conftest import MakeDatabase
from tests.dossiers import KESSARIA, edited, numbered_dossier, write_dossier
from tests.proposed import draft_of, one_of, proposals

JOB, HELD, EVENT = "occupation hydrologist", "holds chair", "took part in"


@pytest.fixture
def sqlite_url(make_database: MakeDatabase) -> str:
    """An empty database: what becomes of decisions is tested on both elsewhere."""
    return make_database("sqlite")


def press(terminal: Terminal, words: str, keys: str) -> None:
    """Press keys when the proposal with these words, and what can be done, are shown."""
    terminal.see(words)
    terminal.see("? help")
    terminal.press(keys)


def test_a_draft_is_reviewed_key_by_key(engine: Engine, database_url: str, tmp_path: Path) -> None:
    draft = write_dossier(tmp_path, draft_of())
    editor = f"sed -i 's/role: chair/role: head/; s/^# .*/# {'x' * 9}/'"
    terminal = Terminal(database_url, "review", draft, "--by", "Cleo", EDITOR=editor)
    terminal.see("9 facts of kessaria-water-board proposed.")
    terminal.see("1 of 9")
    press(terminal, "New person: Ada Moreau", "s")
    press(terminal, JOB, "r")
    terminal.see("Why?")
    terminal.press("She is none\n")
    terminal.see("appointment.verb  confidence 0.95")
    press(terminal, "", "u")
    press(terminal, JOB, "?")
    terminal.see("record what was decided, and end")
    terminal.press("d")
    terminal.see("Why?")
    terminal.press("Ask her\n")
    press(terminal, HELD, "e")
    press(terminal, "as head", "a")
    press(terminal, EVENT, "r")
    terminal.see("Why?")
    terminal.press("No congress\n")
    press(terminal, "New organization", "q")
    assert terminal.end() == 0
    told = terminal.shown[terminal.shown.rindex("Accepted 5") :].splitlines()
    assert told[0] == "Accepted 5 proposals with change 1: 7 facts recorded, 0 retracted."
    assert told[2:] == [
        "Rejected 1 proposal.",
        "Deferred 1 proposal.",
        "2 proposals left undecided.",
    ]
    found = proposals(engine)
    job, held, event = (one_of(found, each) for each in ("facts", "memberships", "events"))
    assert (job.status, job.reason) == ("deferred", "Ask her")
    assert (held.status, held.decided_by) == ("accepted", "Cleo")
    assert "'role': 'head'" in str(held.part)
    assert (event.status, event.reason) == ("rejected", "No congress")


def test_ctrl_c_keeps_what_was_decided_and_says_so(sqlite_url: str, tmp_path: Path) -> None:
    terminal = Terminal(sqlite_url, "review", write_dossier(tmp_path, draft_of()))
    # Keys that are typed ahead are not lost.
    press(terminal, "New person", "aa")
    press(terminal, HELD, "r")
    terminal.see("Why?")
    terminal.press("\x03")
    assert terminal.end() == 130, terminal.shown
    assert "Stopped." in terminal.shown
    assert "Accepted 2 proposals with change 1: 4 facts recorded" in terminal.shown
    assert "7 proposals left undecided." in terminal.shown
    found = proposals(make_engine(sqlite_url))
    assert [each.status for each in found][:3] == ["accepted", "accepted", "open"]


def test_somebody_new_is_said_to_be_somebody_on_record(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    load(engine, write_dossier(tmp_path, KESSARIA))
    dossier, text = numbered_dossier(7, facts=2)
    terminal = Terminal(sqlite_url, "review", write_dossier(tmp_path, dossier, text, "seven"))
    press(terminal, "New person", "s")
    press(terminal, "has language language 0", "a")
    press(terminal, "has language language 1", "m")
    terminal.see("Who is it?")
    terminal.press("ada-moreau\n")
    terminal.see("3 proposals name ada-moreau now.")
    press(terminal, "Ada Moreau has language language 1", "q")
    assert terminal.end() == 0
    # What was accepted before is so of the one on record.
    assert "Accepted 1 proposal with change 2" in terminal.shown
    assert {each.subject_id for each in proposals(engine)} == {"ada-moreau"}


def test_a_terminal_that_goes_away_loses_nothing(sqlite_url: str, tmp_path: Path) -> None:
    terminal = Terminal(sqlite_url, "review", write_dossier(tmp_path, draft_of()))
    press(terminal, "New person", "a")
    terminal.see("2 of 9")
    terminal.hang_up()
    assert proposals(make_engine(sqlite_url))[0].status == "accepted"


def test_scripts_list_accept_and_reject(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)

    def review(*arguments: Any, code: int = 0) -> str:
        done = run(sqlite_url, "review", *arguments)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    wrong = edited(draft_of(), ("people", 0, "name", "cite"), "Ada Lovelace")
    refused = review(write_dossier(tmp_path, wrong), code=1)
    assert "kessaria.yaml:" in refused
    assert "nothing was proposed" in refused
    assert not proposals(engine)

    listed = json.loads(review(write_dossier(tmp_path, draft_of()), "--json"))
    assert len(listed) == 9
    assert listed[2]["context"]["exact"].startswith("was named chair")
    done = review("--accept-all", "--min-confidence", "0.9")
    assert done.startswith("Accepted 5 proposals with change 1; 7 facts recorded, 0 retracted.")
    job = one_of(proposals(engine), "facts")
    assert "say why with --reason" in review("--reject", job.id, code=1)
    assert review("--reject", job.id, "--reason", "No job") == "Rejected 1 proposal.\n"
    again = review("--accept", job.id, code=1)
    assert f"{job.id} was rejected by" in again
    assert "Nothing was decided." in again
    assert "There is nothing" not in (left := review("--list"))
    assert left.endswith("3 proposals.\n")


def test_what_rests_on_a_guessed_organization_is_looked_at_by_a_person(
    sqlite_url: str, tmp_path: Path
) -> None:
    guessed = edited(draft_of(), ("organizations", 0, "name", "certainty"), "inferred")
    path = write_dossier(tmp_path, guessed)
    done = run(sqlite_url, "review", path, "--accept-all", "--min-confidence", "0.9")
    told = "Left 1 proposal of posts whose organization the article does not name: look.\n"
    assert done.stdout.endswith(told)
    assert not any(each.change for each in proposals(make_engine(sqlite_url)))


def test_what_others_wrote_does_not_steer_the_terminal() -> None:
    written = "Wiped\x1b[2J by\n\u202eMoreau 莫罗"
    assert (
        harmless(written)
        == "Wiped\N{REPLACEMENT CHARACTER}[2J by \N{REPLACEMENT CHARACTER}Moreau 莫罗"
    )


def test_an_edit_that_cannot_be_read_is_told_with_its_line() -> None:
    with pytest.raises(EditError, match=r"line 3, memberships\.start_date"):
        read_text("memberships:\n  post: chair\n  start_date: soon\n  cite: x\n")
    with pytest.raises(EditError, match="give one fact, under one of name"):
        read_text("{}")
    with pytest.raises(EditError, match="not YAML"):
        read_text("a: [")
