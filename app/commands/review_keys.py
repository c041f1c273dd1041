"""Single keys from the terminal, without Enter. What is typed ahead is kept."""

import os
import select
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_FLAGS: Final = 3  # the place of the local flags in what termios tells
_MOST: Final = 64  # bytes that one key may send: arrows send several
_ESCAPE: Final = "\x1b"


class Keys:
    """The keyboard while single keys are read. Ctrl-C is KeyboardInterrupt, as ever."""

    def __init__(self) -> None:
        """Nothing is typed yet."""
        self._file = sys.stdin.fileno()
        self._usual = termios.tcgetattr(self._file)
        self._typed = ""
        # A signal that comes right before a read does not end it. It ends this wait.
        self._woken, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)

    def wait(self) -> None:
        """Wait until there is something to be read, or a signal."""
        select.select([self._file, self._woken], [], [])

    def read(self) -> str:
        """The next key; raises EOFError where the terminal is gone."""
        while not self._typed:
            self.wait()
            read = os.read(self._file, _MOST)
            if not read:
                raise EOFError
            text = read.decode(errors="replace")
            self._typed = "" if text.startswith(_ESCAPE) else text
        key, self._typed = self._typed[0], self._typed[1:]
        if key == "\x04":  # Ctrl-D
            raise EOFError
        return key

    def line(self, prompt: str) -> str:
        """A line, which is shown and edited as it is typed."""
        with self.as_usual():
            print(prompt, end="", flush=True)  # noqa: T201 (input would read too early)
            self.wait()
            return input().strip()

    @contextmanager
    def singly(self) -> Iterator[None]:
        """Read keys one by one, and show none of them."""
        changed = termios.tcgetattr(self._file)
        changed[_FLAGS] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(self._file, termios.TCSADRAIN, changed)
        try:
            yield
        finally:
            self._restore()

    @contextmanager
    def as_usual(self) -> Iterator[None]:
        """Meanwhile, lines and the user's editor have the terminal as it was."""
        changed = termios.tcgetattr(self._file)
        self._restore()
        try:
            yield
        finally:
            termios.tcsetattr(self._file, termios.TCSADRAIN, changed)

    def _restore(self) -> None:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(self._file, termios.TCSADRAIN, self._usual)
