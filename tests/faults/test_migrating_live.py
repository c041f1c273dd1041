"""Migrations with data, up and down, and with the version before serving meanwhile."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from app.alembic_run import migration_config
from app.db import make_engine, write_session
from app.ledger.upgrading import upgrade_views
from app.loading.load import load
from app.migrate import head_revision, known_revisions, migrate
from app.models import Base
from tests.commands import run
from tests.conftest import DATABASES, SEED, MakeDatabase
from tests.faults.reading import Reading
from tests.faults.releases import Release, earlier_releases, next_release
from tests.faults.rows import Snapshot, assert_same, demanded, snapshot, taken_away
from tests.faults.servers import Server
from tests.faults.sizes import FULL, report, size
from tests.faults.whole import assert_whole
from tests.keys import CURATOR_KEY, add_keys, with_key
from tests.proposed import add_proposals
from tests.test_errors_api import check_shape

# Derived, and taken away before there was a release that could have gone on serving. Searches of
# the version before needed it.
BEFORE_THE_RULE: Final = {"search_keys"}
AFTER: Final = size(2, 20)  # times that all is read after a migration


@pytest.fixture
def filled(
    request: pytest.FixtureRequest, make_database: MakeDatabase, seeded_file: str
) -> Iterator[Engine]:
    """A database of this test's own with the seed, keys, webhooks and proposals."""
    is_sqlite = request.param == "sqlite"
    engine = make_engine(make_database(request.param, seeded_file if is_sqlite else None))
    if not is_sqlite:
        load(engine, SEED)
        add_keys(engine)
        add_proposals(engine, next((SEED / "articles").glob("*.yaml")))
    write_views(engine)  # as migrate does, which would otherwise do it while others read
    yield engine
    engine.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def step_down(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        command.downgrade(migration_config(connection), revision)


def columns(engine: Engine) -> set[tuple[str, str]]:
    """Every column of every table."""
    known = inspect(engine)
    return {(of, each["name"]) for of in known.get_table_names() for each in known.get_columns(of)}


def write_views(engine: Engine) -> None:
    with write_session(engine) as session:
        upgrade_views(session)


def said_by(revision: str, name: str) -> set[str]:
    """The tables and columns that a migration says by name to take away, or to fill."""
    script = ScriptDirectory.from_config(migration_config()).get_revision(revision)
    said: set[str] = getattr(script and script.module, name, set())
    return said


def assert_expands(engine: Engine, revision: str, before: Snapshot, after: Snapshot) -> None:
    """The version before can go on: nothing that it knows is gone, nothing new is asked of it."""
    contracts = BEFORE_THE_RULE | said_by(revision, "CONTRACTS")
    assert taken_away(before, after) - contracts == set(), "expand first, contract a release later"
    assert demanded(engine, before) == set(), "new columns are NULL, or have a default"


@pytest.mark.parametrize("filled", size(["sqlite"], DATABASES), indirect=True)
def test_no_migration_loses_a_row_up_or_down(filled: Engine) -> None:
    script = ScriptDirectory.from_config(migration_config())
    revisions = [each.revision for each in script.walk_revisions()]
    assert (frozenset(revisions), revisions[0]) == (known_revisions(), head_revision())
    before = snapshot(filled)
    for revision in revisions[1:]:
        step_down(filled, revision)
        after = snapshot(filled)
        assert_same(before, after)
        before = after
    for revision in reversed(revisions[:-1]):
        assert migrate(filled, revision)
        after = snapshot(filled)
        assert_same(before, after, but=said_by(revision, "FILLS"))
        assert_expands(filled, revision, before, after)
        before = after
    assert set(after.columns) == set(Base.metadata.tables)
    write_views(filled)
    assert_whole(filled)
    step_down(filled, "base")
    assert set(inspect(filled).get_table_names()) == {"alembic_version"}


@pytest.mark.parametrize("filled", size(["postgresql"], DATABASES), indirect=True)
def test_this_version_goes_on_reading_while_the_next_one_migrates(
    filled: Engine, tmp_path: Path
) -> None:
    url = url_of(filled)
    after = next_release(tmp_path / "next")
    key = with_key(CURATOR_KEY)
    with Server(url, tmp_path / "server") as server, server.client(key) as api:
        with Reading(api) as reading:
            assert "migrated." in after.run(url, "migrate")
            reading.go_on(AFTER)
        assert reading.failed == {}
        ready = api.get("/readyz").json()
        assert (ready["status"], ready["revision"]) == ("read-only", after.revision)
        refused = api.post("/v1/changes/1/revert", json={"reason": "A test"})
        assert "a newer one migrated it" in check_shape(refused, "unavailable")["detail"]
        assert refused.headers["Retry-After"] == "5"
    # It does not start there any more: nobody would know what it cannot read.
    started = run(url, "serve")
    assert started.returncode == 1
    assert "a newer version has migrated it" in started.stderr
    report(f"next version migrating, {filled.dialect.name}", **reading.figures)


@pytest.mark.parametrize("kind", size(["sqlite"], DATABASES))
def test_of_two_that_start_at_once_one_migrates_and_both_serve(
    make_database: MakeDatabase, kind: str, dossier_folder: Path, tmp_path: Path
) -> None:
    url = make_database(kind)
    engine = make_engine(url)
    for number in range(size(1, 20)):
        step_down(engine, "base")
        started = ("--migrate", "--load", dossier_folder)
        folders = [tmp_path / f"{number}-{each}" for each in ("one", "other")]
        with Server(url, folders[0], *started) as one, Server(url, folders[1], *started) as other:
            for server in (one, other):
                with server.client() as api:
                    assert api.get("/readyz").json()["change"] == 1
            printed = [one.printed, other.printed]
        for said in (": migrated.", ": up to date.", "with 1 change", "1 dossier unchanged"):
            assert [said in each for each in printed].count(True) == 1, printed
        assert_whole(engine)
    engine.dispose()


@pytest.mark.skipif(not FULL, reason="runs every earlier release, out of the history")
@pytest.mark.parametrize("kind", DATABASES)
def test_each_earlier_release_goes_on_reading_while_the_next_one_migrates(
    make_database: MakeDatabase, kind: str, tmp_path: Path
) -> None:
    releases = earlier_releases(tmp_path)
    following = [each.revision for each in releases[1:]] + [head_revision()]
    figures: dict[str, Any] = {}
    for release, revision in zip(releases, following, strict=True):
        engine = make_engine(make_database(kind))
        step_down(engine, release.revision)
        known = columns(engine)
        step_down(engine, "base")
        release.run(url_of(engine), "migrate")
        if columns(engine) == known:  # else its migrations were written anew before its release
            figures[f"{release.revision} to {revision}"] = migrate_under(release, revision, engine)
        engine.dispose()
    report(f"earlier releases serving, {kind}", **figures)
    assert figures
    failed = {each for told in figures.values() for each in told["failed"]}
    assert failed == set()


def migrate_under(release: Release, revision: str, engine: Engine) -> dict[str, Any]:
    """Migrate what a release wrote while it serves; what reading came to meanwhile."""
    url = url_of(engine)
    release.run(url, "load", "seed_data")
    if (release.folder / "app" / "keys").exists():
        release.run(url, "keys", "create", "--holder", "Ada", "--scope", "propose")
    written = snapshot(engine)
    with release.served(url) as api, Reading(api) as reading:
        migrate(engine, revision)
        reading.go_on(AFTER)
    migrate(engine)
    assert_same(written, snapshot(engine))
    step_down(engine, release.revision)
    assert_same(written, snapshot(engine), but=BEFORE_THE_RULE)
    migrate(engine)
    write_views(engine)
    assert_whole(engine)
    # Searching went by a table that was taken away then, before there were releases.
    if revision == "0007":
        reading.failed.pop("/v1/search?q=liu", None)
    return reading.figures
