"""The command line: ``incumbent serve``, ``migrate``, ``load``, ``check``, ``schema``."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from pydantic import ValidationError
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.console import fail, progress_bar, say
from app.db import make_engine
from app.loading.dossier import Dossier
from app.loading.load import Loaded, check, load
from app.loading.problems import DossierError
from app.logs import configure_logs
from app.main import create_app
from app.migrate import migrate

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
    engine = make_engine(settings.database_url)
    if migrate_first:
        _migrate(engine)
    if load_first:
        _load(engine, load_first)
    engine.dispose()
    host = "localhost" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    address = f"http://{host}:{settings.port}"
    say(f"Serving on {address} (stop with Ctrl-C); the API is explained at {address}/docs")
    say(f"Try: curl -s {address}/v1/people/liu-jianchao")
    configure_logs()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )


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


@cli.command("schema")
def schema_command(name: Annotated[Schema, typer.Argument(help="Of what.")]) -> None:
    """Print the JSON Schema of the dossier format, for editors, or the OpenAPI document."""
    if name is Schema.DOSSIER:
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        schema |= Dossier.model_json_schema()
    else:
        schema = create_app(Settings()).openapi()
    say(json.dumps(schema, indent=2, ensure_ascii=False))


def main() -> None:
    """Run the command line."""
    try:
        cli(prog_name="incumbent")
    except OperationalError as error:
        reason = str(error.orig).strip()
        raise SystemExit(f"The database does not answer, or is not migrated: {reason}") from None


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
    where = make_url(str(engine.url)).render_as_string(hide_password=True)
    say(f"Database {where}: {'migrated' if done else 'up to date'}.")


def _load(engine: Engine, path: Path) -> None:
    try:
        with progress_bar("Loading") as progress:
            loaded = load(engine, path, progress)
    except DossierError as error:
        raise _refused(error) from None
    say(_summary(loaded))


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
