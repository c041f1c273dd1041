"""The command ``import``: the world's data into the ledger."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.commands.common import INTERRUPTED, ByOption, actor, count, database
from app.commands.matching import MergeOnOption, match_and_say
from app.console import fail, note, say, work_shown
from app.importers.datasets import Particulars
from app.importers.formats import FORMATS
from app.importers.importing import BATCH, Import, run_import
from app.importers.proposing import Matching, check_schemes
from app.importers.records import Format, InputError, StrictError
from app.importers.report import open_report
from app.importers.runs import Counts, Run

cli = typer.Typer()


@cli.command("import")
def import_command(  # noqa: PLR0913 (each is an option of the command)
    format_name: Annotated[
        str, typer.Argument(metavar="FORMAT", help=f"Which format it is in: {', '.join(FORMATS)}.")
    ],
    path: Annotated[Path, typer.Argument(help="A file or a folder.")],
    *,
    dataset: Annotated[str, typer.Option(help="Its id here, such as us-congress.")],
    title: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    licence: Annotated[str | None, typer.Option(help="CC0-1.0, CC-BY-4.0 …, or unknown.")] = None,
    attribution: Annotated[str | None, typer.Option(help="Whom to name.")] = None,
    source_url: Annotated[str | None, typer.Option(help="Where it is published.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what it would do.")] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only so many people, with what they mention.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="A file that takes a JSON line for each thing wrong.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first of them.")] = False,
    retract_anyway: Annotated[
        bool,
        typer.Option("--retract-anyway", help="Even where the input cannot be read whole."),
    ] = False,
    merge_on: MergeOnOption = None,
    batch: Annotated[int, typer.Option(min=1, help="Entities in one change.")] = BATCH,
    by: ByOption = None,
) -> None:
    """Import a file or folder into a dataset: only what differs from its last import.

    A new dataset needs title, licence, attribution and source URL.
    """
    wanted = Import(
        format=_format(format_name),
        path=path,
        dataset=Particulars(
            id=dataset, title=title, licence=licence, attribution=attribution, url=source_url
        ),
        actor=actor(by),
        limit=limit,
        batch=batch,
        is_dry=dry_run,
        retracts_anyway=retract_anyway,
    )
    schemes = tuple(merge_on or ())
    with database() as engine:
        run = _import(engine, wanted, report, schemes, is_strict=strict)
        _say_what_was_done(wanted, run)
        if schemes and not dry_run:
            matching = Matching(dataset_id=dataset, merge_on=schemes, actor=wanted.actor)
            match_and_say(engine, matching, identifiers_only=True)
    if run.counts.kept_entities or run.counts.kept_facts:
        raise typer.Exit(1)


def _import(
    engine: Engine,
    wanted: Import,
    report: Path | None,
    schemes: Sequence[str],
    *,
    is_strict: bool,
) -> Run:
    try:
        check_schemes(schemes)
        opened = open_report(report, is_strict=is_strict, source=wanted.path)
        with opened as notes, work_shown() as progress:
            return run_import(engine, wanted, notes, progress)
    except (InputError, OSError) as error:
        raise fail(f"Cannot import: {error}.") from None
    except StrictError as error:
        again = "what was recorded before it stays; without --strict it is reported and passed by"
        raise fail(f"Stopped at the first thing wrong: {error}\n{again}.") from None
    except KeyboardInterrupt:
        command = shlex.join(["incumbent", *sys.argv[1:]])
        note(f"Stopped. What was recorded stays; go on with the same command: {command}")
        raise typer.Exit(INTERRUPTED) from None


def _format(name: str) -> Format:
    if name not in FORMATS:
        known = ", ".join(sorted(FORMATS)) or "none"
        raise fail(f"FORMAT: there is no format {name!r}; known are {known}.")
    return FORMATS[name]


def _say_what_was_done(wanted: Import, run: Run) -> None:
    done = "Would be imported" if wanted.is_dry else "Imported"
    counts = run.counts
    say(
        f"{done} into {run.dataset_id}: {count(counts.recorded, 'fact')} recorded, "
        f"{counts.retracted:,} retracted{_changes(run)}."
    )
    for line in (*_kinds(counts), *_beside(counts)):
        say(line)
    if wanted.limit is not None:
        say(f"Only the first {wanted.limit:,} were looked at (--limit); nothing was retracted.")


def _changes(run: Run) -> str:
    if run.first_change is None:
        return ""
    if run.first_change == run.last_change:
        return f" with change {run.first_change}"
    return f" with changes {run.first_change} to {run.last_change}"


def _kinds(counts: Counts) -> list[str]:
    by_kind = (counts.new, counts.changed, counts.unchanged, counts.left)
    kinds = sorted({kind for each in by_kind for kind in each})
    return [
        f"  {kind}: {counts.new[kind]:,} new, {counts.changed[kind]:,} changed,"
        f" {counts.unchanged[kind]:,} unchanged, {counts.left[kind]:,} left"
        for kind in kinds
    ]


def _beside(counts: Counts) -> list[str]:
    lines = []
    if counts.withheld:
        withheld = count(counts.withheld, "fact")
        lines.append(f"Withheld, since they speak of withdrawn entities: {withheld}.")
    if counts.notes:
        told = ", ".join(f"{rule} {times:,}" for rule, times in sorted(counts.notes.items()))
        lines.append(f"Found wrong in the input: {told}.")
    if counts.kept_entities or counts.kept_facts:
        entities = "1 entity" if counts.kept_entities == 1 else f"{counts.kept_entities:,} entities"
        lines.append(
            "What is not in the input was not retracted, since it is empty or could not be read"
            " whole:"
            f" {entities}, and {count(counts.kept_facts, 'fact')} of others."
            " With --retract-anyway it is."
        )
    return lines
