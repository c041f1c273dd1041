"""Kills imports: ``python -m tests.killed_imports DATABASE_URL FOLDER TIMES HOW``.

So many times a child of this process imports ``FOLDER/tiny.jsonl`` and is killed a few batches
later, at any moment; then one is let end. With ``beside`` for HOW, each compiles in a process of
its own, which must end with it. Prints how many changes there were after each.
"""

import os
import random
import select
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from app.db import make_engine
from app.importers.report import open_report
from tests.imports import DEMO, changes, import_file

_BATCH = 2
_PATIENCE = 20.0  # seconds until whatever a killed import began has to be gone


@dataclass(frozen=True)
class Killed:
    """An import that is killed again and again."""

    url: str
    folder: Path
    is_beside: bool

    def kill(self, batches: int, seconds: float) -> None:
        """Let a child record so many batches, wait a moment, and kill it."""
        told, tells = os.pipe()
        lives, living = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(living, 2)  # all that it begins has the same, until it ends
            self.run(tells)
            os._exit(0)
        os.close(tells)
        os.close(living)
        for _ in range(batches):
            os.read(told, 1)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(told)
        _wait_for_the_end(lives)

    def run(self, tells: int | None = None) -> None:
        """Import; writes a byte to ``tells`` after each batch."""

        def recorded(stage: str, _done: int, _of: int | None) -> None:
            if tells is not None and stage == "Recording":
                os.write(tells, b".")

        with open_report(self.folder / "report.jsonl", is_strict=False) as report:
            import_file(
                make_engine(self.url),
                self.folder / "tiny.jsonl",
                batch=_BATCH,
                report=report,
                progress=recorded,
                is_beside=self.is_beside,
                **DEMO,
            )


def _wait_for_the_end(lives: int) -> None:
    """Wait until nobody is left who could write to it."""
    until = time.monotonic() + _PATIENCE
    while select.select([lives], [], [], max(0.0, until - time.monotonic()))[0]:
        if not os.read(lives, 1 << 16):
            os.close(lives)
            return
    raise RuntimeError("a process outlives the import that began it")


if __name__ == "__main__":
    killed = Killed(sys.argv[1], Path(sys.argv[2]), is_beside=sys.argv[4] == "beside")
    chance = random.Random(6)  # noqa: S311 (no secret)
    for _ in range(int(sys.argv[3])):
        later = changes(make_engine(killed.url)) + chance.randrange(4)
        killed.kill(later, chance.uniform(0, 0.02))
        sys.stdout.write(f"{changes(make_engine(killed.url))}\n")
    killed.run()
    sys.stdout.write(f"{changes(make_engine(killed.url))}\n")
