"""Commands for datasets: ``datasets list`` and ``datasets drop``."""

from typing import Annotated

import typer

from app.commands.common import ByOption, ReasonOption, actor, count, database, reading_session
from app.console import fail, note, say, say_table, work_shown
from app.importers.dropping import drop_dataset
from app.importers.records import InputError
from app.queries.datasets import ToldDataset, all_datasets

cli = typer.Typer(no_args_is_help=True, help="Datasets: list, drop.")
DatasetName = Annotated[str, typer.Argument(metavar="NAME", help="As datasets list shows it.")]
INTERRUPTED = 130  # as shells have it


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
    entities = count(run.counts.left.total(), "entity").replace("entitys", "entities")
    say(f"Dropped {name}: {count(run.counts.retracted, 'fact')} of {entities} retracted.")


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
