"""Runs commands as their users do, each in a process of its own, without two seconds for its start.

Nearly all of a start is imports. So one process imports the command line once, and forks for each
command: a child is as fresh as any. ``python -m tests.commands`` is that process.
"""

import atexit
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import termios
import traceback
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pytest

from app.config import ROOT

Completed = subprocess.CompletedProcess[str]
_PATIENCE = 20  # seconds that a terminal may show nothing new
INCUMBENT = [sys.executable, "-m", "app"]


def environment(url: str, **more: str) -> dict[str, str]:
    """Ours, with the database at this URL and these settings."""
    # Any free port, lest a server that runs on this machine is in the way; as many requests as a
    # test makes; and nobody who has to see first that a server is about to end.
    served = {"PORT": "0", "INCUMBENT_RATE_LIMIT": "off", "INCUMBENT_SHUTDOWN_DRAIN": "0"}
    return {**os.environ, "DATABASE_URL": url, "COLUMNS": "200", **served, **more}


def run(url: str, *arguments: str | Path, **settings: str) -> Completed:
    """Run a command to its end."""
    with TemporaryDirectory() as folder:
        pid = start(url, *arguments, folder=Path(folder), **settings)
        code = _ask({"wait": pid})
        told = {each: (Path(folder) / each).read_text() for each in ("stdout", "stderr")}
    return Completed(["incumbent", *map(str, arguments)], code, **told)


def start(url: str, *arguments: str | Path, folder: Path, **settings: str) -> int:
    """Start a command, which writes ``stdout`` and ``stderr`` into the folder; its process id.

    It reads ``stdin`` there, where there is one: a pipe, or a file.
    """
    return _start(url, arguments, settings, folder=str(folder))


class Terminal:
    """A command that runs in a terminal of its own, and somebody who reads it and presses keys."""

    def __init__(self, url: str, *arguments: str | Path, **settings: str) -> None:
        self._ours, self._theirs = os.openpty()
        more = {"TERM": "dumb", **settings}
        self._pid = _start(url, arguments, more, terminal=os.ttyname(self._theirs))
        self.shown = ""
        self._seen = 0

    def see(self, text: str) -> None:
        """Read until this text is shown, behind what was seen before."""
        while (found := self.shown.find(text, self._seen)) < 0:
            if not self._read():
                pytest.fail(f"{text!r} was not shown, but:\n{self.shown[self._seen :]}")
        self._seen = found + len(text)

    def press(self, keys: str) -> None:
        """Press these keys."""
        os.write(self._ours, keys.encode())

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self._read():
            pass
        os.close(self._ours)
        return _ask({"wait": self._pid})

    def hang_up(self) -> None:
        """Close the terminal, as a connection that is lost does, and wait for the command."""
        os.close(self._ours)
        _ask({"wait": self._pid})

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], _PATIENCE)
        try:
            read = os.read(self._ours, 65_536) if ready else b""
        except OSError:  # the command has ended, and with it the terminal
            read = b""
        if self._theirs >= 0:  # by now the command has opened it: its end is the terminal's
            os.close(self._theirs)
            self._theirs = -1
        self.shown += read.decode().replace("\r\n", "\n")
        return bool(read)


def end(pid: int) -> int:
    """Wait for a command that was started to end by itself; its exit code."""
    return _ask({"wait": pid})


def kill(pid: int) -> None:
    """End a command that was started, with no chance to do anything."""
    os.kill(pid, signal.SIGKILL)
    wait(pid)


def wait(pid: int) -> int:
    """The exit code of a command that was started, once it has ended."""
    return _ask({"wait": pid})


def _start(
    url: str, arguments: Sequence[str | Path], settings: dict[str, str], **streams: str
) -> int:
    env = environment(url, **settings)
    return _ask({"arguments": [*map(str, arguments)], "env": env, **streams})


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
    from app.config import Settings  # noqa: PLC0415 (as above)
    from app.main import create_app  # noqa: PLC0415 (as above)

    _import("psycopg", "psycopg_pool")
    is_prepared = False
    for line in sys.stdin:
        order = json.loads(line)
        if "draft" in order.get("arguments", ()):
            _import("app.drafting.rules", "trafilatura")
        if {"serve", "mcp"} & {*order.get("arguments", ())} and not is_prepared:
            # Each server builds the OpenAPI document at its start, which takes as long again.
            create_app(Settings(database_url="sqlite:///unused.db")).openapi()
            _import("app.assistants.serving")
            is_prepared = True
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        elif not (answer := os.fork()):
            _become(main, **order)
        print(answer, flush=True)  # noqa: T201 (to whoever asks)


def _import(*names: str) -> None:
    """Import what each command would else import for itself, once it needs it."""
    for name in names:
        import_module(name)


def _redirect(folder: str) -> None:
    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
    given = f"{folder}/stdin"
    os.dup2(os.open(given if Path(given).exists() else os.devnull, os.O_RDONLY), 0)


def _take(terminal: str) -> None:
    """Make the terminal that of this process, as a shell's is."""
    os.setsid()
    file = os.open(terminal, os.O_RDWR)
    fcntl.ioctl(file, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(file, number)


def _become(
    main: Any, arguments: list[str], env: dict[str, str], folder: str = "", terminal: str = ""
) -> NoReturn:
    """In the child: run the command and end."""
    os.environ.clear()
    os.environ.update(env)
    if terminal:
        _take(terminal)
    else:
        _redirect(folder)
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
