"""Commands for datasets: ``list``, ``drop``, ``match``, ``proposals`` and ``reject``."""

from typing import Annotated

import typer

from app.commands.common import (
    INTERRUPTED,
    ByOption,
    ReasonOption,
    actor,
    count,
    database,
    reading_session,
)
from app.commands.matching import MergeOnOption, match_and_say
from app.console import fail, note, say, say_table, work_shown
from app.db import own_session
from app.importers.dropping import drop_dataset
from app.importers.proposing import Matching
from app.importers.records import InputError
from app.importers.rejecting import reject_proposal
from app.queries.datasets import ToldDataset, all_datasets
from app.queries.merge_proposals import open_proposals

cli = typer.Typer(no_args_is_help=True, help="Datasets: list, drop, match, proposals, reject.")
DatasetName = Annotated[str, typer.Argument(metavar="NAME", help="As datasets list shows it.")]


@cli.command("list")
def list_command() -> None:
    """List all datasets: licence, what they hold, when they were imported last."""
    with reading_session() as session:
        rows = [_line(each) for each in all_datasets(session)]
    say_table(("id", "title", "licence", "entities", "facts", "last import"), rows)


@cli.command("drop")
def drop_command(name: DatasetName, reason: ReasonOption, by: ByOption = None) -> None:
    """Retract all that a dataset says. What others say of the same entities stays.

    A later import of it brings everything back, with the same ids.
    """
    try:
        with database() as engine, work_shown() as progress:
            run = drop_dataset(engine, name, actor=actor(by), reason=reason, progress=progress)
    except InputError as error:
        raise fail(f"Cannot drop: {error}.") from None
    except KeyboardInterrupt:
        note("Stopped. What was retracted stays so; go on with the same command.")
        raise typer.Exit(INTERRUPTED) from None
    facts, entities = count(run.counts.retracted, "fact"), run.counts.left.total()
    of = "1 entity" if entities == 1 else f"{entities:,} entities"
    say(f"Dropped {name}: {facts} of {of} retracted.")


@cli.command("match")
def match_command(
    name: DatasetName,
    *,
    other: Annotated[
        str | None, typer.Option("--with", help="Only among those of this dataset.")
    ] = None,
    merge_on: MergeOnOption = None,
    by: ByOption = None,
) -> None:
    """Find who of a dataset is somebody in another one, and propose to merge them.

    Nothing is merged but what shares an identifier of a scheme given with --merge-on.
    """
    wanted = Matching(
        dataset_id=name, other_id=other, merge_on=tuple(merge_on or ()), actor=actor(by)
    )
    with database() as engine:
        match_and_say(engine, wanted)


@cli.command("proposals")
def proposals_command(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Of this dataset.")] = None,
) -> None:
    """List the open proposals to merge, the likeliest first, with what speaks for and against."""
    with reading_session() as session:
        proposals = open_proposals(session, name)
    for each in proposals:
        pair = " and ".join(
            f"{one} ({known_as})" for one, known_as in zip(each.ids, each.names, strict=True)
        )
        why = ", ".join(f"{feature} {effect:+g}" for feature, effect in each.reasons.items())
        say(f"{each.score:.2f}  {pair}\n      {why}")
    note(
        f"{count(len(proposals), 'open proposal')}; accept one: incumbent merge ID ID --reason …;"
        " reject one: incumbent datasets reject ID ID"
    )


@cli.command("reject")
def reject_command(
    one_id: Annotated[str, typer.Argument(metavar="ID", help="One of a proposal.")],
    other_id: Annotated[str, typer.Argument(metavar="ID", help="The other one.")],
) -> None:
    """Say of a proposal that the two are not the same. They are not proposed again."""
    try:
        with database() as engine, own_session(engine) as session:
            reject_proposal(session, one_id, other_id)
    except InputError as error:
        raise fail(f"Cannot reject: {error}.") from None
    say(f"Rejected: {one_id} and {other_id} are two.")


def _line(told: ToldDataset) -> tuple[str, ...]:
    run = told.last_run
    when = f"{run.started_at:%Y-%m-%d %H:%M}" if run else ""
    state = "dropped " if run and run.action == "drop" else ""
    unfinished = " (unfinished)" if run and run.finished_at is None else ""
    return (
        told.dataset.id,
        told.dataset.title,
        told.dataset.licence or "",
        f"{sum(told.entities.values()):,}",
        f"{told.facts:,}",
        f"{state}{when}{unfinished}",
    )
