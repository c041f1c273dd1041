"""Running Alembic. Nothing else imports it: it takes ten megabytes, which few processes need."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.config import ROOT


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, bound to this connection where one is given."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str) -> None:
    """Migrate the database up to ``revision``."""
    command.upgrade(migration_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Migrate the database down to ``revision``."""
    command.downgrade(migration_config(connection), revision)
