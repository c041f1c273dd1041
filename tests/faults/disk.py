"""A disk whose power can be cut: a VFS of SQLite that knows what was synced, and what only written.

Files are real, and SQLite's own VFS does all the work; beside it the disk keeps what a cut of the
power could leave. Of what was written since the last sync, each sector of 512 bytes may have
reached the disk or not, whatever came before or after it; a truncation may have, or not; and a
name that was made or deleted is only there, or gone, for sure once its directory was synced. As
SQLite's own VFS does it, a journal's or WAL's first sync syncs its directory, too.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import apsw

SECTOR: Final = 512
_BASE: Final = "unix"
_SYNCS_ITS_NAME: Final = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL
# How much of what was not synced has reached the disk: nothing at all, all of it, or anything.
_CHANCES: Final = (0.0, 0.1, 0.5, 0.9, 1.0)


@dataclass
class _Content:
    """What a file holds: the bytes that are safe, and what was done to them since, in order."""

    safe: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: cut off there

    def sync(self) -> None:
        self.safe = self.survivor(lambda: True)
        self.since.clear()

    def survivor(self, reached: Callable[[], bool]) -> bytes:
        """The bytes, where of each sector is asked whether it reached the disk."""
        found = bytearray(self.safe)
        for start, data in self.since:
            if data is None:
                if reached():
                    del found[start:]
                continue
            for low, high in _sectors(start, len(data)):
                if reached():
                    found.extend(bytes(max(0, high - len(found))))
                    found[low:high] = data[low - start : high - start]
        return bytes(found)


class Disk:
    """What is on the disk. ``cut_before``: called with the number of each operation to come."""

    def __init__(self, name: str) -> None:
        """Register it with SQLite under this name."""
        self.name = name
        self.operations = 0
        self.cut_before: Callable[[int], None] = lambda _number: None
        # Under each name, what it may stand for after a cut: the last is what stands there now.
        self._names: dict[str, list[_Content | None]] = {}
        self._lock = threading.RLock()
        self._vfs = _Vfs(self)

    def close(self) -> None:
        """Let SQLite forget it."""
        self._vfs.unregister()

    def survive(self, folder: Path, chance: Random) -> None:
        """Write what a cut of the power now may leave, into this folder."""
        with self._lock:
            share = chance.choice(_CHANCES)
            for name, candidates in self._names.items():
                content = chance.choice(candidates)
                if content is not None:
                    data = content.survivor(lambda: chance.random() < share)
                    (folder / Path(name).name).write_bytes(data)

    def opened(self, name: str, content: bytes | None) -> None:
        """A file was opened; ``content``: what was in it, None where it was made."""
        with self._lock:
            if content is not None:
                self._names.setdefault(name, [_Content(content)])
            else:
                self._operate()
                self._names.setdefault(name, [None]).append(_Content())

    def written(self, name: str, start: int, data: bytes | None) -> None:
        """Bytes were written from here on; None: the file was cut off here."""
        with self._lock:
            self._operate()
            self._now(name).since.append((start, data))

    def synced(self, name: str, *, with_names: bool) -> None:
        """The file's content is safe; ``with_names``: and so are all names."""
        with self._lock:
            self._operate()
            self._now(name).sync()
            if with_names:
                self._sync_names()

    def deleted(self, name: str, *, with_names: bool) -> None:
        """The name is gone; for sure ``with_names``."""
        with self._lock:
            self._operate()
            self._names.setdefault(name, [None]).append(None)
            if with_names:
                self._sync_names()

    def _sync_names(self) -> None:
        self._names = {name: found[-1:] for name, found in self._names.items()}

    def _operate(self) -> None:
        self.operations += 1
        self.cut_before(self.operations)

    def _now(self, name: str) -> _Content:
        content = self._names[name][-1]
        assert content is not None, f"{name} is not there"
        return content


class _Vfs(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__(disk.name, _BASE)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 (SQLite's name)
        return apsw.VFSFile(_BASE, name, flags) if name is None else _File(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 (as SQLite has it)
        super().xDelete(filename, syncdir)
        self._disk.deleted(filename, with_names=syncdir)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._name = name if isinstance(name, str) else name.filename()
        path = Path(self._name)
        before = path.read_bytes() if path.exists() else None
        super().__init__(_BASE, name, flags)
        # Whether it was there or not, as SQLite has it.
        may_be_new = bool(flags[0] & apsw.SQLITE_OPEN_CREATE)
        self._syncs_names = may_be_new and bool(flags[0] & _SYNCS_ITS_NAME)
        disk.opened(self._name, before)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 (SQLite's name)
        self._disk.written(self._name, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 (SQLite's name)
        self._disk.written(self._name, newsize, None)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: ARG002, N802 (SQLite's names)
        # Not of the real file: of its power nobody is in doubt.
        self._disk.synced(self._name, with_names=self._syncs_names)
        self._syncs_names = False


def _sectors(start: int, length: int) -> list[tuple[int, int]]:
    """Where the sectors of these bytes begin and end, cut off at the bytes' own ends."""
    first = start - start % SECTOR
    lows = range(first, start + length, SECTOR)
    return [(max(low, start), min(low + SECTOR, start + length)) for low in lows]
