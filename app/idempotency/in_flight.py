"""Requests that are being answered, by name: a second one of the same name is told to wait."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.db import lock_ledger, try_lock


class InFlightError(Exception):
    """The same is being answered at this moment."""


class InFlight:
    """What this process is answering. Of others the database tells (``try_lock``)."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._lock = threading.Lock()
        self._names: set[str] = set()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold a name for a while, where it is one; raises InFlightError where it is held."""
        if not name:
            yield
            return
        with self._lock:
            if name in self._names:
                raise InFlightError
            self._names.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._names.discard(name)


def hold(session: Session, name: str, *, ledger: bool) -> None:
    """Hold a name, where it is one, to the end of the transaction, before waiting for others.

    ``ledger``: whether the transaction is to write the ledger. Raises InFlightError.
    """
    connection = session.connection()
    if name and not try_lock(connection, name):
        raise InFlightError
    if ledger:
        lock_ledger(connection)
