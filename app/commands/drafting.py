"""The command ``draft``."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

import typer
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from app.commands.common import actor, read_settings
from app.commands.draft_report import report
from app.config import Settings
from app.console import fail, note
from app.dates import PartialDate, PartialDateError
from app.db import make_engine, read_session
from app.drafting.endpoint import Client
from app.drafting.failing import DraftingError
from app.drafting.providers import RULES, endpoint_of, is_llm, provider_named, rules
from app.drafting.records import Provider, SourceText
from app.intake.article import PAGES, Article, IntakeError, is_url, read_article
from app.intake.fetching import FetchError
from app.migrate import current_revision, head_revision
from app.model_errors import LANGUAGE_PATTERN, URL_PATTERN
from app.sqlite_files import is_there
from app.vocabulary import ID_HELP, ID_PATTERN
from app.writing.draft_article import draft_article
from app.writing.drafted import draft_dossier
from app.writing.drafted_article import Drafted
from app.writing.files import WouldOverwriteError, text_file, write_dossier
from app.writing.matching import article_with, taken
from app.writing.new_ids import NewIds
from app.writing.particulars import Particulars

cli = typer.Typer()
_FROM_PAGE: Final = "As the page says of itself."


def _like(pattern: str, otherwise: str) -> Callable[[str | None], str | None]:
    def checked(value: str | None) -> str | None:
        if value is not None and not re.match(pattern, value):
            raise typer.BadParameter(otherwise)
        return value

    return checked


def _is_date(value: str | None) -> str | None:
    try:
        return PartialDate.parse(value).text if value is not None else None
    except PartialDateError as error:
        raise typer.BadParameter(str(error)) from None


_URL: Final = _like(URL_PATTERN, "a web address starts with http:// or https://")
_LANGUAGE: Final = _like(LANGUAGE_PATTERN, "a language is a tag such as en, zh or zh-Hans")
Text = str | None


@cli.command("draft")
def draft_command(  # noqa: PLR0913 (each is an option of the command)
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help="A text, or a web page.")],
    *,
    published: Annotated[
        Text, typer.Option(help="When: 2024-05-16, 2024-05, 2024?.", callback=_is_date)
    ] = None,
    title: Annotated[Text, typer.Option(help="Else the page's, or the first line.")] = None,
    publisher: Annotated[Text, typer.Option(help="Who published it.")] = None,
    author: Annotated[list[str] | None, typer.Option(help="Who wrote it; repeatable.")] = None,
    url: Annotated[Text, typer.Option(help="Where it was published.", callback=_URL)] = None,
    language: Annotated[Text, typer.Option(help="Its language: en.", callback=_LANGUAGE)] = None,
    article_id: Annotated[
        Text,
        typer.Option("--id", help="Else made of the title.", callback=_like(ID_PATTERN, ID_HELP)),
    ] = None,
    curator: Annotated[Text, typer.Option(help="Who; else your user name.")] = None,
    output: Annotated[Path | None, typer.Option(help="Else the article's, as .yaml.")] = None,
    provider: Annotated[
        str, typer.Option("--with", help="rules, spacy, spacy:MODEL, or llm.")
    ] = RULES,
    known: Annotated[bool, typer.Option(help="Look for entities on record.")] = True,
    private: Annotated[
        bool, typer.Option("--private", help="Fetch from private networks, too.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over files that differ.")] = False,
) -> None:
    """Draft a dossier from an article: whom it names, what it says of them, each with its quote.

    Nothing is recorded: the draft is a file, and incumbent review takes it from there.
    """
    try:
        article = read_article(source, private=private)
        given = replace(
            article,
            title=title or article.title,
            authors=tuple(author or article.authors),
            publisher=publisher or article.publisher,
            published=PartialDate.parse(published) if published else article.published,
            language=language or article.language,
            url=url or article.url,
        )
        asked = _Asked(
            source=source,
            article=given,
            id=article_id,
            curator=actor(curator),
            output=output,
            published_note=_FROM_PAGE if article.published and not published else None,
        )
        _draft(asked, provider, known=known, force=force)
    except (IntakeError, FetchError, DraftingError, WouldOverwriteError) as error:
        raise fail(f"Cannot draft: {error}.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is to be drafted, and how its dossier is to be told."""

    source: str
    article: Article
    id: str | None
    curator: str
    output: Path | None
    published_note: str | None


