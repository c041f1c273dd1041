"""Bringing a database to the state that this version of the code expects."""

import re
from functools import cache
from importlib import import_module
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from app.config import ROOT
from app.db import lock_ledger

_SAID: Final = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)


def migrate(engine: Engine, revision: str = "head") -> bool:
    """Migrate up to ``revision``; says whether anything was to do."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        lock_ledger(connection)
        before = current_revision(connection)
        if before is not None and before == head_revision():
            return False
        if before is not None and before not in known_revisions():
            raise NewerDatabaseError(
                f"the database stands at revision {before}, which this version does not know:"
                " a newer one migrated it"
            )
        # Only here, since it takes ten megabytes and a fifth of a second to import.
        import_module("app.alembic_run").upgrade(connection, revision)
        return True


class NewerDatabaseError(Exception):
    """The database was migrated by a newer version."""


@cache
def known_revisions() -> frozenset[str]:
    """Every revision that this code knows."""
    return frozenset(own for own, _ in _revisions())


@cache
def head_revision() -> str:
    """The newest revision that this code knows."""
    (head,) = known_revisions() - {before for _, before in _revisions()}
    return head


def current_revision(connection: Connection) -> str | None:
    """The revision that the database stands at; None where it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _revisions() -> list[tuple[str, str | None]]:
    """Each revision with the one before it, as its file says."""
    files = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    said = [dict(_SAID.findall(file.read_text())) for file in files]
    return [(each["revision"], each.get("down_revision")) for each in said]
