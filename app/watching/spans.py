"""Spans of requests, statements and deliveries, sent as the OTEL_… variables say.

Only imported where tracing is on: OpenTelemetry is an extra.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib.metadata import version
from typing import Any, Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SpanExporter,
)
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    get_current_span,
)
from sqlalchemy import Engine, event

from app.watching.requests import Requests, Scope, Send, Watched, watching
from app.watching.scrubbing import Scrubber
from app.watching.tracing import Trace, TracingError, within

_NAME: Final = "incumbent"
_FAULT: Final = 500  # from this status on it was the server's
_PROTOCOL: Final = "http/protobuf"
_HIDE: Final = Scrubber()


class Spans:
    """Makes spans, and sends them in the background."""

    def __init__(self, engines: Iterable[Engine]) -> None:
        """Of an application on these databases, as the environment says; raises TracingError."""
        # What the environment says of the resource counts before what we say.
        own = {"service.name": _NAME, "service.version": version("incumbent")}
        resource = Resource.create(own).merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=resource)
        exporter = _exporter()
        if exporter is not None:
            self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer: Tracer = self._provider.get_tracer(_NAME)
        for engine in engines:
            self._watch_statements(engine)

    @contextmanager
    def watching(self, requests: Requests, scope: Scope, send: Send) -> Iterator[Watched]:
        """Watch a request meanwhile, in a span that goes on with the client's trace."""
        path, method = _HIDE(scope["path"]), scope["method"]
        told = {"http.request.method": method, "url.path": path, "url.scheme": scope["scheme"]}
        if scope.get("client"):
            told["client.address"] = scope["client"][0]
        with self._span(method, SpanKind.SERVER, told, _context_of(scope)) as span:
            watched = None
            try:
                with watching(requests, scope, send) as watched:
                    watched.trace = trace_of_span(span)
                    yield watched
            finally:
                if watched is not None:
                    _tell_end(span, method, watched)

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """One attempt to deliver to a webhook, as a trace of its own."""
        spans = self._span("webhook delivery", SpanKind.CLIENT, {}, Context())
        with spans as span, within(trace_of_span(span)):
            yield

    def statement_of(self, engine: Engine) -> Callable[[str], AbstractContextManager[None]]:
        """What makes the span of a statement that is sent to the database of this engine."""
        return partial(self._statement, engine.dialect.name)

    @contextmanager
    def _statement(self, system: str, text: str) -> Iterator[None]:
        if not _is_within():
            yield
            return
        with self._span(_name_of(text), SpanKind.CLIENT, _of_statement(text, system)):
            yield

    def _watch_statements(self, engine: Engine) -> None:
        system = engine.dialect.name  # as OpenTelemetry calls it, too

        def begin(*of_it: Any) -> None:
            if _is_within():
                name, told = _name_of(of_it[2]), _of_statement(of_it[2], system)
                of_it[4].incumbent_span = self._tracer.start_span(
                    name, kind=SpanKind.CLIENT, attributes=told
                )

        def end(*of_it: Any) -> None:
            if span := getattr(of_it[4], "incumbent_span", None):
                span.end()

        def fail(failed: Any) -> None:
            if span := getattr(failed.execution_context, "incumbent_span", None):
                _tell_fault(span, type(failed.original_exception).__name__)
                span.end()

        event.listen(engine, "before_cursor_execute", begin)
        event.listen(engine, "after_cursor_execute", end)
        event.listen(engine, "handle_error", fail)

    def close(self) -> None:
        """Send what was not sent yet."""
        self._provider.shutdown()

    @contextmanager
    def _span(
        self, name: str, kind: SpanKind, told: dict[str, str], context: Context | None = None
    ) -> Iterator[Span]:
        # The texts of errors may hold what a client sent.
        with self._tracer.start_as_current_span(
            name,
            context=context,
            kind=kind,
            attributes=told,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield span


def trace_of_span(span: Span) -> Trace:
    """The trace of a span, as requests to others go on with it."""
    told = span.get_span_context()
    flags = f"{int(told.trace_flags):02x}"
    state = told.trace_state.to_header() if told.trace_state else ""
    return Trace(f"{told.trace_id:032x}", f"{told.span_id:016x}", flags, state)


def _tell_end(span: Span, method: str, watched: Watched) -> None:
    span.update_name(f"{method} {watched.route}")
    span.set_attribute("http.route", watched.route)
    if watched.status:
        span.set_attribute("http.response.status_code", watched.status)
    if not 0 < watched.status < _FAULT:
        _tell_fault(span, str(watched.status or "no answer"))


def _tell_fault(span: Span, kind: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR))


def _is_within() -> bool:
    """Whether this is part of a request: of what goes on by itself there are no spans."""
    return get_current_span().get_span_context().is_valid


def _context_of(scope: Scope) -> Context:
    told = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return extract(told, context=Context())


def _name_of(statement: str) -> str:
    return statement.lstrip().partition(" ")[0].upper()[:20] or "statement"


def _of_statement(text: str, system: str) -> dict[str, str]:
    return {"db.system.name": system, "db.query.text": text}


def _exporter() -> SpanExporter | None:
    """What spans are sent with; None where they are to be sent nowhere."""
    asked = os.environ.get("OTEL_TRACES_EXPORTER", "otlp").strip() or "otlp"
    if asked == "none":
        return None
    if asked == "console":
        return ConsoleSpanExporter()
    if asked != "otlp":
        raise TracingError(f"OTEL_TRACES_EXPORTER: {asked!r} is none of otlp, console, none")
    name = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"
    protocol = os.environ.get(name) or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL") or _PROTOCOL
    if protocol != _PROTOCOL:
        raise TracingError(f"OTEL_EXPORTER_OTLP_PROTOCOL: {protocol!r} is not {_PROTOCOL}")
    return OTLPSpanExporter()
