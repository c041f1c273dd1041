"""The machine: which cores, what a process has used, and the tools that must be there."""

import os
import platform
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

_CORES: Final = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else {0}
SERVER_CORE: Final = min(_CORES)
_TICKS: Final = os.sysconf("SC_CLK_TCK")


def keep_off_the_servers_core() -> None:
    """Run this process, and all it starts, beside the core that the measured server has alone."""
    others = _CORES - {SERVER_CORE}
    if not others:
        sys.exit("A second core is needed: the load must not share the server's.")
    os.sched_setaffinity(0, others)


def stop_what_we_started() -> None:
    """Let SIGTERM end this process as Ctrl-C does, with the servers that it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def require_tool(name: str, package: str) -> str:
    """The path of a program, installed with apt-get where we may; else says how, and ends."""
    if not shutil.which(name) and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False, stdout=2)
    found = shutil.which(name)
    if not found:
        sys.exit(f"{name} is missing: install the package {package} of your system.")
    return found


def cpu_seconds(pid: int) -> float:
    """The time that a process has had on a core, in user and system mode."""
    return _times(pid)[0]


def cpu_seconds_of_all(pid: int) -> float:
    """The same with its children, those that are over included."""
    own, over = _times(pid)
    return own + over + sum(_times(child)[0] for child in _children(pid))


def memory(pid: int) -> dict[str, float]:
    """Resident (RSS) and proportional (PSS) megabytes of a process."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    sizes = dict(line.split()[:2] for line in told.splitlines()[1:])
    return {name: int(sizes[f"{name.capitalize()}:"]) / 1024 for name in ("rss", "pss")}


def memory_of_all(pid: int) -> float:
    """Resident megabytes of a process and its children together."""
    return sum(memory(each)["rss"] for each in (pid, *_children(pid)))


def forget_file(path: Path) -> None:
    """Let the system's cache forget a file, so that the next read comes from the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def description() -> dict[str, Any]:
    """What the figures were taken on; ``load`` tells whether others were at work."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def _times(pid: int) -> tuple[float, float]:
    """A process's own time, and that of its children that are over."""
    try:
        # The name in brackets may hold spaces; what counts stands behind it.
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return 0.0, 0.0
    user, system, of_children, system_of_children = (int(each) / _TICKS for each in told[11:15])
    return user + system, of_children + system_of_children


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in told.split()]
