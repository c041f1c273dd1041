"""One client that asks and takes the time."""

import time
from http.client import HTTPConnection


def ask(connection: HTTPConnection, path: str) -> tuple[float, bytes]:
    """Milliseconds until the answer was read, and its body; RuntimeError where it is no 200."""
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    taken = time.perf_counter() - started
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}: {body[:300]!r}")
    return taken * 1000, body
