"""Entities compiled in a process of its own, a batch ahead of the one that is being recorded.

Compiling is pure: staged pieces in, facts out. So it need not wait for the database, nor the
database for it. A small input is compiled where it is, since a process takes a second to start.
"""

import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final

from app.batches import batches
from app.importers.compiling import Compiled, Compiler
from app.importers.records import Format, Notes, Place
from app.importers.staging import Staging
from app.memory import few_collections

_WORTH_A_PROCESS: Final = 5_000  # entities


def is_worth_a_process(entities: int) -> bool:
    """Whether so many entities pay for the start of another process."""
    return entities >= _WORTH_A_PROCESS and (os.cpu_count() or 1) > 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Entities that are recorded together; ``last``: the number of the last that was looked at."""

    compiled: list[Compiled]
    size: int
    last: int


@dataclass(slots=True)
class _Kept:
    """Keeps notes until they are told on."""

    notes: list[tuple[str, Place, str, Any, str]] = field(default_factory=list)

    def note(self, rule: str, place: Place, field: str, value: Any, done: str) -> None:
        self.notes.append((rule, place, field, value, done))

    def tell(self, notes: Notes) -> None:
        for each in self.notes:
            notes.note(*each)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be compiled: entities of a staged input, by number, so many at once.

    ``is_beside``: by another process.
    """

    format: Format
    dataset: str
    staged: Path
    numbers: Sequence[int]
    at_once: int
    is_beside: bool = False

    def compile(self, staging: Staging) -> Iterator[tuple[Batch, _Kept]]:
        """All batches in their order, each with the notes on it."""
        for numbers in batches(self.numbers, self.at_once):
            kept = _Kept()
            compiler = Compiler(self.format, self.dataset, staging, kept)
            compiled = list(compiler.compile_all(numbers))
            yield Batch(compiled, len(numbers), numbers[-1]), kept


def compile_ahead(work: Work, staging: Staging, notes: Notes) -> Iterator[Batch]:
    """All batches in their order; what is wrong is told to ``notes`` before its batch.

    Raises StrictError, and what cannot be done anything about: OSError, sqlite3.Error.
    """
    found = _compiled_beside(work) if work.is_beside else work.compile(staging)
    for batch, kept in found:
        kept.tell(notes)
        yield batch


def _compiled_beside(work: Work) -> Iterator[tuple[Batch, _Kept]]:
    """The same from another process, which waits while a batch is not taken yet."""
    command = [sys.executable, "-m", "app.importers.ahead"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:  # noqa: S603 (our own)
        asked, answered = _pipes(process)
        try:
            with asked:
                pickle.dump(work, asked)
            while (told := pickle.load(answered)) is not None:  # noqa: S301 (from our own process)
                if isinstance(told, Exception):
                    raise told
                yield told
        except (EOFError, BrokenPipeError):
            raise RuntimeError("the process that compiles has ended before its work") from None
        finally:
            process.kill()


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process that compiles has no pipes")
    return process.stdin, process.stdout


def main() -> None:
    """Compile what stands pickled on standard input; batches, and None, go to standard output."""
    # Ctrl-C reaches all processes of a terminal: the one that began this ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever prints something must not get between the batches.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    work: Work = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our own process)
    with suppress(BrokenPipeError), few_collections() as collect:  # the other process was ended
        for told in _told(work):
            pickle.dump(told, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
            collect()


def _told(work: Work) -> Iterator[Any]:
    try:
        with Staging(work.staged, is_new=False) as staging:
            yield from work.compile(staging)
        yield None
    except Exception as error:  # noqa: BLE001 (whatever it is, the one who waits is told)
        yield _portable(error)


def _portable(error: Exception) -> Exception:
    """An error that can be sent, with where it was raised as a note on it."""
    where = "".join(traceback.format_exception(error)).rstrip()
    error.add_note(f"in the process that compiles:\n{where}")
    with suppress(Exception):  # some are written, and then cannot be read
        if type(pickle.loads(pickle.dumps(error))) is type(error):  # noqa: S301 (just written)
            return error
    told = RuntimeError(f"{type(error).__name__}: {error}")
    told.add_note(error.__notes__[-1])
    return told


if __name__ == "__main__":
    # By its own name, or what is sent would be of classes that the other process does not know.
    import_module("app.importers.ahead").main()
