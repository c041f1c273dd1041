"""The first request after a start with empty caches, against those that follow."""

import statistics
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from benchmarks.client import ask
from benchmarks.machine import forget_file
from benchmarks.sample import Sample
from benchmarks.servers import incumbent

_STARTS: Final = 5
_FOLLOWING: Final = 200
_ACCEPTED: Final = 0.1  # seconds after which a server has taken a connection


def measure(database_url: str, sample: Sample) -> dict[str, Any]:
    """Milliseconds of the first profile read of fresh processes, and of those after it.

    On SQLite the system's cache forgets the file first. PostgreSQL goes on running, so there it is
    the process that is cold, and not the database. All are asked over a connection that is open.
    """
    firsts, warm = [], []
    for _ in range(_STARTS):
        _forget(database_url)
        with incumbent(database_url) as server:
            connection = server.connect()
            connection.connect()
            time.sleep(_ACCEPTED)
            taken = [ask(connection, _profile(sample))[0] for _ in range(1 + _FOLLOWING)]
            connection.close()
        firsts.append(taken[0])
        warm += taken[_FOLLOWING // 2 :]
    first, following = statistics.median(firsts), statistics.median(warm)
    return {"first": firsts, "warm": following, "ratio": round(first / following, 3)}


def _forget(database_url: str) -> None:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        forget_file(Path(str(url.database)))


def _profile(sample: Sample) -> str:
    return f"/v1/people/{sample.person()}"
