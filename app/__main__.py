"""The command line: ``incumbent serve``, ``migrate``, ``load``, ``check``, ``schema``."""

import gc
import json
import re
import socket
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.commands import (
    datasets,
    dossiers,
    drafting,
    exporting,
    importing,
    keeping,
    keys,
    review,
    status,
    undoing,
)
from app.commands.common import count, database, read_settings, require_there
from app.config import Settings
from app.console import fail, progress_bar, say
from app.db import explain, make_engine, read_session, write_session
from app.idempotency.keeping import forget_all_bodies
from app.ledger import LedgerError
from app.ledger.upgrading import exclude_fields, excluded_now, upgrade_views
from app.loading.dossier import Dossier
from app.loading.load import Loaded, check, load
from app.loading.problems import DossierError
from app.logs import configure_logs, tell_settings
from app.memory import keep_little
from app.migrate import (
    NewerDatabaseError,
    current_revision,
    head_revision,
    known_revisions,
    migrate,
)
from app.watching.tracing import TracingError, spans_module

log = structlog.get_logger(__name__)
cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
cli.add_typer(undoing.cli)
cli.add_typer(review.cli)
cli.add_typer(status.cli)
cli.add_typer(importing.cli)
cli.add_typer(drafting.cli)
cli.add_typer(exporting.cli)
cli.add_typer(keeping.cli)
cli.add_typer(keys.cli, name="keys")
cli.add_typer(datasets.cli, name="datasets")
cli.add_typer(dossiers.cli, name="dossier")
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
    keep_little()
    settings = read_settings()
    configure_logs(settings)
    if settings.tracing:
        spans_module()  # what is missing is told before anything is done
    listening = _listen(settings)
    tell_settings(settings)
    engine = make_engine(settings.database_url)
    if not migrate_first:
        require_there(settings.database_url, "incumbent serve --migrate")
    if migrate_first and _migrate(engine, settings):
        log.info("migrated", revision=head_revision())
    _require_migrated(engine, settings)
    if load_first:
        _load(engine, load_first)
    engine.dispose()
    _say_where(listening)
    served = _application()
    app = served.create_app(settings)
    app.openapi()
    # What is there now stays: collecting garbage need not look at it again.
    gc.collect()
    gc.freeze()
    served.server_of(app).run(sockets=[listening])


@cli.command("mcp")
def mcp_command(
    *,
    over_http: Annotated[
        bool, typer.Option("--http", help="Serve on HOST and PORT, at /mcp, instead.")
    ] = False,
    site: Annotated[
        str, typer.Option(help="Where people reach the API, for links: https://api.example.")
    ] = "",
) -> None:
    """Serve tools for assistants (MCP) that read, over standard input and output."""
    keep_little()
    serving = _assistants()
    settings = read_settings()
    if site and not re.fullmatch(r"https?://[^/]+/?", site):
        raise fail(f"--site {site}: write it like https://api.example.")
    require_there(settings.database_url, "incumbent migrate")
    listening = _listen(settings) if over_http else None
    engine = make_engine(settings.database_url)
    _require_migrated(engine, settings)
    engine.dispose()
    configure_logs(settings)
    # Answers rest on the newest change, which a standby may not have yet.
    told: dict[str, Any] = {"webhooks": False, "database_read_urls": ()}
    if listening is None:
        app = _application().create_app(settings.model_copy(update=told | {"rate_limit": ""}))
        serving.serve_stdio(app, site)
    else:
        say(f"Serving tools for assistants on {_address(listening)}/mcp (stop with Ctrl-C)")
        app = _application().create_app(settings.model_copy(update=told))
        front = serving.over_http(app, site, settings.host)
        _application().server_of(app, front).run(sockets=[listening])


@cli.command("migrate")
def migrate_command() -> None:
    """Bring the database to the state that this version expects."""
    settings = read_settings()
    _migrate(make_engine(settings.database_url), settings)


@cli.command("load")
def load_command(
    path: DossierPath,
    *,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Even where that undoes what curators recorded beside the files."
        ),
    ] = False,
) -> None:
    """Load dossiers: only the difference, each in one transaction."""
    with database() as engine:
        _load(engine, path, replace=replace)


@cli.command("check")
def check_command(path: DossierPath) -> None:
    """Check dossiers without writing anything."""
    try:
        with progress_bar("Checking") as progress:
            dossiers = check(path, progress)
    except DossierError as error:
        raise _refused(error) from None
    facts = sum(len(dossier.facts) for dossier in dossiers)
    say(f"{count(len(dossiers), 'dossier')} right: {count(facts, 'fact')}.")


@cli.command("schema")
def schema_command(name: Annotated[Schema, typer.Argument(help="Of what.")]) -> None:
    """Print the JSON Schema of the dossier format, for editors, or the OpenAPI document."""
    if name is Schema.DOSSIER:
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        schema |= Dossier.model_json_schema()
    else:
        schema = _application().create_app(read_settings()).openapi()
    say(json.dumps(schema, indent=2, ensure_ascii=False))


