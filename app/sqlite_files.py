"""Files of SQLite: a migration makes one; nothing else does, though SQLite would.

A name that was mistyped, or a file that was taken away, is then told, and no empty database takes
its place.
"""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, event, make_url

NOT_THERE: Final = "unable to open database file"  # as SQLite says it


def file_of(url: str) -> Path | None:
    """The file of a database; None where it is none of SQLite, or in memory."""
    parts = make_url(url)
    is_file = parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:")
    return Path(str(parts.database)) if is_file else None


def is_there(url: str) -> bool:
    """Whether there is something to connect to: of SQLite its file."""
    file = file_of(url)
    return file is None or file.exists()


def make_file(url: str) -> None:
    """Make the file, empty, with its folder, where there is none."""
    if (file := file_of(url)) is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def require_file(engine: Engine, url: str, error: type[Exception]) -> None:
    """Let the engine open its file only while that is there; ``error``: the driver's, else."""
    file = file_of(url)

    def opening(*_: Any) -> None:
        if file is not None and not file.exists():
            raise error(NOT_THERE)

    event.listen(engine, "do_connect", opening)
