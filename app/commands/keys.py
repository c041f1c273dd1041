"""Commands for keys: ``keys create``, ``keys list`` and ``keys revoke``."""

import datetime as dt
from typing import Annotated

import typer

from app.commands.common import keys_session, reading_session
from app.console import fail, note, say, say_table
from app.keys.issuing import UnknownKeyError, issue_key, revoke_key
from app.models import ApiKey
from app.queries.keys import list_keys
from app.vocabulary import Scope

cli = typer.Typer(no_args_is_help=True, help="API keys: create, list, revoke.")


@cli.command("create")
def create_command(
    holder: Annotated[str, typer.Option(help="Who holds it; kept with what it does.")],
    scope: Annotated[Scope, typer.Option(help="What it may do; each includes those before it.")],
    expires: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last day on which it works (UTC)."),
    ] = None,
) -> None:
    """Make a key and print it. It is shown this once: only a hash of it is kept."""
    holder = holder.strip()
    if not holder:
        raise fail("--holder: say who holds the key.")
    with keys_session() as session:
        key = issue_key(session, holder=holder, scope=scope, expires_at=_end_of(expires))
    say(key)
    note("Keep it now: it is not shown again. Send it as: Authorization: Bearer …")


@cli.command("list")
def list_command() -> None:
    """List all keys: who holds them, what they may do, when they were used last."""
    with reading_session() as session:
        rows = [_line(key) for key in list_keys(session)]
    say_table(("id", "holder", "scope", "created", "last used", "state"), rows)


@cli.command("revoke")
def revoke_command(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As keys list shows it.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the key.")],
) -> None:
    """End a key for good, at once."""
    try:
        with keys_session() as session:
            revoke_key(session, key_id, reason)
    except UnknownKeyError as error:
        raise fail(f"Nothing to revoke: {error}.") from None
    say(f"Revoked {key_id}.")


def _end_of(day: dt.datetime | None) -> dt.datetime | None:
    if day is None:
        return None
    end = day.replace(tzinfo=dt.UTC) + dt.timedelta(days=1)
    if end <= dt.datetime.now(dt.UTC):
        raise fail(f"--expires: {day:%Y-%m-%d} is over.")
    return end


def _line(key: ApiKey) -> tuple[str, ...]:
    used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
    return key.id, key.holder, key.scope, f"{key.created_at:%Y-%m-%d}", used, _state(key)


def _state(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}: {key.revocation_reason}"
    if key.expires_at is None:
        return "good"
    last_day = key.expires_at - dt.timedelta(days=1)
    over = key.expires_at <= dt.datetime.now(dt.UTC)
    return f"{'expired after' if over else 'good until'} {last_day:%Y-%m-%d}"
