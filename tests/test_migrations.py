"""Migrations: notes and withdrawals survive them, and the models say what they build.

Every step up and down, with data: tests/faults/test_migrating_live.py.
"""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect, select, text

from app.alembic_run import migration_config
from app.db import make_engine, write_session
from app.keeping.verifying import Wanted, verify
from app.ledger import OpenChange
from app.ledger.hiding import hide
from app.ledger.undoing import revert, withdraw
from app.ledger.upgrading import upgrade_views
from app.loading.load import load
from app.migrate import current_revision, head_revision, migrate
from app.models import Base, Fact, WithheldFact, known
from app.models.rows import fact_rows


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def withheld(engine: Engine) -> set[tuple[int, str]]:
    with write_session(engine) as session:
        upgrade_views(session)
        found = session.execute(select(WithheldFact.row, WithheldFact.note)).all()
    return {(row.row, row.note) for row in found}


def down_and_up(engine: Engine) -> None:
    with engine.begin() as connection:
        command.downgrade(migration_config(connection), "0011")
    assert migrate(engine)
    assert verify(engine, Wanted(parts=["ledger"]), lambda *_: None).problems == []


def withdraw_as_before(engine: Engine, article_id: str) -> int:
    """Take an article back as releases did that noted it with the change alone."""
    told = {"actor": "Ed", "action": "withdraw", "reason": "Wrong", "origin": article_id}
    with write_session(engine) as session:
        change = OpenChange(session, **told)
        change.retract(fact_rows(session, Fact.origin == article_id, known(None)), "Wrong")
        change.close()
        return change.number


def test_a_database_with_data_runs_down_and_up(engine: Engine, dossier_folder: Path) -> None:
    assert withheld(engine) == set()
    load(engine, dossier_folder)
    with write_session(engine) as session:
        hide(session, "ada-moreau", "occupation", actor="Ed", reason="Asked for")
        withdraw(session, "delta-congress", actor="Ed", reason="Asked for")
    before = withheld(engine)
    assert {note for _, note in before} == {
        "hidden/ada-moreau/occupation",
        "withdrawn/delta-congress",
    }
    down_and_up(engine)
    assert withheld(engine) == before
    number = withdraw_as_before(engine, "kessaria-water-board")
    down_and_up(engine)
    assert "withdrawn/kessaria-water-board" in {note for _, note in withheld(engine)}
    with write_session(engine) as session:
        assert revert(session, number, actor="Ed", reason="It was right")
    assert {note for _, note in withheld(engine)} == {note for _, note in before}
    with engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    assert tables(engine) == set()
    assert migrate(engine)
    assert load(engine, dossier_folder).loaded[0].change == 1


def test_the_models_say_what_the_migrations_build(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_models_is_in_the_database(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in Base.metadata.sorted_tables:
        declared = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        found = {str(each["name"]) for each in inspector.get_check_constraints(table.name)}
        assert declared == found, table.name


def test_a_second_migration_does_nothing(engine: Engine) -> None:
    assert not migrate(engine)
    with engine.connect() as connection:
        assert current_revision(connection) == head_revision() is not None


def test_sqlite_runs_as_safely_as_it_can(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/deep/folder/x.db")
    migrate(engine)
    with engine.connect() as connection:

        def pragma(name: str) -> object:
            return connection.execute(text(f"PRAGMA {name}")).scalar()

        assert pragma("foreign_keys") == 1
        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 3  # EXTRA
        assert pragma("busy_timeout") == 30000
    engine.dispose()
