"""Commands that take back: ``withdraw`` and ``revert``."""

from typing import Annotated

import typer

from app.commands.common import ByOption, ReasonOption, actor, ledger_session
from app.console import say
from app.ledger.undoing import revert, withdraw

cli = typer.Typer()


@cli.command("withdraw")
def withdraw_command(
    article: Annotated[str, typer.Argument(help="The id of the article.")],
    reason: ReasonOption,
    by: ByOption = None,
) -> None:
    """Retract all that an article's dossier says. It is not loaded again, until reverted."""
    with ledger_session() as session:
        number = withdraw(session, article, actor=actor(by), reason=reason)
    say(f"Withdrawn with change {number}; undo it with: incumbent revert {number} --reason …")


@cli.command("revert")
def revert_command(
    change: Annotated[int, typer.Argument(help="The number of the change.")],
    reason: ReasonOption,
    by: ByOption = None,
) -> None:
    """Record the inverse of a change. Nothing disappears."""
    with ledger_session() as session:
        number = revert(session, change, actor=actor(by), reason=reason)
    say(f"Reverted with change {number}." if number else "Nothing of it was left to revert.")
