"""Kills imports: ``python -m tests.killed_imports DATABASE_URL FOLDER``.

Ten times a child of this process imports ``FOLDER/tiny.jsonl`` and is killed a few batches later,
at any moment; then one is let end. Prints how many changes there were after each.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from app.db import make_engine
from app.importers.report import open_report
from tests.imports import DEMO, changes, import_file

_TIMES, _BATCH = 10, 2


def killed(url: str, folder: Path, batches: int, seconds: float) -> None:
    """Let a child record so many batches, wait a moment, and kill it."""
    told, tells = os.pipe()
    child = os.fork()
    if not child:
        _import(url, folder, tells)
        os._exit(0)
    os.close(tells)
    for _ in range(batches):
        os.read(told, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(told)


def _import(url: str, folder: Path, tells: int | None = None) -> None:
    def recorded(stage: str, _done: int, _of: int | None) -> None:
        if tells is not None and stage == "Recording":
            os.write(tells, b".")

    engine = make_engine(url)
    with open_report(folder / "report.jsonl", is_strict=False) as report:
        path = folder / "tiny.jsonl"
        import_file(engine, path, batch=_BATCH, report=report, progress=recorded, **DEMO)


if __name__ == "__main__":
    where, input_folder = sys.argv[1], Path(sys.argv[2])
    chance = random.Random(6)  # noqa: S311 (no secret)
    for _ in range(_TIMES):
        batches = changes(make_engine(where)) + chance.randrange(4)
        killed(where, input_folder, batches, chance.uniform(0, 0.02))
        sys.stdout.write(f"{changes(make_engine(where))}\n")
    _import(where, input_folder)
    sys.stdout.write(f"{changes(make_engine(where))}\n")
