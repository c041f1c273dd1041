"""Kills imports: ``python -m tests.killed_imports DATABASE_URL FOLDER``.

Ten times a child of this process imports ``FOLDER/tiny.jsonl`` and is killed a moment later; then
one is let end. Prints how far the database was after each.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import select

from app.db import make_engine, read_session
from app.importers.report import open_report
from app.models import ImportRun
from tests.imports import DEMO, import_file

_TIMES, _LONGEST = 10, 0.12  # seconds


def killed(url: str, folder: Path, seconds: float) -> None:
    child = os.fork()
    if not child:
        _import(url, folder)
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _import(url: str, folder: Path) -> None:
    engine = make_engine(url)
    with open_report(folder / "report.jsonl", is_strict=False) as report:
        import_file(engine, folder / "tiny.jsonl", batch=2, report=report, **DEMO)


def _position(url: str) -> str:
    with read_session(make_engine(url)) as session:
        run = session.scalars(select(ImportRun)).one_or_none()
        return f"{run.position}{' finished' if run.finished_at else ''}\n" if run else "0\n"


if __name__ == "__main__":
    where, input_folder = sys.argv[1], Path(sys.argv[2])
    chance = random.Random(6)  # noqa: S311 (no secret)
    for _ in range(_TIMES):
        killed(where, input_folder, chance.uniform(0, _LONGEST))
        sys.stdout.write(_position(where))
    _import(where, input_folder)
    sys.stdout.write(_position(where))
