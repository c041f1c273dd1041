"""Which fields may be hidden, by their names; and the commands that hide and take down."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from app.db import make_engine, own_session, read_session, write_session
from app.hidden_fields import parse_field, parse_fields
from app.idempotency.keeping import keep_answer
from app.keys.issuing import issue_key
from app.ledger.hiding import hide, unhide
from app.ledger.merging import merge
from app.ledger.undoing import revert
from app.models import IdempotencyKey
from app.privacy import without
from app.queries.documents import find_document
from app.vocabulary import Scope
from tests.commands import run
from tests.conftest import MakeDatabase
from tests.dossiers import KESSARIA, write_dossier
from tests.imports import import_lines


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("birthdate", "did you mean birth_date"),
        ("identifiers.", "identifiers.<scheme>"),
        ("post.gender", "is no field"),
        ("family_name", "is a part of names"),
        ("name", "cannot be hidden"),
    ],
)
def test_what_is_no_field_is_refused_with_what_is_near(name: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_field(name)


def test_fields_are_read_as_they_are_written() -> None:
    written = "gender, person.image,identifiers.wikidata,,links,national_identity,gender"
    assert parse_fields(written) == (
        *("gender", "identifiers.wikidata", "links", "national_identity", "person.image"),
    )
    assert parse_fields("") == ()


def test_what_sources_say_beside_goes_with_the_field() -> None:
    data = {"Birth-Date": "1961", "bio": [{"birthday": "1961", "name": "Bo"}], "born": 1961}
    assert without(data, parse_field("birth_date").keys) == {"bio": [{"name": "Bo"}]}


def test_a_merge_hides_what_is_hidden_of_the_survivor(engine: Engine, tmp_path: Path) -> None:
    people = [{"person": each, "name": each, "born": "1980"} for each in ("ada", "ann")]
    import_lines(engine, tmp_path, people)

    def do(act: Any, *what: str | int) -> int:
        with write_session(engine) as session:
            done = act(session, *what, actor="Ed", reason="Asked for")
            return done if isinstance(done, int) else int(done.number)

    def born(entity_id: str, known_at: int | None) -> Any:
        with read_session(engine) as session:
            found = find_document(session, entity_id, known_at)
            return found and found.body and json.loads(found.body)["birth_date"]

    do(hide, "demo.ann", "birth_date")
    assert [born(each, 1) for each in ("demo.ada", "demo.ann")] == ["1980", None]
    merged = do(merge, "demo.ada", "demo.ann")
    assert [born(each, 1) for each in ("demo.ada", "demo.ann")] == [None, None]
    do(revert, merged)
    assert [born(each, None) for each in ("demo.ada", "demo.ann")] == ["1980", None]
    assert [born(each, 1) for each in ("demo.ada", "demo.ann")] == ["1980", None]
    do(unhide, "demo.ann", "birth_date")
    assert [born(each, 1) for each in ("demo.ada", "demo.ann")] == ["1980", "1980"]


def test_the_commands_say_what_they_did(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database("sqlite")
    write_dossier(tmp_path, KESSARIA)
    assert run(url, "load", tmp_path).returncode == 0
    wrong = run(url, "migrate", EXCLUDE_FIELDS="birthdate")
    assert wrong.returncode == 1
    assert "EXCLUDE_FIELDS: 'birthdate' is no field: did you mean birth_date?" in wrong.stderr
    refused = run(url, "serve", EXCLUDE_FIELDS="gender")
    assert (
        "written with EXCLUDE_FIELDS=nothing, not gender: run incumbent migrate" in refused.stderr
    )
    engine = make_engine(url)
    with own_session(engine) as session:
        key_id = issue_key(session, holder="Ada", scope=Scope.CURATE).split("_")[1]
        for name, body in (("document", '{"gender": "female"}'), ("address", "/v1/webhooks/x")):
            told: dict[str, Any] = {"given": name, "fingerprint": "", "status": 201, "body": body}
            keep_answer(session, key_id=key_id, headers=[], **told)
    anew = run(url, "migrate", EXCLUDE_FIELDS="gender")
    assert "Documents written anew with change 3" in anew.stdout
    with read_session(engine) as session:  # what was answered is not answered again
        kept = session.scalars(select(IdempotencyKey).order_by(IdempotencyKey.given))
        assert [each.body for each in kept] == ["/v1/webhooks/x", None]
    engine.dispose()
    because = ("--reason", "Asked for")
    hidden = run(url, "hide", "ada-moreau", "occupation", *because)
    assert "Hidden with change 4" in hidden.stdout
    assert "may still say it: kessaria-water-board" in hidden.stdout
    assert "hidden already" in run(url, "hide", "ada-moreau", "occupation", *because).stderr
    assert "Shown again" in run(url, "unhide", "ada-moreau", "occupation", *because).stdout
    taken = run(url, "withdraw", "ada-moreau", *because)
    assert "Articles that still name it: kessaria-water-board" in taken.stdout
    more = run(url, "withdraw", "ada-moreau", "--articles", *because)  # as it says
    assert " of kessaria-water-board with change 7" in more.stdout
