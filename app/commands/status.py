"""The command ``status``: what is there, what is wrong and what mends it, what is to be curated."""

import datetime as dt
import json
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Annotated, Any, Final

import typer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.commands.common import count, read_settings
from app.commands.findings import (
    Finding,
    Severity,
    of_everything_else,
    of_fields,
    of_migration,
    of_server,
    unusable,
)
from app.config import Settings
from app.console import note, say
from app.db import engine_version, explain, journal_mode, make_engine_apart, read_session
from app.ledger.upgrading import excluded_now
from app.migrate import current_revision, head_revision
from app.queries.changes import last_change
from app.queries.status import ToDo, sizes, to_do
from app.sqlite_files import is_there

cli = typer.Typer()
_PATIENCE: Final = 60.0  # seconds for one query: a large database has much to count
_REACHED: Final = "see that it runs, and that DATABASE_URL is right"
_WRITABLE: Final = "let the user of the server write the file, and in its folder"
_EXIT_CODES: Final = {Severity.UNUSABLE: 1, Severity.DEGRADED: 3}


@dataclass(slots=True)
class Status:
    """All that was found. ``facts`` of the database are None where it cannot be read."""

    findings: list[Finding] = field(default_factory=list)
    database: str | None = None
    revision: str | None = None
    people: int | None = None
    facts: int | None = None
    change: int | None = None
    changed_at: dt.datetime | None = None
    reason: str | None = None
    digest: str | None = None
    excluded: list[str] = field(default_factory=list)
    to_do: list[ToDo] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """``ok``, or the worst of the findings that is more than a note."""
        found = {each.severity for each in self.findings}
        worst = (each for each in (Severity.UNUSABLE, Severity.DEGRADED) if each in found)
        return str(next(worst, "ok"))


@cli.command("status")
def status_command(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print it for programs.")] = False
) -> None:
    """Say what is in the database, what is wrong and what mends it, and what curators should do.

    Leaves with 0 where all is well, with 1 where the database cannot be used as it is, and with 3
    where it can, but something should be mended.
    """
    settings = read_settings()
    status = look_at(settings)
    if as_json:
        say(json.dumps(_told(status), indent=2, ensure_ascii=False))
    else:
        _say(status)
    if status.verdict != "ok":
        raise typer.Exit(_EXIT_CODES[Severity(status.verdict)])


def look_at(settings: Settings) -> Status:
    """All that can be found out about the database of these settings, and its server."""
    status = Status()
    if not is_there(settings.database_url):
        says = f"There is no database at {settings.database_url}."
        status.findings.append(unusable("database", says, "incumbent migrate makes it"))
        return status
    engine = make_engine_apart(settings.database_url, _PATIENCE)
    try:
        with read_session(engine) as session:
            _read(status, session, settings)
    except (DBAPIError, PoolTimeoutError) as error:
        mend = _WRITABLE if "readonly" in str(error) else _REACHED
        status.findings.append(unusable("database", f"{explain(error)}.", mend))
    if (server := of_server(settings)) is not None:
        status.findings.append(server)
    return status


def _read(status: Status, session: Session, settings: Settings) -> None:
    connection = session.connection()
    journal = f", journal {journal_mode()}" if connection.dialect.name == "sqlite" else ""
    status.database = f"{engine_version(connection)}{journal}"
    status.revision = current_revision(connection)
    migration = of_migration(session)
    if migration is not None:
        status.findings.append(migration)
        return
    told, newest = sizes(session), last_change(session)
    status.people, status.facts = told["people"], told["facts"]
    if newest is not None:
        status.change, status.changed_at = newest.number, newest.at
        status.reason, status.digest = newest.reason, newest.digest
    status.to_do = [each for each in to_do(session) if each.count]
    status.excluded = sorted(excluded_now(session))
    if (fields := of_fields(session, settings)) is not None:
        status.findings.append(fields)
    status.findings += of_everything_else(session, settings)


def _say(status: Status) -> None:
    say(f"Incumbent {version('incumbent')} on {status.database or 'no database'}")
    if status.database:
        say(f"Migrations: {status.revision or 'none'} of {head_revision()}")
    if status.people is not None:
        _say_contents(status, status.people, status.facts or 0)
    for each in status.findings:
        (say if each.severity is Severity.NOTE else note)(f"{each.says}\n  → {each.mend}")
    say(f"Status: {status.verdict}")


def _say_contents(status: Status, people: int, facts: int) -> None:
    say(f"{people:,} people, {count(facts, 'fact')}")
    if status.change is None or status.changed_at is None:
        say("No changes yet: load dossiers, or import a dataset.")
    else:
        age = _age(dt.datetime.now(dt.UTC) - status.changed_at)
        say(f"{count(status.change, 'change')}, the last {age} ago: {status.reason}")
        say(f"Digest of change {status.change}: {status.digest}")
    say("To do:" if status.to_do else "Nothing to do.")
    for each in status.to_do:
        say(f"  {each.count:>6,}  {each.what}: {each.shown_by}")
    if status.excluded:
        say(f"Shown nowhere: {', '.join(status.excluded)}")


def _told(status: Status) -> dict[str, Any]:
    """The status for programs."""
    return {
        "status": status.verdict,
        "version": version("incumbent"),
        "database": status.database,
        "revision": status.revision,
        "newest_revision": head_revision(),
        "people": status.people,
        "facts": status.facts,
        "change": status.change,
        "changed_at": status.changed_at.isoformat() if status.changed_at else None,
        "digest": status.digest,
        "excluded": status.excluded,
        "findings": [
            {
                "about": each.about,
                "severity": str(each.severity),
                "says": each.says,
                "mend": each.mend,
            }
            for each in status.findings
        ],
        "to_do": [
            {"what": each.what, "count": each.count, "shown_by": each.shown_by}
            for each in status.to_do
        ],
    }


def _age(passed: dt.timedelta) -> str:
    hours = int(passed.total_seconds() // 3600)
    return count(hours // 24, "day") if hours >= 48 else count(hours, "hour")  # noqa: PLR2004 (two days)
