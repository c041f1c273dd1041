"""Docker and HAProxy find no fault in the files that they are given."""

import shutil
import subprocess

import pytest

from app.config import ROOT
from tests.faults.sizes import FULL

COMMANDS = [
    ["docker", "compose", "-f", str(ROOT / "compose.yaml"), "config", "-q"],
    ["docker", "compose", "-f", str(ROOT / "compose.cluster.yaml"), "config", "-q"],
    ["haproxy", "-c", "-f", str(ROOT / "deploy" / "haproxy.cfg")],
]


@pytest.mark.skipif(not FULL, reason="a fresh machine need not have these programs")
@pytest.mark.parametrize("command", COMMANDS, ids=["compose", "cluster", "haproxy"])
def test_the_program_itself_takes_the_file(command: list[str]) -> None:
    assert shutil.which(command[0]), f"{command[0]} is missing: install Docker and HAProxy"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stderr}\nDocker needs its plugin compose, too."
