"""What ``status`` looks at: each finding says what is wrong, how bad that is, and what mends it."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import orjson
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from app.commands.common import count
from app.config import Settings
from app.db import WAL_IS_SAFE_FROM, journal_mode, make_engine_apart
from app.ledger.upgrading import excluded_now
from app.migrate import current_revision, head_revision, known_revisions
from app.outgoing.addresses import UnsafeUrlError
from app.outgoing.exchange import Exchange, NoAnswerError
from app.queries.measures import (
    Deliveries,
    first_missing,
    newest_number,
    read_deliveries,
    read_last_runs,
)
from app.queries.standbys import newest_of, standby_name

_PATIENCE: Final = 3.0  # seconds for a standby or the server to answer
_OK: Final = 200
_LONGEST_ANSWER: Final = 100_000
_LEAST_FREE: Final = 500_000_000  # bytes
_MOST_LAG: Final = dt.timedelta(seconds=60)
_OVERDUE: Final = dt.timedelta(minutes=5)
_LONG_RUN: Final = dt.timedelta(minutes=1)
_ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (not bound here)


class Severity(StrEnum):
    """How bad a finding is: worth knowing, to be mended soon, or in the way of all use."""

    NOTE = "note"
    DEGRADED = "degraded"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong. ``about`` is its name for programs, ``mend`` a command or a step."""

    about: str
    severity: Severity
    says: str
    mend: str


def unusable(about: str, says: str, mend: str) -> Finding:
    """A finding that keeps the database from being used."""
    return Finding(about, Severity.UNUSABLE, says, mend)


def degraded(about: str, says: str, mend: str) -> Finding:
    """A finding that should be mended soon."""
    return Finding(about, Severity.DEGRADED, says, mend)


def of_migration(session: Session) -> Finding | None:
    """Whether the database stands at the revision of this release."""
    revision = current_revision(session.connection())
    if revision == head_revision():
        return None
    if revision is not None and revision not in known_revisions():
        says = f"The database stands at revision {revision}, which a newer release made."
        return unusable("migration", says, "install that release, or restore an older backup")
    says = f"The database is not at the revision of this release: {revision or 'none'}."
    return unusable("migration", says, "incumbent migrate")


def of_fields(session: Session, settings: Settings) -> Finding | None:
    """Whether documents were written without the fields that the settings exclude."""
    if set(excluded_now(session)) == set(settings.exclude_fields):
        return None
    says = "EXCLUDE_FIELDS is another than documents were written with."
    return unusable("exclude_fields", says, "incumbent migrate")


def of_everything_else(session: Session, settings: Settings) -> Iterator[Finding]:
    """What may be wrong with a database that can be used."""
    yield from _of_sqlite(settings)
    yield from _of_standbys(session, settings)
    yield from _of_webhooks(read_deliveries(session))
    yield from _of_imports(session)


def _of_sqlite(settings: Settings) -> Iterator[Finding]:
    parts = make_url(settings.database_url)
    if parts.get_backend_name() != "sqlite":
        return
    file = Path(str(parts.database))
    if journal_mode() != "WAL":
        says = f"This SQLite is older than {'.'.join(map(str, WAL_IS_SAFE_FROM))}: writers wait."
        yield degraded("sqlite", says, "pip install pysqlite3")
    if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        says = f"{file} cannot be written by this user: reading works, changes do not."
        yield degraded("read_only", says, f"ls -ld {file.parent} {file}")
    yield from _of_disk(file)


def _of_disk(file: Path) -> Iterator[Finding]:
    """As much as the file takes must be free: a backup and a vacuum write it once more."""
    free, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    if free < max(_LEAST_FREE, size):
        says = (
            f"{free / 1e6:,.0f} MB are free beside the database, which takes {size / 1e6:,.0f} MB."
        )
        yield degraded("disk", says, f"make room: df -h {file.parent}")


def _of_standbys(session: Session, settings: Settings) -> Iterator[Finding]:
    engines = {standby_name(url): url for url in settings.database_read_urls}
    has = {name: newest_of(make_engine_apart(url, _PATIENCE)) for name, url in engines.items()}
    behind = first_missing(session, newest_number(session), has) if has else {}
    now = dt.datetime.now(dt.UTC)
    for name, change in has.items():
        host, _, port = name.rpartition(":")
        if change is None:
            mend = f"pg_isready -h {host} -p {port}, or take it out of INCUMBENT_DATABASE_READ_URLS"
            yield degraded("standby", f"The standby {name} does not answer.", mend)
        elif name in behind and now - behind[name] > _MOST_LAG:
            lag = (now - behind[name]).total_seconds()
            says = f"The standby {name} is {lag:,.0f} s behind: it has change {change:,}."
            yield degraded("standby", says, 'psql -c "SELECT * FROM pg_stat_replication"')


def _of_webhooks(deliveries: Deliveries) -> Iterator[Finding]:
    for webhook, number in sorted(deliveries.dead.items()):
        of_it = f"/v1/webhooks/{webhook}/deliveries"
        says = f"{count(number, 'delivery', 'deliveries')} of webhook {webhook} found no receiver."
        mend = f"GET {of_it}?status=dead says why; POST {of_it}/CHANGE/retry sends one again"
        yield degraded("webhooks_dead", says, mend)
    overdue = deliveries.overdue_since
    if overdue and dt.datetime.now(dt.UTC) - overdue > _OVERDUE:
        says = f"Webhooks wait since {overdue:%Y-%m-%d %H:%M} UTC: no process delivers to them."
        yield degraded("webhooks_stuck", says, "WEBHOOKS=true incumbent serve")


def _of_imports(session: Session) -> Iterator[Finding]:
    now = dt.datetime.now(dt.UTC)
    for run in read_last_runs(session):
        if run.finished_at is None and now - run.started_at > _LONG_RUN:
            says = (
                f"The last run of dataset {run.dataset_id}, begun {run.started_at:%Y-%m-%d %H:%M}"
                " UTC, has not come to its end."
            )
            mend = "unless it is running, give the same incumbent import again: it goes on"
            yield degraded("import", says, mend)


def of_server(settings: Settings) -> Finding | None:
    """Whether a server answers at HOST and PORT, and is ready; nothing is known of any free port.

    That there is none is a note: ``status`` may run on another machine.
    """
    if not settings.port:
        return None
    host = _ANYWHERE.get(settings.host, settings.host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/readyz"
    try:
        exchange = Exchange(url, timeout=_PATIENCE, private=True)
        answer = exchange.request("GET", None, {}, most=_LONGEST_ANSWER)
    except (NoAnswerError, UnsafeUrlError) as error:
        says = f"No server answers at {url}: {error}."
        return Finding("server", Severity.NOTE, says, "incumbent serve")
    if answer.status == _OK:
        return None
    says = f"The server at {url} is not ready ({answer.status}): {_detail(answer.body)}"
    return degraded("server", says, f"curl -s {url}")


def _detail(body: bytes) -> str:
    try:
        told: Mapping[str, str] = orjson.loads(body)
        return str(told.get("detail", ""))[:300]
    except (orjson.JSONDecodeError, AttributeError):
        return "it is no Incumbent"
