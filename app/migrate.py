"""Bringing a database to the state that this version of the code expects."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.config import ROOT
from app.db import lock_ledger


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, bound to this connection where one is given."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> bool:
    """Migrate up to ``revision``; says whether anything was to do."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        lock_ledger(connection)
        before = MigrationContext.configure(connection).get_current_revision()
        if before is not None and before == head_revision():
            return False
        if before is not None and before not in known_revisions():
            raise NewerDatabaseError(
                f"the database stands at revision {before}, which this version does not know:"
                " a newer one migrated it"
            )
        command.upgrade(migration_config(connection), revision)
        return True


class NewerDatabaseError(Exception):
    """The database was migrated by a newer version."""


def known_revisions() -> set[str]:
    """Every revision that this code knows."""
    scripts = ScriptDirectory.from_config(migration_config())
    return {script.revision for script in scripts.walk_revisions()}


def head_revision() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(migration_config()).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision that the database stands at."""
    return MigrationContext.configure(connection).get_current_revision()
