"""What the command line prints: progress, results and errors for people."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

_EVERY: Final = 100  # a plain line for each so many, where the output is no terminal
error_console: Final = Console(stderr=True, soft_wrap=True, highlight=False)


def say(text: str) -> None:
    """Print a line of result."""
    typer.echo(text)


def note(text: str) -> None:
    """Print a remark beside the result, so that the result alone can be piped on."""
    typer.echo(text, err=True)


def fail(text: str) -> typer.Exit:
    """Print an error; raise what this returns to leave with a non-zero code."""
    typer.echo(text, err=True)
    return typer.Exit(1)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int | None, str], None]]:
    """A function (done, of, name) that shows how far work is: a bar, or plain lines.

    ``of`` is None where nobody knows how much there is to do.
    """
    if not sys.stderr.isatty():
        yield lambda done, of, name: _plain_line(what, done, of, name)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=error_console, transient=True) as bar:
        task = bar.add_task(what, total=None, rate="")

        def show(done: int, of: int | None, _name: str) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=of, rate=f"{speed:.0f}/s" if speed else "")

        yield show


def _plain_line(what: str, done: int, of: int | None, name: str) -> None:
    if done % _EVERY == 0 or (done == of and of > _EVERY):
        told = done if of is None else f"{done} of {of}"
        typer.echo(f"{what}: {told} ({name})", err=True)
