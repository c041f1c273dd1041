"""Real servers in processes of their own, to be killed or held at any moment."""

import os
import signal
import time
from pathlib import Path
from typing import Final, Self

import httpx

from tests.commands import kill, start
from tests.conftest import NO_TLS

_PATIENCE: Final = 300  # seconds until a server has started
UNLIMITED: Final = {f"INCUMBENT_RATE_LIMIT{part}": "off" for part in ("", "_KEYS", "_FAILURES")}


class Server:
    """``incumbent serve`` on a free port; killed at the end, where it was not before."""

    def __init__(self, url: str, folder: Path, *arguments: str | Path, **settings: str) -> None:
        """Start it; ``folder``, which is made, is for what it prints."""
        folder.mkdir()
        self._folder = folder
        told = {"WEBHOOKS": "false", **UNLIMITED, **settings}
        self._process = start(url, "serve", *arguments, folder=folder, **told)
        self._is_killed = False

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill it."""
        self.kill()

    @property
    def printed(self) -> str:
        """What it has printed so far."""
        output = self._folder / "stdout"
        return output.read_text() if output.exists() else ""

    def address(self) -> str:
        """Where it serves, once it does."""
        until = time.monotonic() + _PATIENCE
        while "stop with" not in self.printed:
            assert time.monotonic() < until, (self._folder / "stderr").read_text()
            time.sleep(0.01)
        return "http://127.0.0.1:" + self.printed.partition("http://127.0.0.1:")[2].split()[0]

    def client(self, headers: dict[str, str] | None = None) -> httpx.Client:
        """A client of it, with these headers."""
        return httpx.Client(base_url=self.address(), headers=headers, timeout=300, verify=NO_TLS)

    def hold(self) -> None:
        """Let it do nothing more, until it goes on or is killed."""
        os.kill(self._process, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        os.kill(self._process, signal.SIGCONT)

    def kill(self) -> None:
        """kill -9."""
        if not self._is_killed:
            self._is_killed = True
            kill(self._process)
