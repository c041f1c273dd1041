"""What ``incumbent status`` finds wrong, and what it says that mends it."""

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from app.commands import findings
from app.commands.findings import Finding, of_everything_else, of_server
from app.commands.status import look_at
from app.config import Settings
from app.db import own_session, read_session
from app.loading.load import load
from app.models import Dataset, ImportRun, WebhookDelivery
from tests.commands import run
from tests.conftest import ON_SQLITE, MakeDatabase, Serve
from tests.keys import EXAMPLE_WEBHOOK, OTHER_WEBHOOK, add_keys

LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
GONE = "postgresql://incumbent@127.0.0.1:1/gone"


def looked(engine: Engine, **settings: Any) -> dict[str, Finding]:
    """What is found in a database that can be used."""
    url = engine.url.render_as_string(hide_password=False)
    with read_session(engine) as session:
        everything = of_everything_else(session, Settings(database_url=url, **settings))
        return {each.about: each for each in everything}


def test_all_is_well_with_a_new_database(database_url: str) -> None:
    told = run(database_url, "status", "--json")
    assert told.returncode == 0, told.stdout
    status = json.loads(told.stdout)
    assert (status["status"], status["findings"]) == ("ok", [])
    assert (status["people"], status["facts"], status["change"]) == (0, 0, None)
    assert status["revision"] == status["newest_revision"]


def test_a_database_that_was_never_made_is_not_one_to_be_migrated(
    make_database: MakeDatabase,
) -> None:
    (finding, *_) = look_at(Settings(database_url=f"{make_database('postgresql')}_none")).findings
    assert (finding.about, finding.severity) == ("database", "unusable")
    assert finding.says.startswith("The database does not answer: ")
    assert "does not exist" in finding.says


def test_a_database_that_cannot_be_used_is_told_with_what_mends_it(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    fresh, empty = make_database("sqlite"), f"sqlite:///{tmp_path}/empty.db"
    (tmp_path / "empty.db").touch()
    newer = make_database("sqlite")
    with sqlite3.connect(newer.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    told: tuple[tuple[str, dict[str, Any], str, str, str], ...] = (
        (fresh, {"exclude_fields": ("gender",)}, "exclude_fields", "another", "incumbent migrate"),
        (f"sqlite:///{tmp_path}/none.db", {}, "database", "There is no", "incumbent migrate"),
        (GONE, {}, "database", "does not answer", "DATABASE_URL"),
        (empty, {}, "migration", "revision of this release: none", "incumbent migrate"),
        (newer, {}, "migration", "revision 9999, which a newer release made", "that release"),
    )
    for url, settings, about, says, mend in told:
        status = look_at(Settings(database_url=url, port=0, **settings))
        assert status.verdict == "unusable"
        (finding,) = (each for each in status.findings if each.about == about)
        assert says in finding.says
        assert mend in finding.mend
    assert not (tmp_path / "none.db").exists()
    said = run(empty, "status")
    assert (said.returncode, said.stdout.splitlines()[-1]) == (1, "Status: unusable")
    assert "incumbent migrate" in said.stderr


@pytest.fixture
def troubled(engine: Engine, dossier_folder: Path) -> Engine:
    """A database with a dead delivery, one that nobody sends, and an import that stopped."""
    load(engine, dossier_folder)
    add_keys(engine)
    counts: dict[str, Any] = {each: {} for each in ("new", "changed", "unchanged", "left")}
    counts["refused"] = 0
    stopped = {"number": 1, "dataset_id": "us", "action": "import", "options": {}, "position": 7}
    stopped |= {"counts": counts, "standing": {}, "started_at": LONG_AGO}
    due = {"status": "pending", "attempts": 0, "next_attempt_at": LONG_AGO}
    with own_session(engine) as session:
        of_one = update(WebhookDelivery).where(WebhookDelivery.webhook_id == OTHER_WEBHOOK)
        session.execute(of_one.values(due))
        session.execute(insert(Dataset).values(id="us", title="US"))
        session.execute(insert(ImportRun).values(stopped))
    return engine


def test_what_should_be_mended_is_told_with_how(troubled: Engine) -> None:
    told = looked(troubled, database_read_urls=(GONE,) if "post" in str(troubled.url) else ())
    assert f"/v1/webhooks/{EXAMPLE_WEBHOOK}/deliveries" in told["webhooks_dead"].mend
    assert "2026-01-01" in told["webhooks_stuck"].says
    assert "dataset us" in told["import"].says
    assert "incumbent import" in told["import"].mend
    assert ("standby" in told) == ("post" in str(troubled.url))
    told_to_people = run(troubled.url.render_as_string(hide_password=False), "status")
    assert told_to_people.returncode == 3
    assert "Status: degraded" in told_to_people.stdout
    assert told["import"].says in told_to_people.stderr


@ON_SQLITE
def test_a_full_disk_is_told_before_it_is_full(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "disk" not in looked(engine)
    monkeypatch.setattr(findings, "_LEAST_FREE", 10**18)
    assert "df -h" in looked(engine)["disk"].mend


def test_whether_a_server_answers_is_told(serve: Serve, make_database: MakeDatabase) -> None:
    url = make_database("sqlite")
    api = serve(url, webhooks=False)
    here = Settings(database_url=url, port=api.base_url.port, host="0.0.0.0")  # noqa: S104 (asked, not bound)
    assert of_server(here) is None
    nobody = of_server(Settings(database_url=url, port=1))
    assert nobody is not None
    assert (nobody.severity, nobody.mend) == ("note", "incumbent serve")
