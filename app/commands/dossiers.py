"""Commands over dossiers: ``dossier export``."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.common import count, reading_session
from app.console import fail, say
from app.writing.exported import ExportError, articles_on_record, export_dossier
from app.writing.files import WouldOverwriteError, text_file, write_dossier

cli = typer.Typer(help="Dossiers written out from the ledger.", no_args_is_help=True)


@cli.callback()
def _group() -> None:
    """Dossiers written out from the ledger."""


@cli.command("export")
def export_command(
    article: Annotated[
        str | None, typer.Argument(metavar="ARTICLE_ID", help="The article's id.")
    ] = None,
    *,
    output: Annotated[
        Path | None, typer.Option(help="Where to; else ARTICLE_ID.yaml, here.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--all", help="Write the dossiers of all articles there.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Even over files that say something else.")
    ] = False,
) -> None:
    """Write the dossier of an article, with its text beside it, as the ledger has it now.

    Loading it changes nothing. Edit it and load it: only the difference is recorded.
    """
    if (article is None) == (folder is None) or (folder and output):
        raise typer.BadParameter("give an article's id (and --output FILE), or --all FOLDER")
    with reading_session() as session:
        wanted = [article] if article else articles_on_record(session)
        for each in wanted:
            path = output or (folder or Path()) / f"{each}.yaml"
            try:
                exported = export_dossier(session, each, text_file(path).name)
                write_dossier(path, exported.dossier, exported.text, force=force)
            except (ExportError, WouldOverwriteError) as error:
                raise fail(f"Cannot export: {error}.") from None
            if article:
                say(f"Written: {path}, and the article's text beside it: {text_file(path)}.")
    if folder:
        say(f"Written to {folder}: {count(len(wanted), 'dossier')}, each with its text.")
