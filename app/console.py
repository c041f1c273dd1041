"""What the command line prints: progress, results and errors for people."""

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

_SECONDS: Final = 5.0  # between two plain lines of long work
_COLUMNS: Final = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TextColumn("{task.fields[rate]}"),
    TimeRemainingColumn(),
)
_STEERING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_EVERY: Final = 100  # a plain line for each so many, where the output is no terminal
error_console: Final = Console(stderr=True, soft_wrap=True, highlight=False)


def harmless(text: str) -> str:
    """What somebody else wrote, without what would steer the terminal or turn its line around."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.splitlines()))


def say(text: str) -> None:
    """Print a line of result."""
    typer.echo(text)


def say_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows below their headings, in columns."""
    table = [headings, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(headings))]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def note(text: str) -> None:
    """Print a remark beside the result, so that the result alone can be piped on."""
    typer.echo(text, err=True)


def fail(text: str) -> typer.Exit:
    """Print an error; raise what this returns to leave with a non-zero code."""
    typer.echo(text, err=True)
    return typer.Exit(1)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A function (done, of, name) that shows how far work is: a bar, or plain lines."""
    if not sys.stderr.isatty():
        yield lambda done, of, name: _plain_line(what, done, of, name)
        return
    with Progress(*_COLUMNS, console=error_console, transient=True) as bar:
        task = bar.add_task(what, total=None, rate="")

        def show(done: int, of: int, _name: str) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=of, rate=f"{speed:.0f}/s" if speed else "")

        yield show


class Meter:
    """Work in stages, told in a plain line now and then: rows, rate, and time left."""

    def __init__(self) -> None:
        self._stage = ""
        self._started = self._told = 0.0
        self._first = 0

    def __call__(self, stage: str, done: int, of: int | None) -> None:
        """``of`` is None where nobody knows how many there are."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._started, self._told, self._first = stage, now, now, done
        if now - self._told >= _SECONDS or done == of:
            self._told = now
            typer.echo(self._line(done, of, now - self._started), err=True)

    def _line(self, done: int, of: int | None, seconds: float) -> str:
        rate = (done - self._first) / seconds if seconds else 0.0
        told = f"{self._stage}: {done:,}" + (f" of {of:,}" if of is not None else "")
        if rate:
            told += f", {rate:,.0f}/s"
        if rate and of is not None and done < of:
            told += f", {(of - done) / rate:,.0f} s left"
        return told


@contextmanager
def work_shown() -> Iterator[Callable[[str, int, int | None], None]]:
    """A function (stage, done, of) that shows how far work is: bars, or plain lines."""
    if not sys.stderr.isatty():
        yield Meter()
        return
    with Progress(*_COLUMNS, console=error_console, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, of: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=of, rate="")
            speed = bar.tasks[tasks[stage]].speed
            bar.update(
                tasks[stage], completed=done, total=of, rate=f"{speed:,.0f}/s" if speed else ""
            )

        yield show


def _plain_line(what: str, done: int, of: int, name: str) -> None:
    if done % _EVERY == 0 or (done == of and of > _EVERY):
        typer.echo(f"{what}: {done} of {of} ({name})", err=True)
