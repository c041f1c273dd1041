"""Bringing a database to the state that this version of the code expects."""

import re
import time
from functools import cache
from importlib import import_module
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from app.config import ROOT
from app.db import LOCKED, let_go, sole_writer
from app.sqlite_files import make_file

_SAID: Final = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)
_ATTEMPTS: Final = 60  # to take the locks of a step
_PAUSE: Final = 1.0  # seconds from one to the next, in which readers have their turn


def migrate(engine: Engine, revision: str = "head") -> bool:
    """Migrate up to ``revision``; says whether anything was to do. Makes a file of SQLite.

    Nobody else writes or migrates meanwhile; everybody reads. On PostgreSQL each step is committed
    by itself, so that none holds its locks while others work: where this is interrupted, it goes
    on from there the next time. On SQLite, where readers wait for no writer, all are one. Raises
    NewerDatabaseError.
    """
    make_file(engine.url.render_as_string(hide_password=False))
    with sole_writer(engine) as connection:
        before = current_revision(connection)
        if before is not None and before == head_revision():
            return False
        _refuse_newer(before)
        _upgrade(connection, revision)
        return True


def _upgrade(connection: Connection, revision: str) -> None:
    """Run the steps, those again that could not have their locks at once."""
    let_go(connection)  # or all steps would be of the transaction in which it was looked
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            # Only here, since it takes ten megabytes and a fifth of a second to import.
            import_module("app.alembic_run").upgrade(connection, revision)
        except OperationalError as error:
            if attempt == _ATTEMPTS or getattr(error.orig, "sqlstate", None) != LOCKED:
                raise
            let_go(connection)
            time.sleep(_PAUSE)
        else:
            return


class NewerDatabaseError(Exception):
    """The database was migrated by a newer version."""


def require_known_revision(connection: Connection) -> None:
    """Raise NewerDatabaseError where a newer version has migrated the database.

    It may go on being read as before, but what is derived is written in that version's way.
    """
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    _refuse_newer(None if found is None else str(found))


def _refuse_newer(revision: str | None) -> None:
    if revision is not None and revision not in known_revisions():
        raise NewerDatabaseError(
            f"the database stands at revision {revision}, which this version does not know:"
            " a newer one migrated it"
        )


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
