"""Whatever is read is read or refused as documented: every reader, fed with what nobody foresaw."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.config import ROOT
from tests.faults.fuzz_targets import TARGETS
from tests.faults.fuzzing import Around, try_altered, watch
from tests.faults.sizes import FULL, report, size

# Of each target, in a full run.
SECONDS = int(os.environ.get("FUZZ_SECONDS") or 600)
EXAMPLES = size(2, 500)


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_read_nothing_crashes_or_hangs(
    name: str, tmp_path: Path, seeded_file: str
) -> None:
    with ExitStack() as closing:
        target = TARGETS[name](Around(tmp_path, seeded_file, closing))
        began, tried, is_guided = time.monotonic(), 0, FULL and find_spec("atheris")
        while not tried or (FULL and not is_guided and time.monotonic() - began < SECONDS):
            try_altered(target, EXAMPLES)
            tried += EXAMPLES + len(target.seeds)
        if is_guided:
            tried += _guided(name, tmp_path, seeded_file, target.run)
    took = round(time.monotonic() - began)
    report("fuzzing", target=name, inputs=tried, seconds=took, guided=bool(is_guided))


def _guided(name: str, folder: Path, url: str, read: Callable[[bytes], bool]) -> int:
    """How many inputs atheris tried; fails with those that went wrong."""
    command = [sys.executable, "-m", "tests.faults.guided", name, str(SECONDS), str(folder), url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    for path in sorted((folder / "found").iterdir()):
        if path.name.startswith(("crash-", "oom-", "timeout-")):
            continue  # it ended the process: not to be read in this one
        watch(read, path.read_bytes())  # measured step by step it may have been slow, alone not
    assert done.returncode == 0, done.stderr[-5_000:]
    (told,) = (line for line in done.stderr.splitlines() if line.startswith("Done "))
    return int(told.split()[1])
