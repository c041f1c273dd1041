"""Requests: how many, how long, how large; and a line of the log for each, where that is wanted.

The short way answers in some twenty microseconds, and counts here, too: so these are plain numbers
that only the thread of the event loop writes, told to Prometheus when it asks.
"""

import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import structlog
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from app.watching.templates import Templates
from app.watching.tracing import Trace, trace_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

SHORT, LONG = "short", "long"
# In the scope of a request: what is known of it by now.
_WATCHED: Final = "incumbent.watched"
_BOUNDS: Final = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LE: Final = (*map(str, _BOUNDS), "+Inf")
_TRACE_HEADERS: Final = (b"traceparent", b"tracestate")
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
# 503 is a class of its own: it is answered on purpose, under overload or without a database.
_CLASSES: Final = ("none", "1xx", "2xx", "3xx", "4xx", "5xx", "503")
_UNAVAILABLE: Final = 503
_LABELS: Final = ("method", "route", "status", "way")

log = structlog.get_logger(__name__)


class _Tally:
    """The requests of one sort: how many took how long, and their bytes."""

    __slots__ = ("counts", "seconds", "size")

    def __init__(self) -> None:
        self.counts = [0] * len(_LE)
        self.seconds = 0.0
        self.size = 0


class Over(NamedTuple):
    """A request that is over. ``status`` is 0 where no answer was begun."""

    method: str
    path: str
    status: int
    size: int
    way: str
    seconds: float


class Requests:
    """The requests of a process."""

    def __init__(self, templates: Templates, *, logged: bool) -> None:
        """``logged``: whether each leaves a line."""
        self.logged = logged
        self.in_flight = 0
        self._templates = templates
        self._tallies: dict[tuple[str, str, int, str], _Tally] = {}

    def count(self, over: Over) -> str:
        """Count a request; the template of its route."""
        method, path, status, size, way, seconds = over
        route = self._templates.of(path)
        of_class = _CLASSES.index("503") if status == _UNAVAILABLE else status // 100
        key = (method if method in _METHODS else "OTHER", route, of_class, way)
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = _Tally()
        tally.counts[bisect_left(_BOUNDS, seconds)] += 1
        tally.seconds += seconds
        tally.size += size
        return route

    def collect(self) -> Iterator[Metric]:
        """All that was counted, for Prometheus."""
        durations = HistogramMetricFamily(
            "incumbent_request_duration_seconds",
            "Requests by route, and how long each took until its last byte was handed on.",
            labels=_LABELS,
        )
        sizes = CounterMetricFamily(
            "incumbent_response_bytes", "Bytes of bodies that were sent.", labels=_LABELS
        )
        for (method, route, status, way), tally in list(self._tallies.items()):
            told = (method, route, _CLASSES[status], way)
            durations.add_metric(told, _buckets(tally), tally.seconds)
            sizes.add_metric(told, tally.size)
        yield durations
        yield sizes
        yield GaugeMetricFamily(
            "incumbent_requests_in_flight", "Requests that are being answered.", self.in_flight
        )


def _buckets(tally: _Tally) -> list[tuple[str, float]]:
    total = 0
    buckets: list[tuple[str, float]] = []
    for bound, count in zip(_LE, tally.counts, strict=True):
        total += count
        buckets.append((bound, total))
    return buckets


class Watched:
    """One request while it is answered: counted, and told to the log, when it is over."""

    __slots__ = (
        *("_begun", "_forward", "_requests", "_scope", "key_id", "over", "request_id"),
        *("route", "size", "status", "trace", "way"),
    )

    def __init__(self, requests: Requests, scope: Scope, send: Send, trace: Trace | None) -> None:
        """``trace``: that the request is of; ``scope`` leads to all of this from now on."""
        self._begun = time.perf_counter()
        self._requests, self._scope, self._forward = requests, scope, send
        self.trace = trace
        self.key_id: str | None = None
        self.request_id: str | None = None
        self.status = self.size = 0
        self.way, self.route = SHORT, ""
        scope[_WATCHED] = self
        requests.in_flight += 1

    async def send(self, message: Message) -> None:
        """Send a part of the answer on."""
        if message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        elif message["type"] == "http.response.start":
            self.status = int(message["status"])
            if self._requests.logged:
                self.request_id = request_id_of(message["headers"])
        await self._forward(message)

    def end(self) -> None:
        """The request is over."""
        scope, requests = self._scope, self._requests
        requests.in_flight -= 1
        seconds = time.perf_counter() - self._begun
        over = Over(scope["method"], scope["path"], self.status, self.size, self.way, seconds)
        self.route = requests.count(over)
        if requests.logged:
            told = {"request_id": self.request_id, "key_id": self.key_id}
            tell(over, self.route, scope.get("client"), self.trace, **told)


@contextmanager
def watching(requests: Requests, scope: Scope, send: Send) -> Iterator[Watched]:
    """Watch a request meanwhile."""
    watched = Watched(requests, scope, send, trace_in(scope["headers"]))
    try:
        yield watched
    finally:
        watched.end()


def trace_in(headers: Iterable[tuple[bytes, bytes]]) -> Trace | None:
    """The trace that the headers of a request name."""
    told = {name: value for name, value in headers if name in _TRACE_HEADERS}
    if not told:
        return None
    parent, state = (told.get(name, b"").decode("latin-1") for name in _TRACE_HEADERS)
    return trace_of(parent, state)


def note_key(scope: Scope, key_id: str) -> None:
    """Let the request's line of the log tell which key it came with, once that was found right."""
    watched: Watched | None = scope.get(_WATCHED)
    if watched is not None:
        watched.key_id = key_id


def note_long_way(scope: Scope) -> None:
    """Let the request count as one that no short way answered."""
    watched: Watched | None = scope.get(_WATCHED)
    if watched is not None:
        watched.way = LONG


def trace_for(scope: Scope) -> Trace | None:
    """The trace that a request is of; None where it is of none."""
    watched: Watched | None = scope.get(_WATCHED)
    return watched.trace if watched else None


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The id that an answer has in its headers."""
    found = next((value for name, value in headers if name.lower() == b"x-request-id"), None)
    return found.decode("latin-1") if found is not None else None


def tell(
    over: Over, route: str, client: Sequence[Any] | None, trace: Trace | None, **more: str | None
) -> None:
    """One line of the log for a request. The query is left out: it may be anything."""
    told = {"trace_id": trace.trace_id if trace else None, **more}
    log.info(
        "request",
        method=over.method,
        route=route,
        path=over.path,
        status=over.status,
        ms=round(over.seconds * 1000, 3),
        bytes=over.size,
        way=over.way,
        client=client[0] if client else None,
        **{name: value for name, value in told.items() if value},
    )
