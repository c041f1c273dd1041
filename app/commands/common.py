"""What commands share: the settings, told plainly where they are wrong, and the ledger open."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.config import Settings, unknown_variables, wrong_settings
from app.console import fail
from app.db import make_engine, own_session, read_session, write_session
from app.sqlite_files import is_there


def _stated(reason: str) -> str:
    if not reason.strip():
        raise typer.BadParameter("say why: the ledger keeps it")
    return reason.strip()


ReasonOption = Annotated[str, typer.Option(help="Why; the ledger keeps it.", callback=_stated)]
ByOption = Annotated[str | None, typer.Option("--by", help="Who; else your user name.")]


INTERRUPTED: Final = 130  # the exit code after Ctrl-C, as shells have it


def read_settings() -> Settings:
    """The settings; leaves with a line for each that is wrong, or unknown."""
    wrong = unknown_variables(os.environ)
    try:
        settings = Settings()
    except ValidationError as error:
        wrong += wrong_settings(error, os.environ)
    if wrong:
        raise fail("\n".join(wrong))
    return settings


@contextmanager
def ledger_session() -> Iterator[Session]:
    """One transaction that may write the ledger, on the database of the settings."""
    with database() as engine, write_session(engine) as session:
        yield session


@contextmanager
def keys_session() -> Iterator[Session]:
    """One transaction that may write keys, on the database of the settings."""
    with database() as engine, own_session(engine) as session:
        yield session


@contextmanager
def reading_session() -> Iterator[Session]:
    """A session that reads the database of the settings, and waits for no writer."""
    with database() as engine, read_session(engine) as session:
        yield session


@contextmanager
def database() -> Iterator[Engine]:
    """The database of the settings; one that is not there is not made, but told."""
    url = read_settings().database_url
    require_there(url, "incumbent migrate")
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def require_there(url: str, makes: str) -> None:
    """End with an error where there is no database yet; ``makes``: the command that makes it."""
    if not is_there(url):
        raise fail(f"There is no database at {url}: {makes} makes it.")


def actor(by: str | None) -> str:
    """Who acts: as said, else the user of this process."""
    return by or _user()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number that has no name
        return f"uid {os.getuid()}"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
