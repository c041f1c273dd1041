"""How much of each fault is done, and what was measured meanwhile."""

import json
import os
import time
from pathlib import Path
from typing import Any, Final, TypeVar

from app.config import ROOT

_Size = TypeVar("_Size")
FULL: Final = os.environ.get("FAULTS") == "full"
# One line of JSON for each test of a full run.
FIGURES: Final = Path(os.environ.get("FAULT_FIGURES") or ROOT / "faults.jsonl")


def size(short: _Size, full: _Size) -> _Size:
    """How often, or how long: ``short`` within ``make test``, ``full`` in ``make test-faults``."""
    return full if FULL else short


def report(name: str, **figures: Any) -> None:
    """Keep what a full run measured, as a line of ``faults.jsonl``; a short one keeps nothing."""
    if not FULL:
        return
    told = {"test": name, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **figures}
    with FIGURES.open("a") as lines:
        lines.write(f"{json.dumps(told)}\n")