def _draft(asked: _Asked, way: str, *, known: bool, force: bool) -> None:
    settings = read_settings()
    client = Client(endpoint_of(settings)) if is_llm(way) else None
    provider = provider_named(way, client)
    if asked.article.published is None:
        note("Nobody says when this was published (--published): no date is resolved against it.")
    try:
        with _records(settings, wanted=known) as session:
            _write(asked, provider, session, force=force)
    finally:
        if client is not None:
            note(client.usage.in_words(client.endpoint))


def _write(asked: _Asked, provider: Provider, session: Session | None, *, force: bool) -> None:
    text = asked.article.text
    source = SourceText(text=text, published=asked.article.published, title=asked.article.title)
    first = provider if provider.name == RULES else rules()
    drafted = draft_article(source, provider, first, session)
    particulars = _particulars(asked, provider.name, drafted, session)
    path = asked.output or _beside(asked, particulars.id)
    particulars = replace(particulars, file=_text_beside(path, asked.source).name)
    ids = NewIds(taken(session) if session else lambda _: False)
    dossier = draft_dossier(text, drafted, particulars, ids)
    comments = (
        f"A draft, made from {asked.source}: nobody has reviewed it. incumbent review does.",
    )
    write_dossier(path, dossier, text, comments=comments, force=force)
    for line in report(path, dossier, drafted.draft, text):
        note(line)


def _particulars(
    asked: _Asked, provider: str, drafted: Drafted, session: Session | None
) -> Particulars:
    article = asked.article
    place = drafted.draft.title
    printed = (
        article.text[place.start : place.end] if place else article.text.strip().split("\n")[0]
    )
    title = article.title or printed
    on_record = article_with(session, article.text) if session else None
    if on_record:
        note(f"This text is on record as {on_record}: the draft says more of the same article.")
    is_taken = taken(session) if session else lambda _: False
    return Particulars(
        id=asked.id or on_record or NewIds(is_taken).new(title),
        file="",
        title=title,
        curator=asked.curator,
        provider=provider,
        drafted_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        publisher=article.publisher,
        authors=article.authors,
        url=article.url,
        language=article.language,
        published=article.published,
        published_note=asked.published_note,
    )


def _beside(asked: _Asked, article_id: str) -> Path:
    """A file's draft stands beside it; that of a page on the web, here."""
    if is_url(asked.source):
        return Path(f"{article_id}.yaml")
    return Path(asked.source).with_suffix(".yaml")


def _text_beside(path: Path, source: str) -> Path:
    """The article's own file, where it is a text in the draft's folder; else a copy."""
    own = Path(source)
    is_text = not is_url(source) and own.suffix.lower() not in PAGES
    if is_text and own.resolve().parent == path.resolve().parent:
        return own
    return text_file(path)


@contextmanager
def _records(settings: Settings, *, wanted: bool) -> Iterator[Session | None]:
    """What is on record; None, with a word on why, where nothing is to be looked up."""
    if not wanted:
        yield None
        return
    url = make_url(settings.database_url)
    if not is_there(settings.database_url):
        note(f"There is no database at {url.database}: nothing is looked for on record.")
        yield None
        return
    engine = make_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            revision = current_revision(connection)
        if revision == head_revision():
            with read_session(engine) as session:
                yield session
        else:
            note("The database is not migrated (incumbent migrate): nothing is looked for there.")
            yield None
    finally:
        engine.dispose()
