"""Requests that are being answered, by name: a second one of the same name is told to wait."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class InFlightError(Exception):
    """The same is being answered at this moment."""


class InFlight:
    """What this process is answering. Other processes are told of by the database (``try_lock``)."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._lock = threading.Lock()
        self._names: set[str] = set()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold a name for a while; raises InFlightError where it is held."""
        with self._lock:
            if name in self._names:
                raise InFlightError
            self._names.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._names.discard(name)
