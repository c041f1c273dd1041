"""Where a file goes while it is written: a pipe that is emptied, and a count of what went in."""

import hashlib
import io
from typing import IO, Any


class Pipe(io.RawIOBase):
    """Takes what is written, to be taken on; it cannot go back, so ``zipfile`` does not try."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Keep it until it is taken."""
        self._pieces.append(bytes(data))
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        """All that came since the last time."""
        piece = b"".join(self._pieces)
        self._pieces, self.size = [], 0
        return piece


class Counted:
    """Counts and hashes what goes into a file; ``rows`` is for its writer to count."""

    def __init__(self, file: IO[bytes]) -> None:
        """``file``: where it goes."""
        self._file = file
        self._digest = hashlib.sha256()
        self.size = self.rows = 0

    @property
    def sha256(self) -> str:
        """The hash of all that was written."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Write it."""
        self._digest.update(data)
        self.size += len(data)
        self._file.write(data)
