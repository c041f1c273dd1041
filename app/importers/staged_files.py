"""Staged files: in a folder of this user's own, whole or not there, and kept while one is at work.

Each process writes under a name of its own and renames what is whole. Whoever works with a file
holds a lock on it, which ends with the process, so that nobody removes it from under another.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from tempfile import gettempdir, mkstemp
from typing import IO, Any, Final

from app.importers.records import Notes, Piece, Place
from app.importers.staging import Staging

if sys.platform != "win32":
    import fcntl

_KEPT_SECONDS: Final = 7 * 24 * 3600
_TIMES: Final = 3  # that a file is written which others remove


@dataclass(frozen=True, slots=True)
class Input:
    """What is staged under a name: the pieces, and the kinds in the order that is wanted."""

    name: str
    kinds: Sequence[str]
    pieces: Callable[[Notes], Iterator[Piece]]


class _BothNotes:
    """Notes told on, and kept with the staged pieces."""

    def __init__(self, staging: Staging, notes: Notes) -> None:
        self._staging = staging
        self._notes = notes

    def note(self, rule: str, place: Place, field: str, value: Any, done: str) -> None:
        self._staging.note(rule, place, field, value, done)
        self._notes.note(rule, place, field, value, done)


@contextmanager
def staged(source: Input, notes: Notes, count: Callable[[int], None]) -> Iterator[Staging]:
    """The staged pieces of an input; ``count`` is told how many there are while they are read.

    What an earlier process staged whole under this name is taken as it is; what is damaged is read
    anew. The file stays until ``forget`` is called with its name, so that a process that was ended
    can be gone on with.
    """
    whole = _folder() / f"{source.name}.sqlite"
    _clear()
    with ExitStack() as held:
        for _ in range(_TIMES):
            was_there = whole.exists()
            if not was_there:
                _write(whole, source, notes, count)
            staging = _taken(whole, held)
            if staging:
                break
        else:
            raise _removed_by_others(whole)
        if was_there:
            staging.tell(notes)
        yield staging


def forget(name: str) -> None:
    """Remove what was staged under this name, unless another process works with it."""
    _remove(_folder() / f"{name}.sqlite")


def forget_damaged(name: str) -> None:
    """Remove what was staged under this name, whoever works with it."""
    (_folder() / f"{name}.sqlite").unlink(missing_ok=True)


def _write(whole: Path, source: Input, notes: Notes, count: Callable[[int], None]) -> None:
    with ExitStack() as held:
        partial = _begun(whole, held)
        try:
            with Staging(partial, is_new=True) as staging:
                both = _BothNotes(staging, notes)
                staging.add(source.pieces(both), source.kinds, count, both)
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.replace(whole)
        finally:
            partial.unlink(missing_ok=True)


def _begun(whole: Path, held: ExitStack) -> Path:
    """A new file, held until the end: made again where another process cleared it away before."""
    for _ in range(_TIMES):
        handle, path = mkstemp(prefix=f"{whole.stem}.", suffix=".partial", dir=whole.parent)
        os.close(handle)
        with suppress(FileNotFoundError):
            if held.enter_context(_locked(Path(path))):
                return Path(path)
    raise _removed_by_others(whole)


def _removed_by_others(whole: Path) -> OSError:
    return OSError(f"{whole} is removed by others all the time: set TMPDIR to another folder")


def _taken(whole: Path, held: ExitStack) -> Staging | None:
    """The staged pieces, held until the end; None where the file is not there, or was damaged."""
    try:
        is_there = held.enter_context(_locked(whole))
    except FileNotFoundError:
        return None
    if not is_there:
        return None
    with suppress(sqlite3.DatabaseError):
        staging = held.enter_context(Staging(whole, is_new=False))
        if staging.is_sealed():
            return staging
    whole.unlink(missing_ok=True)
    return None


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Hold a lock that others may hold, too; whether the file is still there then."""
    if sys.platform == "win32":
        yield path.exists()
        return
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield _is_at(path, file)


def _is_at(path: Path, file: IO[bytes]) -> bool:
    return path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno()))


def _clear() -> None:
    """Remove what killed processes left half-written, and what nobody has gone on with."""
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):
            is_old = time.time() - path.stat().st_mtime > _KEPT_SECONDS
            if path.suffix == ".partial" or is_old:
                _remove(path)


def _remove(path: Path) -> None:
    """Remove a file, unless a process works with it."""
    with suppress(FileNotFoundError, BlockingIOError, PermissionError):
        if sys.platform == "win32":  # which keeps what is open by itself
            path.unlink()
            return
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _folder() -> Path:
    """A folder for staged files that is this user's own; raises OSError where it cannot be."""
    user = getuser() if sys.platform == "win32" else os.getuid()
    folder = Path(gettempdir()) / f"incumbent-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if sys.platform != "win32" and (folder.is_symlink() or folder.stat().st_uid != os.getuid()):
        raise OSError(f"{folder} belongs to somebody else: set TMPDIR to another folder")
    return folder
