"""Commands for keys: ``keys create``, ``keys list`` and ``keys revoke``."""

import datetime as dt
import re
from typing import Annotated, Final

import orjson
import typer

from app.commands.common import keys_session, reading_session
from app.console import fail, note, say, say_table
from app.keys.issuing import UnknownKeyError, issue_key, revoke_key
from app.models import ApiKey
from app.queries.keys import list_keys
from app.vocabulary import Scope

JsonOption = Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")]
_DURATION: Final = re.compile(r"(\d{1,5})([hdw])")
_UNITS: Final = {
    "h": dt.timedelta(hours=1),
    "d": dt.timedelta(days=1),
    "w": dt.timedelta(weeks=1),
}
_MOMENTS: Final = ("created_at", "expires_at", "last_used_at", "revoked_at")
cli = typer.Typer(no_args_is_help=True, help="API keys: create, list, revoke.")


@cli.command("create")
def create_command(
    holder: Annotated[str, typer.Option(help="Who holds it; kept with what it does.")],
    scope: Annotated[Scope, typer.Option(help="What it may do; each includes those before it.")],
    expires: Annotated[
        str | None,
        typer.Option(
            metavar="DAY|DURATION",
            help="The last day on which it works (2027-12-31, UTC), or how long (12h, 90d, 8w).",
        ),
    ] = None,
    as_json: JsonOption = False,  # noqa: FBT002 (an option that has a name)
) -> None:
    """Make a key and print it. It is shown this once: only a hash of it is kept."""
    holder = holder.strip()
    if not holder:
        raise fail("--holder: say who holds the key.")
    with keys_session() as session:
        key = issue_key(session, holder=holder, scope=scope, expires_at=_end_of(expires))
        kept = session.get_one(ApiKey, key.split("_")[1])
    say(_written({"key": key} | _told(kept)) if as_json else key)
    note("Keep it now: it is not shown again. Send it as: Authorization: Bearer …")


@cli.command("list")
def list_command(
    as_json: JsonOption = False,  # noqa: FBT002 (an option that has a name)
) -> None:
    """List all keys: who holds them, what they may do, when they were used last, when they end."""
    with reading_session() as session:
        keys = list_keys(session)
    if as_json:
        say(_written([_told(key) for key in keys]))
    else:
        say_table(
            ("id", "holder", "scope", "created", "last used", "state"), [_line(key) for key in keys]
        )


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


def _end_of(expires: str | None) -> dt.datetime | None:
    """When a key stops to work: after a last day, or a while from now."""
    if expires is None:
        return None
    now = dt.datetime.now(dt.UTC)
    lasting = _DURATION.fullmatch(expires)
    try:
        if lasting:
            end = now + int(lasting[1]) * _UNITS[lasting[2]]
        else:
            day = dt.datetime.strptime(expires, "%Y-%m-%d").replace(tzinfo=dt.UTC)
            end = day + dt.timedelta(days=1)
    except (ValueError, OverflowError):
        raise fail(f"--expires: {expires!r} is no day (2027-12-31) and no time (90d).") from None
    if end <= now:
        raise fail(f"--expires: {expires} is over.")
    return end


def _told(key: ApiKey) -> dict[str, str | None]:
    """All that is kept of a key but its hash; moments in UTC."""
    told = {"id": key.id, "holder": key.holder, "scope": key.scope}
    moments = {name: getattr(key, name) for name in _MOMENTS}
    return told | {
        **{name: at.isoformat() if at else None for name, at in moments.items()},
        "revocation_reason": key.revocation_reason,
        "state": _state_of(key),
    }


def _written(content: object) -> str:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode()


def _state_of(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return "revoked"
    is_over = key.expires_at is not None and key.expires_at <= dt.datetime.now(dt.UTC)
    return "expired" if is_over else "good"


def _line(key: ApiKey) -> tuple[str, ...]:
    used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
    return key.id, key.holder, key.scope, f"{key.created_at:%Y-%m-%d}", used, _state(key)


def _state(key: ApiKey) -> str:
    state = _state_of(key)
    if key.revoked_at is not None:
        return f"{state} {key.revoked_at:%Y-%m-%d}: {key.revocation_reason}"
    if key.expires_at is None:
        return state
    end = f"{key.expires_at:%Y-%m-%d %H:%M}"
    if end.endswith("00:00"):  # it was given as the last day on which the key works
        end = f"{key.expires_at - dt.timedelta(days=1):%Y-%m-%d}"
    return f"{state} {'after' if state == 'expired' else 'until'} {end}"
