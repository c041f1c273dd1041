"""The step that ``import`` and ``datasets match`` share: what is the same in other datasets."""

from typing import Annotated

import typer
from sqlalchemy import Engine

from app.commands.common import INTERRUPTED, count
from app.console import fail, note, say, work_shown
from app.importers.proposing import Matching, match_dataset, merge_only
from app.importers.records import InputError

MergeOnOption = Annotated[
    list[str] | None,
    typer.Option(help="Merge what shares an identifier of this scheme; may be repeated."),
]


def match_and_say(engine: Engine, wanted: Matching, *, identifiers_only: bool = False) -> None:
    """Compare a dataset with the others, and tell what was merged and what is proposed."""
    compare = merge_only if identifiers_only else match_dataset
    try:
        with work_shown() as progress:
            matched = compare(engine, wanted, progress)
    except InputError as error:
        raise fail(f"Cannot match: {error}.") from None
    except KeyboardInterrupt:
        note("Stopped. What was merged or proposed stays; go on with the same command.")
        raise typer.Exit(INTERRUPTED) from None
    if wanted.merge_on:
        say(f"Merged on {', '.join(wanted.merge_on)}: {count(len(matched.merged), 'pair')}.")
    if matched.declined:
        pairs = ", ".join(f"{one} and {other}" for one, other in matched.declined)
        say(f"Not merged, since that was rejected or reverted before: {pairs}.")
    if not identifiers_only:
        new = count(matched.proposed, "new proposal")
        say(f"{new}: incumbent datasets proposals {wanted.dataset_id}")
