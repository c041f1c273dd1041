"""The command ``status``: what is there, how it is, and what a curator should do next."""

import datetime as dt
from importlib.metadata import version

import typer
from sqlalchemy.orm import Session

from app.commands.common import count, database, read_settings
from app.config import Settings
from app.console import fail, say
from app.db import engine_version, journal_mode, read_session
from app.ledger.upgrading import excluded_now
from app.migrate import current_revision, head_revision
from app.queries.changes import last_change
from app.queries.status import sizes, to_do

cli = typer.Typer()


@cli.command("status")
def status_command() -> None:
    """Say what is in the database, how it is, and what a curator should do next.

    Leaves with 1 where the database cannot be used as it is.
    """
    settings = read_settings()
    with database() as engine, read_session(engine) as session:
        revision = _say_database(session)
        if revision != head_revision():
            raise fail("The database is not at the revision of this release: incumbent migrate.")
        _say_sizes(session)
        _say_to_do(session)
        _refuse_other_fields(session, settings)


def _say_database(session: Session) -> str | None:
    connection = session.connection()
    revision = current_revision(connection)
    journal = f", journal {journal_mode()}" if connection.dialect.name == "sqlite" else ""
    say(f"Incumbent {version('incumbent')} on {engine_version(connection)}{journal}")
    say(f"Migrations: {revision or 'none'} of {head_revision()}")
    return revision


def _say_sizes(session: Session) -> None:
    told = sizes(session)
    say(f"{told['people']:,} people, {count(told['facts'], 'fact')}")
    newest = last_change(session)
    if newest is None:
        say("No changes yet: load dossiers, or import a dataset.")
        return
    age = _age(dt.datetime.now(dt.UTC) - newest.at)
    say(f"{count(newest.number, 'change')}, the last {age} ago: {newest.reason}")
    say(f"Digest of change {newest.number}: {newest.digest}")


def _say_to_do(session: Session) -> None:
    found = [each for each in to_do(session) if each.count]
    say("To do:" if found else "Nothing to do.")
    for each in found:
        say(f"  {each.count:>6,}  {each.what}: {each.shown_by}")


def _refuse_other_fields(session: Session, settings: Settings) -> None:
    excluded = excluded_now(session)
    if excluded:
        say(f"Shown nowhere: {', '.join(excluded)}")
    if set(excluded) != set(settings.exclude_fields):
        raise fail("EXCLUDE_FIELDS is another than documents were written with: incumbent migrate.")


def _age(passed: dt.timedelta) -> str:
    hours = int(passed.total_seconds() // 3600)
    return count(hours // 24, "day") if hours >= 48 else count(hours, "hour")  # noqa: PLR2004 (two days)
