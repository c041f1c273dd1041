"""Entities compiled in a process of its own, a batch ahead of the one that is being recorded.

Compiling is pure: staged pieces in, facts out. So it need not wait for the database, nor the
database for it. A small input is compiled where it is, since a process takes a second to start.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from app.batches import batches
from app.importers.compiling import Compiled, Compiler
from app.importers.records import Format, Notes, Place
from app.importers.staging import Staging

_WORTH_A_PROCESS: Final = 5_000  # entities
_PATIENCE: Final = 10  # seconds for a process that is to end


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
    """What is to be compiled: entities of a staged input, by number, so many at once."""

    format: Format
    dataset: str
    staged: Path
    numbers: Sequence[int]
    at_once: int

    def compile(self, staging: Staging) -> Iterator[tuple[Batch, _Kept]]:
        """All batches in their order, each with the notes on it."""
        for numbers in batches(self.numbers, self.at_once):
            kept = _Kept()
            compiler = Compiler(self.format, self.dataset, staging, kept)
            compiled = list(compiler.compile_all(numbers))
            yield Batch(compiled, len(numbers), numbers[-1]), kept


def compile_ahead(work: Work, staging: Staging, notes: Notes) -> Iterator[Batch]:
    """All batches in their order; what is wrong is told to ``notes`` before its batch.

    Raises StrictError, and whatever the format raises.
    """
    beside = len(work.numbers) >= _WORTH_A_PROCESS and (os.cpu_count() or 1) > 1
    found = _compiled_beside(work) if beside else work.compile(staging)
    for batch, kept in found:
        kept.tell(notes)
        yield batch


def _compiled_beside(work: Work) -> Iterator[tuple[Batch, _Kept]]:
    """The same from another process, which waits while a batch is not taken yet."""
    # A process that is forked would share our open databases.
    context = get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_compile_and_send, args=(work, sending), daemon=True)
    process.start()
    sending.close()
    try:
        with closing(receiving):
            while (told := receiving.recv()) is not None:
                if isinstance(told, Exception):
                    raise told
                yield told
    except EOFError:
        raise RuntimeError("the process that compiles has ended before its work") from None
    finally:
        process.terminate()
        process.join(_PATIENCE)


def _compile_and_send(work: Work, sending: Connection) -> None:
    # Ctrl-C reaches all processes of a terminal: ours ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Staging(work.staged, is_new=False) as staging:
            for told in work.compile(staging):
                sending.send(told)
        sending.send(None)
    except BrokenPipeError:
        return  # ours was ended
    except Exception as error:  # noqa: BLE001 (whatever it is, the one who waits is told)
        sending.send(error)
