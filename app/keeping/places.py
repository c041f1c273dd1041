"""Where a backup is restored to: an SQLite file has its name only when all is in it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, event, make_url

from app.db import make_engine
from app.keeping.backing_up import sync
from app.keeping.restoring import refuse_filled
from app.sqlite_files import make_file

_BESIDE: Final = ("", "-wal", "-shm", "-journal")


@contextmanager
def place_for(url: str, *, set_aside: bool = False) -> Iterator[Engine]:
    """A database to fill: on SQLite a file beside the wanted one, which takes its place at the end.

    ``set_aside``: a file that is there is given another name. Raises NotEmptyError where there is
    something in the database, and it is not to be, or cannot be, set aside.
    """
    made = make_url(url)
    if made.get_backend_name() != "sqlite" or not made.database:
        engine = make_engine(url)
        yield engine
        engine.dispose()
        return
    path = Path(made.database)
    if path.exists() and not set_aside:
        _refuse_filled(url)
    unfinished = path.with_name(f".{path.name}.restoring")
    _remove(unfinished)
    filled = str(made.set(database=str(unfinished)))
    make_file(filled)
    engine = _hasty_engine(filled)
    try:
        yield engine
        engine.dispose()
        sync(unfinished)
        _put_in_place(unfinished, path, set_aside=set_aside)
    finally:
        engine.dispose()
        _remove(unfinished)


def _refuse_filled(url: str) -> None:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            refuse_filled(connection)
    finally:
        engine.dispose()


def _hasty_engine(url: str) -> Engine:
    """An engine for a file that is dropped if anything happens: nothing of it is kept safe."""
    engine = make_engine(url)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _put_in_place(unfinished: Path, path: Path, *, set_aside: bool) -> None:
    now = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for ending in _BESIDE:  # what belongs to the file before must not be taken for the new one's
        before = Path(f"{path}{ending}")
        if before.exists() and set_aside:
            before.rename(f"{path}.before-{now}{ending}")
        elif ending:
            before.unlink(missing_ok=True)
    unfinished.replace(path)
    sync(path.parent)


def _remove(path: Path) -> None:
    for ending in _BESIDE:
        Path(f"{path}{ending}").unlink(missing_ok=True)
