"""Exports that are whole files: built once for each snapshot and question, and kept for a while."""

import tempfile
import threading
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final
from weakref import WeakValueDictionary

from app.exports.making import Making
from app.exports.ranges import Pieces

_MOST_KEPT: Final = 4
_PIECE: Final = 262_144


class BuiltFiles:
    """The files that were asked for last, in a folder that goes with this."""

    def __init__(self) -> None:
        """None yet; the folder comes with the first."""
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._kept: dict[str, Path] = {}
        self._building: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    def open(self, making: Making) -> BinaryIO:
        """The file of an export, open, which is built where it is not kept.

        Whoever asks for the same meanwhile waits, and finds it.
        """
        name = sha256(making.etag.encode()).hexdigest()
        with self._lock:
            # Held by those who wait for it, and gone with the last of them.
            building = self._building.setdefault(name, threading.Lock())
        with building:
            if (file := self._opened(name)) is not None:
                return file
            path = self._build(name, making)
            with self._lock:
                self._kept[name] = path  # behind all others
                file = path.open("rb")
                while len(self._kept) > _MOST_KEPT:
                    # Whoever reads it has it open, and goes on reading.
                    self._kept.pop(next(iter(self._kept))).unlink(missing_ok=True)
            return file

    def _opened(self, name: str) -> BinaryIO | None:
        """The file that is kept, which is now the last one to be thrown away."""
        with self._lock:
            path = self._kept.pop(name, None)
            if path is None or not path.exists():  # what cleans up may have been here
                return None
            self._kept[name] = path
            return path.open("rb")

    def close(self) -> None:
        """Throw all of them away."""
        if self._folder is not None:
            self._folder.cleanup()

    def _build(self, name: str, making: Making) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="incumbent-exports-")
        path = Path(self._folder.name) / name
        unfinished = path.with_suffix(".part")
        try:
            for _ in making.build(unfinished):
                pass
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return path


def read_pieces(file: BinaryIO, first: int, end: int) -> Pieces:
    """The bytes of a file from ``first`` to before ``end``; then it is closed."""
    with file:
        file.seek(first)
        while first < end and (piece := file.read(min(_PIECE, end - first))):
            first += len(piece)
            yield piece
