"""The command ``export``."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError
from sqlalchemy import Engine

from app.commands.common import count, database
from app.console import fail, note, work_shown
from app.db import read_session
from app.exports.catalog import EXPORTS, Export
from app.exports.dumps import DumpRunningError, dump, write_file
from app.exports.making import MergedFilterError, NothingToExportError, start
from app.queries.checks import checks_of
from app.queries.parameters import ListError

cli = typer.Typer()
_ALL: Final = "all"
_STANDARD_OUTPUT: Final = Path("-")


@cli.command("export", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def export_command(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME.FORMAT|all", help="Which export, as /v1/exports lists it."),
    ],
    output: Annotated[
        Path, typer.Option(help="The file; for all, the folder. - is standard output.")
    ] = _STANDARD_OUTPUT,
) -> None:
    """Write an export to a file: --as-of, --known-at, --since, --dataset and filters as options.

    All of them, with a manifest and a link to the latest, for mirrors: export all --output DIR.
    """
    try:
        with database() as engine:
            if name == _ALL:
                _dump(engine, output, context.args)
            else:
                _export(engine, name, output, context.args)
    except NothingToExportError:
        raise fail("There is nothing to export: nothing was recorded yet.") from None
    except OSError as error:
        raise fail(f"{output}: {error.strerror or error}.") from None


def _dump(engine: Engine, folder: Path, more: Sequence[str]) -> None:
    if more:
        raise fail(f"all takes no {more[0]}: it is for mirrors, and has everything.")
    if folder == _STANDARD_OUTPUT:
        raise fail("--output: name the folder for the files.")
    try:
        with work_shown() as progress:
            dated = dump(engine, folder, progress)
    except DumpRunningError:
        raise fail(f"Another dump into {folder} is running.") from None
    note(f"All exports are in {dated}.")


def _export(engine: Engine, name: str, output: Path, more: Sequence[str]) -> None:
    export = EXPORTS.get(name)
    if export is None:
        raise fail(f"There is no export {name!r}: there are {', '.join(EXPORTS)}, and all.")
    given = _given(export, more)
    try:
        with work_shown() as progress:
            if output == _STANDARD_OUTPUT:
                _print(engine, export, given)
                return
            change = write_file(engine, export, given, output, progress)
    except ListError as error:
        raise fail(f"--{error.parameter}: {error}.") from None
    except MergedFilterError as error:
        raise fail(f"{error}.") from None
    note(f"{output}: {export.name} as of change {change}.")


def _print(engine: Engine, export: Export, given: dict[str, Any]) -> None:
    if export.build is None:
        with read_session(engine) as session:
            for piece in start(session, export, given).chunks():
                sys.stdout.buffer.write(piece)
        return
    with tempfile.TemporaryDirectory(prefix="incumbent-export-") as folder:
        path = Path(folder) / export.file
        write_file(engine, export, given, path)
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)


def _given(export: Export, arguments: Sequence[str]) -> dict[str, Any]:
    """The options that are parameters of the export, read and checked."""
    checks = checks_of(export)
    most = {each.name: each.most for each in export.takes}
    given: dict[str, Any] = {}
    for name, values in _options(arguments).items():
        if name not in checks:
            raise fail(f"{export.file} takes no --{name}: known are {', '.join(sorted(checks))}.")
        if len(values) > most[name]:
            raise fail(f"--{name}: give it at most {count(most[name], 'time')}.")
        try:
            given[name] = checks[name].validate_python(values)
        except ValidationError as error:
            reason = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise fail(f"--{name}: {reason}.") from None
    return given


def _options(arguments: Sequence[str]) -> dict[str, list[str]]:
    """``--name value`` and ``--name=value``, as often as given; - in a name is as good as _."""
    options: dict[str, list[str]] = {}
    left = list(arguments)
    while left:
        name, equals, value = left.pop(0).partition("=")
        if not name.startswith("--") or not (equals or left):
            raise fail(f"{name}: write parameters as --name value.")
        value = value if equals else left.pop(0)
        options.setdefault(name.removeprefix("--").replace("-", "_"), []).append(value)
    return options
