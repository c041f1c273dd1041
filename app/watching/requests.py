"""Requests: how many, how long, how large; and a line of the log for each, where that is wanted.

The short way answers in some twenty microseconds, and counts here, too: so these are plain numbers
that only the thread of the event loop writes, told to Prometheus when it asks.
"""

import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any, Final

import structlog
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from app.watching.templates import Templates
from app.watching.tracing import Trace

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

SHORT, LONG = "short", "long"
# In the scope of a request: what is known of it by now.
_WATCHED: Final = "incumbent.watched"
_BOUNDS: Final = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LE: Final = (*map(str, _BOUNDS), "+Inf")
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_CLASSES: Final = ("none", "1xx", "2xx", "3xx", "4xx", "5xx")
_LABELS: Final = ("method", "route", "status", "way")

log = structlog.get_logger(__name__)


class _Tally:
    """The requests of one sort: how many took how long, and their bytes."""

    __slots__ = ("counts", "seconds", "size")

    def __init__(self) -> None:
        self.counts = [0] * len(_LE)
        self.seconds = 0.0
        self.size = 0


class Requests:
    """The requests of a process."""

    def __init__(self, templates: Templates, *, logged: bool) -> None:
        """``logged``: whether each leaves a line."""
        self.logged = logged
        self.in_flight = 0
        self._templates = templates
        self._tallies: dict[tuple[str, str, int, str], _Tally] = {}

    def count(self, method: str, path: str, status: int, way: str, seconds: float, size: int) -> str:
        """Count a request that is over; the template of its route. ``status`` 0: none was sent."""
        route = self._templates.of(path)
        key = (method if method in _METHODS else "OTHER", route, status // 100, way)
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = _Tally()
        tally.counts[bisect_left(_BOUNDS, seconds)] += 1
        tally.seconds += seconds
        tally.size += size
        return route

    def template_of(self, path: str) -> str:
        """The template of the route of this path."""
        return self._templates.of(path)

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
        *("_begun", "_forward", "_requests", "_scope", "key_id", "request_id", "size"),
        *("status", "trace", "way"),
    )

    def __init__(self, requests: Requests, scope: Scope, send: Send, trace: Trace | None) -> None:
        """``trace``: that the request is of; ``scope`` leads to all of this from now on."""
        self._begun = time.perf_counter()
        self._requests, self._scope, self._forward = requests, scope, send
        self.trace = trace
        self.key_id: str | None = None
        self.request_id: str | None = None
        self.status = self.size = 0
        self.way = SHORT
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

    def end(self) -> str:
        """The request is over; the template of its route."""
        scope, requests = self._scope, self._requests
        requests.in_flight -= 1
        seconds = time.perf_counter() - self._begun
        method, path = scope["method"], scope["path"]
        route = requests.count(method, path, self.status, self.way, seconds, self.size)
        if requests.logged:
            client = scope.get("client")
            tell_request(
                *(method, route, path, self.status, self.way, seconds, self.size),
                client=client[0] if client else None,
                key_id=self.key_id,
                request_id=self.request_id,
                trace=self.trace,
            )
        return route


def watched_of(scope: Scope) -> Watched | None:
    """What is known of a request; None where nobody watches it."""
    found: Watched | None = scope.get(_WATCHED)
    return found


def note_key(scope: Scope, key_id: str) -> None:
    """Let the request's line of the log tell which key it came with, once that was found right."""
    watched = watched_of(scope)
    if watched is not None:
        watched.key_id = key_id


def trace_id_of(scope: Scope) -> str | None:
    """The id of the trace that a request is of; None where it is of none."""
    watched = watched_of(scope)
    return watched.trace.trace_id if watched and watched.trace else None


def request_id_of(headers: Any) -> str | None:
    """The id that an answer has in its headers."""
    found = (value for name, value in headers if name.lower() == b"x-request-id")
    value = next(found, None)
    return value.decode("latin-1") if value is not None else None


def tell_request(
    method: str,
    route: str,
    path: str,
    status: int,
    way: str,
    seconds: float,
    size: int,
    *,
    client: str | None,
    key_id: str | None,
    request_id: str | None,
    trace: Trace | None,
) -> None:
    """One line of the log for a request. The query is left out: it may be anything."""
    told = {"request_id": request_id, "trace_id": trace.trace_id if trace else None}
    log.info(
        "request",
        **{name: value for name, value in told.items() if value},
        method=method,
        route=route,
        path=path,
        status=status,
        ms=round(seconds * 1000, 3),
        bytes=size,
        way=way,
        client=client,
        key_id=key_id,
    )
