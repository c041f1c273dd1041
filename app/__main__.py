"""The command line: ``incumbent serve``, ``migrate``, ``load``, ``check``, ``schema``."""

import getpass
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.config import Settings
from app.console import fail, progress_bar, say
from app.db import explain, make_engine, write_session
from app.ledger import LedgerError
from app.ledger.undoing import revert, withdraw
from app.ledger.upgrading import upgrade_views
from app.loading.dossier import Dossier
from app.loading.load import Loaded, check, load
from app.loading.problems import DossierError
from app.logs import configure_logs
from app.main import create_app
from app.migrate import NewerDatabaseError, current_revision, head_revision, migrate

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
DossierPath = Annotated[Path, typer.Argument(help="A dossier, or a folder of dossiers.")]


class Schema(StrEnum):
    """The formats whose schema can be printed."""

    DOSSIER = "dossier"
    OPENAPI = "openapi"


@cli.command("serve")
def serve_command(
    *,
    migrate_first: Annotated[
        bool, typer.Option("--migrate", help="Migrate the database first.")
    ] = False,
    load_first: Annotated[
        Path | None, typer.Option("--load", help="Load these dossiers first.")
    ] = None,
) -> None:
    """Serve the API on HOST and PORT from DATABASE_URL."""
    settings = _settings()
    listening = _listen(settings)
    engine = make_engine(settings.database_url)
    if migrate_first:
        _migrate(engine)
    _require_migrated(engine)
    if load_first:
        _load(engine, load_first)
    engine.dispose()
    _say_where(listening)
    configure_logs()
    config = uvicorn.Config(
        create_app(settings), log_config=None, access_log=False, server_header=False
    )
    uvicorn.Server(config).run(sockets=[listening])


@cli.command("migrate")
def migrate_command() -> None:
    """Bring the database to the state that this version expects."""
    _migrate(make_engine(_settings().database_url))


@cli.command("load")
def load_command(path: DossierPath) -> None:
    """Load dossiers: only the difference, each in one transaction."""
    _load(make_engine(_settings().database_url), path)


@cli.command("check")
def check_command(path: DossierPath) -> None:
    """Check dossiers without writing anything."""
    try:
        with progress_bar("Checking") as progress:
            dossiers = check(path, progress)
    except DossierError as error:
        raise _refused(error) from None
    facts = sum(len(dossier.facts) for dossier in dossiers)
    say(f"{_count(len(dossiers), 'dossier')} right: {_count(facts, 'fact')}.")


@cli.command("withdraw")
def withdraw_command(
    article: Annotated[str, typer.Argument(help="The id of the article.")],
    reason: Annotated[str, typer.Option(help="Why; the ledger keeps it.")],
    by: Annotated[str | None, typer.Option(help="Who; else your user name.")] = None,
) -> None:
    """Retract all that an article's dossier says. It is not loaded again, until reverted."""
    with _ledger() as session:
        number = withdraw(session, article, actor=by or getpass.getuser(), reason=reason)
    say(f"Withdrawn with change {number}; undo it with: incumbent revert {number} --reason …")


@cli.command("revert")
def revert_command(
    change: Annotated[int, typer.Argument(help="The number of the change.")],
    reason: Annotated[str, typer.Option(help="Why; the ledger keeps it.")],
    by: Annotated[str | None, typer.Option(help="Who; else your user name.")] = None,
) -> None:
    """Record the inverse of a change. Nothing disappears."""
    with _ledger() as session:
        number = revert(session, change, actor=by or getpass.getuser(), reason=reason)
    say(f"Reverted with change {number}." if number else "Nothing of it was left to revert.")


@cli.command("schema")
def schema_command(name: Annotated[Schema, typer.Argument(help="Of what.")]) -> None:
    """Print the JSON Schema of the dossier format, for editors, or the OpenAPI document."""
    if name is Schema.DOSSIER:
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        schema |= Dossier.model_json_schema()
    else:
        schema = create_app(_settings()).openapi()
    say(json.dumps(schema, indent=2, ensure_ascii=False))


def main() -> None:
    """Run the command line."""
    try:
        cli(prog_name="incumbent")
    except (DBAPIError, PoolTimeoutError) as error:
        raise SystemExit(f"{explain(error)}.") from None
    except (LedgerError, NewerDatabaseError, OSError) as error:
        raise SystemExit(f"Cannot go on: {error}.") from None


@contextmanager
def _ledger() -> Iterator[Session]:
    engine = make_engine(_settings().database_url)
    with write_session(engine) as session:
        yield session
    engine.dispose()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        reason = error.strerror or error
        raise fail(
            f"Cannot serve on HOST={settings.host} PORT={settings.port}: {reason}."
        ) from None


def _say_where(listening: socket.socket) -> None:
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104 (not bound here)
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    say(f"Serving on {address} (stop with Ctrl-C); the API is explained at {address}/docs")
    say(f"Try: curl -s {address}/v1/people/liu-jianchao")


def _require_migrated(engine: Engine) -> None:
    with engine.connect() as connection:
        revision = current_revision(connection)
    if revision != head_revision():
        raise fail(
            f"The database stands at revision {revision}, not {head_revision()}: run incumbent"
            " migrate, or incumbent serve --migrate."
        )


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{str(each['loc'][0]).upper()}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors()
        ]
        raise fail("\n".join(lines)) from None


def _migrate(engine: Engine) -> None:
    done = migrate(engine)
    where = str(engine.url.set(drivername=engine.url.get_backend_name()))
    say(f"Database {where}: {'migrated' if done else 'up to date'}.")
    with write_session(engine) as session:
        number = upgrade_views(session)
    if number:
        say(f"Documents written anew with change {number}.")


def _load(engine: Engine, path: Path) -> None:
    try:
        with progress_bar("Loading") as progress:
            report = load(engine, path, progress)
    except DossierError as error:
        raise _refused(error) from None
    if not report.loaded and not report.withdrawn:
        raise fail(f"{path}: there is no dossier (.yaml) here.")
    say(_summary(report.loaded))
    if report.withdrawn:
        say(f"Passed over, since withdrawn: {', '.join(report.withdrawn)}.")
    if report.missing:
        say(
            f"In the database, but with no dossier here: {', '.join(report.missing)}."
            " Where that is meant: incumbent withdraw ID --reason …"
        )


def _summary(loaded: list[Loaded]) -> str:
    changed = [each for each in loaded if each.change is not None]
    recorded = sum(each.recorded for each in changed)
    retracted = sum(each.retracted for each in changed)
    facts = f"{_count(recorded, 'fact')} recorded, {retracted} retracted"
    unchanged = f"{_count(len(loaded) - len(changed), 'dossier')} unchanged"
    return f"Loaded with {_count(len(changed), 'change')}: {facts}; {unchanged}."


def _refused(error: DossierError) -> typer.Exit:
    count = _count(len(error.problems), "problem")
    return fail(f"{error}\n{count}; nothing was written.")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    main()
