"""Traces, as a collector receives them."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy import create_engine

from app.watching.tracing import TracingError, spans_module
from tests.conftest import MakeDatabase, running_server
from tests.receivers import Receiver, receiver

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
Span = dict[str, Any]


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiver(lambda _: 200) as made:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", made.url)
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
        yield made


def spans_of(collector: Receiver) -> tuple[dict[str, Any], list[Span]]:
    """The attributes of the resource, and every span with its attributes."""
    resource: dict[str, Any] = {}
    spans: list[Span] = []
    for each in collector.received:
        assert each.path == "/hook/v1/traces"
        request = ExportTraceServiceRequest()
        request.ParseFromString(each.body)
        for of_one in request.resource_spans:
            resource |= told(of_one.resource.attributes)
            for scope in of_one.scope_spans:
                spans += [_span(span) for span in scope.spans]
    return resource, spans


def _span(span: Any) -> Span:
    own = {"name": span.name, "trace": span.trace_id.hex(), "id": span.span_id.hex()}
    return own | {"parent": span.parent_span_id.hex(), "kind": span.kind} | told(span.attributes)


def told(attributes: Any) -> dict[str, Any]:
    values = {each.key: each.value for each in attributes}
    return {key: value.string_value or value.int_value for key, value in values.items()}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_requests_and_their_statements_go_on_with_the_clients_trace(
    collector: Receiver, make_database: MakeDatabase, kind: str
) -> None:
    parent = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
    with running_server(make_database(kind), tracing=True) as client:
        client.get("/v1/people", headers=parent)
        client.get("/v1/people/nobody?q=secret", headers={"X-Request-ID": "1"})
        assert client.get("/v1/people/nobody", headers=parent).json()["trace_id"] == TRACE
        assert client.get("/metrics").status_code == 200
    resource, spans = spans_of(collector)
    assert resource["service.name"] == "incumbent"
    assert resource["deployment.environment.name"] == "test"
    ours = [each for each in spans if each["trace"] == TRACE]
    first, *_ = (each for each in ours if each["parent"] == CALLER)
    assert first["name"] == "GET /v1/people"
    assert (first["http.route"], first["http.response.status_code"]) == ("/v1/people", 200)
    below = [each for each in ours if each["parent"] == first["id"]]
    assert {each["db.system.name"] for each in below} == {kind}
    assert "FROM people" in str([each["db.query.text"] for each in below])
    requests = [each for each in spans if "http.route" in each]
    assert [each["name"] for each in requests].count("GET /v1/people/{person_id}") == 2
    # What goes on by itself, as looking for deliveries does, is no part of a trace.
    assert all(each["parent"] for each in spans if "db.query.text" in each)
    assert "secret" not in str(spans)


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"OTEL_TRACES_EXPORTER": "jaeger"}, "'jaeger' is none of otlp, console, none"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "'grpc' is not http/protobuf"),
    ],
)
def test_what_cannot_be_sent_so_is_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], reason: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(TracingError, match=reason):
        spans_module().Spans(create_engine("sqlite://"))


def test_without_the_extra_the_start_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.startswith("app.watching.spans")]:
        monkeypatch.delitem(sys.modules, name)
    # As Python has it for what is not installed.
    monkeypatch.setitem(sys.modules, "opentelemetry.context", None)
    with pytest.raises(TracingError, match=r"pip install -e '.\[otel\]'"):
        spans_module()
