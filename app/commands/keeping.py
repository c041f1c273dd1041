"""Commands that keep the database: ``verify``, ``backup`` and ``restore``."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

import typer

from app.commands.common import INTERRUPTED, count, database, read_settings
from app.console import fail, note, say, work_shown
from app.db import make_engine
from app.keeping.backing_up import backup, backup_to_file
from app.keeping.backup_format import SECRETS, BackupError, Manifest
from app.keeping.places import place_for
from app.keeping.problems import Progress
from app.keeping.repairing import RecordWrongError, repair
from app.keeping.restoring import NotEmptyError, open_backup, restore
from app.keeping.verifying import PARTS, Verified, Wanted, verify
from app.migrate import head_revision

cli = typer.Typer()
_STANDARD: Final = Path("-")
_PARTS: Final = ",".join(PARTS)
JsonOption = Annotated[bool, typer.Option("--json", help="For programs.")]


@cli.command("verify")
def verify_command(
    *,
    only: Annotated[str, typer.Option(help="Which parts, as a comma list.")] = _PARTS,
    since: Annotated[int, typer.Option(min=1, help="From this change on.")] = 1,
    noted: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBER:DIGEST", help="A change's digest that you noted before."),
    ] = None,
    mend: Annotated[
        bool, typer.Option("--repair", help="Write derived data anew where it is wrong.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check that the ledger is as it was recorded, and all that is derived is what it says.

    Nothing is written without --repair, and the server may go on. Leaves with 1 where anything is
    wrong.
    """
    if mend and (only != _PARTS or since > 1):
        raise fail("--repair looks at everything first: leave --only and --since out.")
    wanted = Wanted(parts=_parts(only), since=since, noted=_noted(noted or []))
    with database() as engine, _shown(as_json) as progress:
        before = verified = verify(engine, wanted, progress)
        if mend and not before.is_clean:
            if not as_json:
                _say_verified(before, as_json=False)
            _repair(engine, before, progress, as_json=as_json)
            verified = verify(engine, wanted, progress)
    _say_verified(verified, as_json=as_json, before=before if mend else None)
    if not verified.is_clean:
        raise typer.Exit(1)


@cli.command("backup")
def backup_command(
    file: Annotated[Path, typer.Argument(help="A new file; - is standard output.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Write the whole database as of now into one file, while the server goes on."""
    if file == _STANDARD and sys.stdout.isatty():
        raise fail("A backup is no text for a terminal: name a file, or pass it on.")
    try:
        with database() as engine, _shown(as_json) as progress:
            if file == _STANDARD:
                manifest = backup(engine, sys.stdout.buffer, progress)
            else:
                manifest = backup_to_file(engine, file, progress)
    except BackupError as error:
        raise fail(f"No backup: {error}.") from None
    except KeyboardInterrupt:
        note("Stopped. There is no backup.")
        raise typer.Exit(INTERRUPTED) from None
    told = note if file == _STANDARD else say
    told(json.dumps(manifest.told()) if as_json else f"{_line(manifest)}\n{SECRETS}")


@cli.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(help="A backup; - is standard input.")],
    *,
    force: Annotated[
        bool,
        typer.Option("--force", help="Give an SQLite file that is there another name first."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a database from a backup: into an empty one, whole or not at all; then verify it."""
    url = read_settings().database_url
    try:
        with _opened(file) as source, _shown(as_json) as progress:
            reader = open_backup(source)
            with place_for(url, set_aside=force) as engine:
                manifest = restore(engine, reader, progress)
    except BackupError as error:
        raise fail(f"{file}: {error}. Nothing was restored.") from None
    except NotEmptyError as error:
        raise fail(_not_empty(error)) from None
    except KeyboardInterrupt:
        note("Stopped. Nothing was restored.")
        raise typer.Exit(INTERRUPTED) from None
    if not as_json:
        say(f"Restored: {_line(manifest)}")
    _verify_restored(url, manifest, as_json=as_json)


def _verify_restored(url: str, manifest: Manifest, *, as_json: bool) -> None:
    if manifest.header.revision != head_revision():
        say(f"It is of revision {manifest.header.revision}: incumbent migrate, incumbent verify.")
        return
    engine = make_engine(url)
    with _shown(as_json) as progress:
        verified = verify(engine, Wanted(), progress)
    engine.dispose()
    if as_json:
        say(json.dumps({"restored": manifest.told(), "verified": verified.told()}))
    else:
        _say_verified(verified, as_json=False)
    if not verified.is_clean:
        raise typer.Exit(1)


def _not_empty(error: NotEmptyError) -> str:
    return (
        f"The database is not empty: {error}. A backup is restored into an empty one: name another"
        " with DATABASE_URL (on PostgreSQL: CREATE DATABASE …), and serve that when it is verified."
        " Of an SQLite file, --force gives the one that is there another name."
    )


def _repair(engine: Any, verified: Verified, progress: Progress, *, as_json: bool) -> None:
    try:
        number = repair(engine, verified, progress)
    except RecordWrongError:
        if as_json:
            _say_verified(verified, as_json=True, before=verified)
        raise fail(
            "The record itself is wrong, which is never written anew; what is derived was left as"
            " it is, since it may be what is right: restore a backup from before."
        ) from None
    note(f"Written anew{f' with change {number}' if number else ''}. Looking again:")


def _say_verified(verified: Verified, *, as_json: bool, before: Verified | None = None) -> None:
    """``before``: what was found before it was repaired, for programs, which read one document."""
    if as_json:
        found = {"before": before.told()} if before else {}
        say(json.dumps(verified.told() | found))
        return
    for problem in verified.problems:
        say(problem.line())
    parts = ", ".join(verified.counts)
    if verified.is_clean:
        say(f"All is as it should be: {parts}.")
        return
    if verified.first_wrong is not None:
        say(f"The first change that is wrong: {verified.first_wrong}.")
    wrong = ", ".join(f"{each} {number:,}" for each, number in verified.counts.items() if number)
    say(f"{count(sum(verified.counts.values()), 'problem')}: {wrong}.")


def _line(manifest: Manifest) -> str:
    header, trailer = manifest.header, manifest.trailer
    rows = f"{sum(trailer.rows.values()):,} rows of {len(trailer.rows)} tables"
    digest = f", digest {header.digest}" if header.digest else ""
    return (
        f"{rows}, revision {header.revision}, up to change {header.change}{digest};"
        f" sha256 {trailer.sha256}"
    )


def _parts(only: str) -> Sequence[str]:
    wanted = [each.strip() for each in only.split(",") if each.strip()]
    unknown = [each for each in wanted if each not in PARTS]
    if unknown or not wanted:
        raise fail(f"--only: no part {', '.join(unknown) or 'named'}; there are {_PARTS}.")
    return [each for each in PARTS if each in wanted]


def _noted(noted: Sequence[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for each in noted:
        number, _, digest = each.partition(":")
        if not number.isdecimal() or not digest:
            raise fail(f"--noted {each}: write NUMBER:DIGEST, as /v1/changes has them.")
        found[int(number)] = digest.lower()
    return found


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if file == _STANDARD:
        yield sys.stdin.buffer
        return
    try:
        with file.open("rb") as source:
            yield source
    except FileNotFoundError:
        raise fail(f"{file}: there is no such file.") from None


@contextmanager
def _shown(as_json: bool) -> Iterator[Progress]:  # noqa: FBT001 (of one command to another)
    if as_json:
        yield lambda _stage, _done, _of: None
        return
    with work_shown() as progress:
        yield progress
