"""Runs commands as their users do, each in a process of its own, without two seconds for its start.

Nearly all of a start is imports. So one process imports the command line once, and forks for each
command: a child is as fresh as any. ``python -m tests.commands`` is that process.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import traceback
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from app.config import ROOT

Completed = subprocess.CompletedProcess[str]
INCUMBENT = [sys.executable, "-m", "app"]


def environment(url: str, **more: str) -> dict[str, str]:
    """Ours, with the database at this URL and these settings."""
    # Any free port, lest a server that runs on this machine is in the way.
    return {**os.environ, "DATABASE_URL": url, "COLUMNS": "200", "PORT": "0", **more}


def run(url: str, *arguments: str | Path, **settings: str) -> Completed:
    """Run a command to its end."""
    with TemporaryDirectory() as folder:
        pid = start(url, *arguments, folder=Path(folder), **settings)
        code = _ask({"wait": pid})
        told = {each: (Path(folder) / each).read_text() for each in ("stdout", "stderr")}
    return Completed(["incumbent", *map(str, arguments)], code, **told)


def start(url: str, *arguments: str | Path, folder: Path, **settings: str) -> int:
    """Start a command, which writes ``stdout`` and ``stderr`` into the folder; its process id."""
    env = environment(url, **settings)
    return _ask({"arguments": [*map(str, arguments)], "env": env, "folder": str(folder)})


def kill(pid: int) -> None:
    """End a command that was started, with no chance to do anything."""
    os.kill(pid, signal.SIGKILL)
    _ask({"wait": pid})


def _ask(order: dict[str, Any]) -> int:
    template = _template()
    assert template.stdin
    assert template.stdout
    template.stdin.write(json.dumps(order) + "\n")
    template.stdin.flush()
    return int(template.stdout.readline())


@cache
def _template() -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.commands"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    atexit.register(process.kill)
    return process


def _serve() -> None:
    from app.__main__ import main  # noqa: PLC0415 (only the process that forks needs it)

    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        elif not (answer := os.fork()):
            _become(main, **order)
        print(answer, flush=True)  # noqa: T201 (to whoever asks)


def _become(main: Any, arguments: list[str], env: dict[str, str], folder: str) -> NoReturn:
    """In the child: run the command and end."""
    os.environ.clear()
    os.environ.update(env)
    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = ["incumbent", *arguments]
    code: Any = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 (as the interpreter does)
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)  # noqa: T201 (as the interpreter does)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


if __name__ == "__main__":
    _serve()
