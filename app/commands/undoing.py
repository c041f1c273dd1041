"""Commands over entities, facts and changes: ``merge``, ``withdraw``, ``deprecate``, ``revert``."""

from typing import Annotated

import typer

from app.commands.common import ByOption, ReasonOption, actor, count, ledger_session
from app.console import say
from app.ledger.deprecating import deprecate
from app.ledger.hiding import hide, unhide
from app.ledger.merging import merge
from app.ledger.undoing import revert, withdraw
from app.queries.documents import find_document
from app.queries.mentions import articles_naming

cli = typer.Typer()
EntityArgument = Annotated[str, typer.Argument(metavar="ID", help="Of the entity.")]
FieldArgument = Annotated[
    str, typer.Argument(metavar="FIELD", help="Such as birth_date, identifiers.wikidata.")
]


@cli.command("merge")
def merge_command(
    merged: Annotated[str, typer.Argument(help="The id that is given up.")],
    survivor: Annotated[str, typer.Argument(help="The id that stays.")],
    reason: ReasonOption,
    by: ByOption = None,
) -> None:
    """Merge one entity into another: its facts move, and its id leads to the other (308)."""
    with ledger_session() as session:
        number = merge(session, merged, survivor, actor=actor(by), reason=reason)
    say(f"Merged with change {number}; undo it with: incumbent revert {number} --reason …")


@cli.command("withdraw")
def withdraw_command(
    entity: Annotated[str, typer.Argument(metavar="ID", help="Of an article, or an entity.")],
    *,
    reason: ReasonOption,
    articles: Annotated[
        bool, typer.Option("--articles", help="The articles that still name it, too.")
    ] = False,
    by: ByOption = None,
) -> None:
    """Take back an article with all that it says, or an entity with all that is said of it.

    No answer, export or past view shows any of it; its id answers 410 with the reason. Nothing of
    it is loaded again until the change is reverted.
    """
    with ledger_session() as session:
        naming = articles_naming(session, entity)
        # Who was withdrawn before is gone on with, for the sake of the articles.
        document = find_document(session, entity)
        is_gone = document is not None and document.body is None and not document.merged_into
        others = naming if articles else []
        wanted = others if is_gone and others else [entity, *others]
        changes = [
            (each, withdraw(session, each, actor=actor(by), reason=reason)) for each in wanted
        ]
    for each, change in changes:
        number, facts = change.number, count(change.retracted, "fact")
        also = "" if each == entity else f" of {each}"
        say(
            f"Withdrawn {facts}{also} with change {number}; undo it with: incumbent revert {number}"
            " --reason …"
        )
    if naming and not articles:
        say(f"Articles that still name it: {', '.join(naming)}. Those, too: --articles")


@cli.command("deprecate")
def deprecate_command(
    fact: Annotated[str, typer.Argument(metavar="FACT_ID", help="As profiles and /facts give it.")],
    reason: ReasonOption,
    by: ByOption = None,
) -> None:
    """Mark a fact as wrong, and every other that says the same, now or later.

    It stays on record with the reason; profiles, lists, search and exports go without it.
    """
    with ledger_session() as session:
        change = deprecate(session, fact, actor=actor(by), reason=reason)
    say(
        f"Deprecated with change {change.number}; undo it with: incumbent revert"
        f" {change.number} --reason …"
    )


@cli.command("hide")
def hide_command(
    entity: EntityArgument, field: FieldArgument, reason: ReasonOption, by: ByOption = None
) -> None:
    """Show a field of one entity nowhere, whoever says it, in past views and exports neither."""
    with ledger_session() as session:
        number = hide(session, entity, field, actor=actor(by), reason=reason).number
        naming = articles_naming(session, entity)
    say(f"Hidden with change {number}; undo it with: incumbent unhide {entity} {field} --reason …")
    if naming:
        say(
            "The texts of articles, and the words around quotes from them, may still say it:"
            f" {', '.join(naming)}. incumbent withdraw takes an article down."
        )


@cli.command("unhide")
def unhide_command(
    entity: EntityArgument, field: FieldArgument, reason: ReasonOption, by: ByOption = None
) -> None:
    """Show a hidden field of an entity again."""
    with ledger_session() as session:
        number = unhide(session, entity, field, actor=actor(by), reason=reason).number
    say(f"Shown again with change {number}.")


@cli.command("revert")
def revert_command(
    change: Annotated[int, typer.Argument(help="The number of the change.")],
    reason: ReasonOption,
    by: ByOption = None,
) -> None:
    """Record the inverse of a change. Nothing disappears."""
    with ledger_session() as session:
        number = revert(session, change, actor=actor(by), reason=reason)
    if number is None:
        say("Nothing of it was left to revert.")
    else:
        say(f"Reverted with change {number}; undo it with: incumbent revert {number} --reason …")
