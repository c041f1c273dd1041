"""Many at once: changes have no gaps, and a reader of the feed misses none."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import make_engine, read_session
from app.models import Change
from app.queries.changes import list_changes
from tests.conftest import DATABASES, MakeDatabase
from tests.test_ledger import record, term

WRITERS, EACH = 8, 4


def write(url: str, number: int) -> list[int | None]:
    """One writer with connections of its own: every change says something new."""
    engine = make_engine(url)
    years = range(1900 + number * EACH, 1900 + number * EACH + EACH)
    numbers = [record(engine, f"writer-{number}", [term(str(year))]) for year in years]
    engine.dispose()
    return numbers


def follow(url: str, done: threading.Event) -> list[int]:
    """A reader that asks again and again what is behind the last change it saw."""
    engine = make_engine(url)
    seen: list[int] = []
    finished = False
    while not finished:
        finished = done.is_set()  # one more look after the last write
        with read_session(engine) as session:
            behind = list_changes(after=seen[-1] if seen else 0).order_by(Change.number)
            seen += [row.number for row in session.execute(behind)]
        time.sleep(0.01)  # the writers are threads of this process, and need their turn
    engine.dispose()
    return seen


@pytest.mark.parametrize("kind", DATABASES)
def test_eight_writers_leave_no_gap_and_a_reader_misses_nothing(
    make_database: MakeDatabase, kind: str
) -> None:
    url = make_database(kind)
    done = threading.Event()
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(follow, url, done)
        written = [pool.submit(write, url, number) for number in range(WRITERS)]
        try:
            numbers = sorted(number or 0 for each in written for number in each.result())
        finally:
            done.set()  # or the reader would read for ever where a writer failed
        seen = reader.result()
    assert numbers == list(range(1, WRITERS * EACH + 1))
    assert seen == numbers
    engine = make_engine(url)
    with Session(engine) as session:
        moments = list(session.scalars(select(Change.at).order_by(Change.number)))
    engine.dispose()
    assert moments == sorted(moments)
