"""W3C Trace Context: the ids of the trace that a request, or our own work, is a part of."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from secrets import token_hex
from typing import Any, Final

import structlog

_PARENT: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NO_TRACE, _NO_SPAN = "0" * 32, "0" * 16
_KNOWN: Final = "00"
_NO_VERSION: Final = "ff"
_LONGEST: Final = 300
_LONGEST_STATE: Final = 1000


class TracingError(Exception):
    """Spans are wanted, but cannot be made or sent so; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace, and the span within it that what is done now belongs to."""

    trace_id: str
    span_id: str
    flags: str = "00"
    state: str = ""

    def headers(self) -> dict[str, str]:
        """What a request that is part of it carries."""
        parent = f"{_KNOWN}-{self.trace_id}-{self.span_id}-{self.flags}"
        return {"traceparent": parent} | ({"tracestate": self.state} if self.state else {})


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def trace_of(traceparent: str, state: str = "") -> Trace | None:
    """The trace that a ``traceparent`` names; None where it is not valid, as the standard says.

    A version to come may add parts behind those that are known.
    """
    found = _PARENT.fullmatch(traceparent) if len(traceparent) <= _LONGEST else None
    if found is None:
        return None
    version, trace_id, span_id, flags, more = found.groups()
    if version == _NO_VERSION or (version == _KNOWN and more) or trace_id == _NO_TRACE:
        return None
    kept = state if len(state) <= _LONGEST_STATE and state.isprintable() else ""
    return Trace(trace_id, span_id, flags, kept) if span_id != _NO_SPAN else None


@contextmanager
def within(trace: Trace | None) -> Iterator[None]:
    """Do something as part of a trace: lines of the log name it. Without one nothing changes."""
    if trace is None:
        yield
        return
    token = _current.set(trace)
    try:
        with structlog.contextvars.bound_contextvars(trace_id=trace.trace_id):
            yield
    finally:
        _current.reset(token)


def spans_module() -> Any:
    """What makes spans; raises TracingError where the extra for it is not installed."""
    try:
        return import_module("app.watching.spans")
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("opentelemetry"):
            raise
        raise TracingError(
            "INCUMBENT_TRACING needs OpenTelemetry, which is not installed:"
            " .venv/bin/pip install -e '.[otel]' (in a container, an image built with EXTRAS=yes),"
            " or set INCUMBENT_TRACING=false"
        ) from None


@contextmanager
def own_trace() -> Iterator[None]:
    """Do something as a trace that begins here."""
    with within(Trace(token_hex(16), token_hex(8))):
        yield


def outgoing_headers() -> dict[str, str]:
    """What a request to another server carries, so that it is found in the same trace.

    Of a command, ``TRACEPARENT`` in the environment says which trace it is part of.
    """
    told = os.environ.get("TRACEPARENT", ""), os.environ.get("TRACESTATE", "")
    trace = _current.get() or trace_of(*told)
    return trace.headers() if trace else {}