def _application() -> Any:
    """The web application, which takes other commands a second and thirty megabytes for nothing."""
    return import_module("app.main")


def _assistants() -> Any:
    """What serves assistants, where the packages are installed that it needs."""
    try:
        return import_module("app.assistants.serving")
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in ("mcp", "mcp_types", "httpx2"):
            raise
        raise fail(
            "incumbent mcp needs more packages: .venv/bin/pip install -e '.[mcp]'"
            " (in a container, an image built with EXTRAS=yes)"
        ) from None


def main() -> None:
    """Run the command line."""
    try:
        cli(prog_name="incumbent")
    except (DBAPIError, PoolTimeoutError) as error:
        raise SystemExit(f"{explain(error)}. It is DATABASE_URL={_shown_url()}") from None
    except (LedgerError, NewerDatabaseError, TracingError) as error:
        raise SystemExit(f"Cannot go on: {error}.") from None
    except OSError as error:
        told = [each for each in (error.filename, error.strerror) if each] or [error]
        raise SystemExit(f"Cannot go on: {': '.join(map(str, told))}.") from None


def _shown_url() -> str:
    return make_url(read_settings().database_url).render_as_string(hide_password=True)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server(
            (settings.host, settings.port), family=family, backlog=2048
        )
    except OSError as error:
        reason = error.strerror or error
        raise fail(
            f"Cannot serve on HOST={settings.host} PORT={settings.port}: {reason}."
        ) from None
    # Else a body that follows its head waits 40 ms for the client's acknowledgement: asyncio turns
    # that off only for sockets that it made itself. Connections have it from the listening socket.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _address(listening: socket.socket) -> str:
    """Where a client on this machine finds it."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104 (not bound here)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _say_where(listening: socket.socket) -> None:
    address = _address(listening)
    say(f"Serving on {address} (stop with Ctrl-C); the API is explained at {address}/docs")
    say(f"Try: curl -s {address}/v1/people/liu-jianchao")


def _require_migrated(engine: Engine, settings: Settings) -> None:
    with engine.connect() as connection:
        revision = current_revision(connection)
    what = f"The database stands at revision {revision or 'none'}, not {head_revision()}"
    if revision == head_revision():
        with read_session(engine) as session:
            excluded = excluded_now(session)
        if set(excluded) == set(settings.exclude_fields):
            return
        shown = [",".join(each) or "nothing" for each in (excluded, settings.exclude_fields)]
        what = f"The database was written with EXCLUDE_FIELDS={shown[0]}, not {shown[1]}"
    elif revision is not None and revision not in known_revisions():
        raise fail(f"{what}: a newer version has migrated it; serve with that one.")
    raise fail(f"{what}: run incumbent migrate, or incumbent serve --migrate.")


def _migrate(engine: Engine, settings: Settings) -> bool:
    done = migrate(engine)
    where = str(engine.url.set(drivername=engine.url.get_backend_name()))
    say(f"Database {where}: {'migrated' if done else 'up to date'}.")
    with write_session(engine) as session:
        numbers = [upgrade_views(session), exclude_fields(session, settings.exclude_fields)]
        if numbers[1]:
            forget_all_bodies(session)
    for number in numbers:
        if number:
            say(f"Documents written anew with change {number}.")
    return done


def _load(engine: Engine, path: Path, *, replace: bool = False) -> None:
    try:
        with progress_bar("Loading") as progress:
            report = load(engine, path, progress, replace=replace)
    except DossierError as error:
        raise _refused(error) from None
    if not report.loaded and not report.withdrawn and not report.drafts:
        raise fail(f"{path}: there is no dossier (.yaml) here.")
    say(_summary(report.loaded))
    for draft in report.drafts:
        say(f"Passed over, since it is a draft: incumbent review {draft}")
    if report.withdrawn:
        say(f"Passed over, since withdrawn: {', '.join(report.withdrawn)}.")
    withheld = sum(each.withheld for each in report.loaded)
    if withheld:
        say(f"Withheld, since they speak of withdrawn entities: {count(withheld, 'fact')}.")
    if report.missing:
        say(
            f"In the database, but with no dossier here: {', '.join(report.missing)}."
            " Where that is meant: incumbent withdraw ID --reason …;"
            " else incumbent dossier export ID."
        )


def _summary(loaded: list[Loaded]) -> str:
    changed = [each for each in loaded if each.change is not None]
    recorded = sum(each.recorded for each in changed)
    retracted = sum(each.retracted for each in changed)
    facts = f"{count(recorded, 'fact')} recorded, {retracted} retracted"
    unchanged = f"{count(len(loaded) - len(changed), 'dossier')} unchanged"
    return f"Loaded with {count(len(changed), 'change')}: {facts}; {unchanged}."


def _refused(error: DossierError) -> typer.Exit:
    problems = count(len(error.problems), "problem")
    return fail(f"{error}\n{problems}; nothing was written.")


if __name__ == "__main__":
    main()
