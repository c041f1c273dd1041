"""The OpenAPI document: valid, complete with examples that are true, and its changes seen."""

import copy
import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import httpx
import orjson
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from app.config import Settings
from app.guarding.guard import READ_BY_POST
from app.main import create_app
from app.routers.openapi import EXAMPLES_FILE, PROBLEM_JSON
from tests.conftest import SEEDED_ON_SQLITE
from tests.faults.sizes import size
from tests.keys import CURATOR_KEY, EXAMPLE_KEY, EXAMPLE_WEBHOOK, OTHER_KEY, OTHER_WEBHOOK, with_key
from tests.proposed import EXAMPLE_PROPOSALS
from tests.test_errors_api import check_shape

# What differs from one server to the next.
EXAMPLE_DIGEST = "5f0c8be1a33557e6c2d97b41f08a6d3e94b7c1205ad83f6e7b92c0d4e1f8a365"
VOLATILE = (
    (r'"next":"[^"]*cursor=[^"]*"', '"next":"http://127.0.0.1:8000/v1/people?limit=1&cursor=…"'),
    (r"retrieved \d{4}-\d\d-\d\d", "retrieved 2026-11-23"),
    (r'"id":"[0-9a-f]{16}"', f'"id":"{EXAMPLE_WEBHOOK}"'),
    (r'"id":"[a-z2-7]{16}","action"', f'"id":"{EXAMPLE_PROPOSALS[0]}","action"'),
    (r'"secret":"[^"]*"', '"secret":"whsec_ZXhhbXBsZQ=="'),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.]?\d*\+00:00", "2026-11-23T06:05:00.123456+00:00"),
    (r'(?<="digest":")[0-9a-f]{64}', EXAMPLE_DIGEST),
    (r"(?<=,)[0-9a-f]{64}\b", EXAMPLE_DIGEST),  # in CSV
    (r'"database":"[^"]*"', '"database":"SQLite 3.53.4"'),
    (r'"journal_mode":(null|"[^"]*")', '"journal_mode":"WAL"'),
    (r"<updated>[^<]*", "<updated>2026-11-23T06:05:00.123456+00:00"),
    (r"<id>[^<]*", "<id>urn:uuid:0a2c5b7e-5d0e-5a44-9a0b-6d1f4c1b7e11"),
    (r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:8000"),
)

ROOMS = ("people", "organizations", "posts", "events", "articles")
# What is not JSON.
MEDIA_TYPES = {
    f"/v1/{of}feed.atom": "application/atom+xml"
    for of in ("", *(f"{room}/{{entity_id}}/" for room in ROOMS))
} | {"/v1/reconcile/preview": "text/html"}
ALIKE = {"format", "fields", "pretty", "bom"}


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


DOCUMENT = create_app(Settings(database_url="sqlite:///unused.db")).openapi()


def tried_document() -> Any:
    """The document without the parameters that all endpoints take alike, but on two of them."""
    document = copy.deepcopy(DOCUMENT)
    for path, _, operation in operations(document):
        if "parameters" in operation and path not in ("/v1/people", "/v1/people/{person_id}"):
            kept = [each for each in operation["parameters"] if each["name"] not in ALIKE]
            operation["parameters"] = kept
    return document


OPERATIONS = {
    found.ok().label: found.ok()
    for found in schemathesis.openapi.from_dict(tried_document()).get_all_operations()
    if isinstance(found, Ok)
}


@pytest.fixture
def document() -> Any:
    return copy.deepcopy(DOCUMENT)


def is_curating(method: str, path: str) -> bool:
    """Whether an operation writes the ledger, other than through proposals."""
    keyed = "security" in DOCUMENT["paths"][path][method.lower()]
    return keyed and not path.startswith(("/v1/webhooks", "/v1/proposals"))


# What others need is written first: an article, then whom it names; what ends all comes last.
WRITTEN = ("POST /v1/articles", "POST /v1/organizations", "POST /v1/posts")
ENDS = "POST /v1/changes/{number}/revert"


def in_order(each: tuple[str, str, Any]) -> tuple[bool, bool, int, bool]:
    """What reads comes before what changes what is read."""
    path, method, _ = each
    label = f"{method} {path}"
    place = WRITTEN.index(label) if label in WRITTEN else len(WRITTEN)
    corrects = method == "PATCH" and is_curating(method, path)
    return method != "GET", label == ENDS, place, corrects


# Files, not documents: tests/test_exports_*.py read them.
EXPORTS = "/v1/exports/"


def success(operation: Any) -> Any:
    """What an operation answers where all is well, by media type; nothing where it has no body."""
    answer, *_ = (a for status, a in operation["responses"].items() if status.startswith("2"))
    return answer.get("content", {})


def example_request(method: str, path: str, operation: Any) -> dict[str, Any]:
    """The request that the examples of the parameters and of the body's fields make up."""
    request: dict[str, Any] = {"method": method}
    known = {each["name"]: each for each in operation.get("parameters", [])}
    for name, parameter in known.items():
        if parameter["in"] == "path":
            path = path.replace("{" + name + "}", first_example(parameter))
    # Each request its own Idempotency-Key, or none.
    request["headers"] = {"If-Match": "*"} if "if-match" in known else {}
    asked = {name: each for name, each in known.items() if each["in"] == "query"}
    request["params"] = {n: first_example(each) for n, each in asked.items() if each["required"]}
    if "limit" in known:
        request["params"]["limit"] = 1
    if "requestBody" in operation:
        ((kind, content),) = operation["requestBody"]["content"].items()
        schema = content["schema"]
        # One thing, or a list of them.
        (schema, *_) = schema.get("anyOf") or schema.get("oneOf") or [schema]
        if "$ref" in schema:
            schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        fields = schema.get("examples", [None])[0] or {
            name: f["examples"][0] for name, f in schema["properties"].items() if "examples" in f
        }
        request["json" if kind == "application/json" else "data"] = fields
    return request | {"url": path}


def key_for(method: str, path: str, usual: str) -> str:
    """The key to ask with: some operations are for curators."""
    is_deciding = path.endswith(("/accept", "/reject"))
    return CURATOR_KEY if is_deciding or is_curating(method, path) else usual


def example_answer(
    api: httpx.Client, method: str, path: str, operation: Any, media_type: str = "*/*"
) -> Any:
    """What the seed's server answers to the examples."""
    headers = with_key(key_for(method, path, EXAMPLE_KEY)) if "security" in operation else {}
    headers |= {"Accept": media_type}
    asked = example_request(method, path, operation)
    headers |= asked.pop("headers")
    answer = api.request(**asked, headers=headers)
    assert answer.is_success, answer.text
    text = answer.text
    for pattern, stable in VOLATILE:
        text = re.sub(pattern, stable, text)
    kind = answer.headers["Content-Type"].partition(";")[0]
    assert kind in success(operation)
    return orjson.loads(text) if kind.endswith("json") else text


def first_example(parameter: Any) -> str:
    schema = parameter["schema"]
    found = parameter.get("examples") or schema.get("examples") or [parameter.get("example")]
    return str(next(iter(found.values()))["value"] if isinstance(found, dict) else found[0])


def test_it_is_valid_openapi_31(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_a_change_of_the_interface_is_seen_in_review(
    document: Any, snapshot: SnapshotAssertion
) -> None:
    """Accept a wanted change with ``make snapshot``. The examples have a test of their own."""
    for _, _, operation in operations(document):
        for content in success(operation).values():
            content.pop("example", None)
    assert document == snapshot(extension_class=JSONSnapshotExtension)


def test_every_parameter_and_every_answer_has_an_example(document: Any) -> None:
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", []):
            assert first_example(parameter) != "None", (path, parameter["name"])
            assert parameter["description"], (path, parameter["name"])
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                if path.startswith(EXPORTS) and int(status) < 300:
                    continue
                assert "example" in content, (method, path, status)
                assert (kind == PROBLEM_JSON) == (int(status) >= 300)
            if status == "200" and not path.startswith(EXPORTS):
                assert next(iter(answer["content"])) == MEDIA_TYPES.get(path, "application/json")


def test_the_examples_are_what_the_seed_answers(
    api: httpx.Client, writable: httpx.Client, document: Any, request: pytest.FixtureRequest
) -> None:
    """Written anew with ``make snapshot``."""
    asked = sorted(operations(document), key=in_order)
    answers = {
        f"{method} {path}": example_answer(
            writable if is_curating(method, path) or "/proposals" in path else api,
            method,
            path,
            operation,
        )
        for path, method, operation in asked
        if success(operation) and not path.startswith(EXPORTS)
    }
    if request.config.option.update_snapshots:
        EXAMPLES_FILE.write_bytes(orjson.dumps(answers, option=orjson.OPT_INDENT_2) + b"\n")
    assert answers == orjson.loads(EXAMPLES_FILE.read_bytes())


def test_the_examples_in_other_formats_are_what_the_seed_answers(
    api: httpx.Client, document: Any
) -> None:
    for path, method, operation in operations(document):
        if path.startswith(EXPORTS):
            continue
        for media_type, content in success(operation).items() if method == "GET" else ():
            if media_type == "application/json":
                continue  # what others write meanwhile, webhooks, is in the test above
            answer = example_answer(api, method, path, operation, media_type)
            assert content["example"] == answer, (path, media_type)


# The feeds of all kinds are one function, of which one stands for the others; so are histories
# and exports.
ALIKE_ONES = ("{entity_id}/feed.atom", "{entity_id}/history", ".{format}")
TRIED = [
    label
    for label in OPERATIONS
    if ("/people" in label or not label.endswith(ALIKE_ONES)) and not is_curating(*label.split())
]


def refused_or_too_large(context: Any, response: Any, case: Any) -> bool | None:
    """What is wrong is refused: as such, as larger than any body that is read, or unread."""
    if response.status_code in (412, 413):  # 412 may come before the body (RFC 9110, 13.2.1)
        return None
    return negative_data_rejection(context, response, case)


# Those that tell of the request's own bytes are HTTP's, which the server itself refuses.
FRAMING = {"connection", "content-length", "expect", "host", "transfer-encoding", "upgrade"}
WAITS = {str(seconds) for seconds in range(31)}
# Seconds for an answer: on a busy machine the ten that are usual can pass without any hang.
PATIENCE = 60
# Left out: positive_data_acceptance (what its type allows can be wrong, such as any cursor),
# missing_required_header (only the key is, whose absence is below), allow_header_conformance (of
# OPTIONS), object_level_authorization (test_owasp.py has it), and those of walks (tests/faults).
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    refused_or_too_large,
    unsupported_method,
    ignored_auth,
]


@pytest.mark.parametrize("label", TRIED)
def test_whatever_is_sent_the_answer_is_as_documented(apis: list[httpx.Client], label: str) -> None:
    ask_whatever(apis, label, GenerationMode.POSITIVE)


@SEEDED_ON_SQLITE  # what is wrong is refused before a database is asked
@pytest.mark.parametrize("label", TRIED)
def test_whatever_is_wrong_is_refused_as_documented(api: httpx.Client, label: str) -> None:
    ask_whatever([api], label, GenerationMode.NEGATIVE)


def ask_whatever(
    apis: list[httpx.Client],
    label: str,
    mode: GenerationMode,
    keys: Sequence[str] | None = None,
    **more: Any,
) -> int:
    """How many requests were sent, those that checks send beside the examples among them.

    ``keys``: others than the one that is enough; nothing for none. ``more``: settings.
    """
    method, path = label.split()
    needs_key = "security" in OPERATIONS[label].definition.raw
    senders = keys or [key_for(method, path, OTHER_KEY) if needs_key else ""]
    # How long it takes to make requests up, on a busy machine, is no fault of the answers.
    told: dict[str, Any] = {
        "max_examples": size(5, 15),
        "suppress_health_check": list(HealthCheck),
    } | more

    @settings(**told)
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        assume(FRAMING.isdisjoint(map(str.lower, case.headers)))
        if str(case.query.get("wait", "")) in WAITS:
            case.query["wait"] = 0  # nobody waits for a change that nobody makes
        reads = mode is GenerationMode.POSITIVE and case.method == "GET"
        if reads and "webhook_id" in case.path_parameters:
            case.path_parameters["webhook_id"] = OTHER_WEBHOOK  # one that is there
        # To make a request up takes longer than to answer it.
        for api, key in product(apis, senders):
            case.call_and_validate(
                base_url=str(api.base_url),
                checks=CHECKS,
                session=session,
                timeout=PATIENCE,
                headers=with_key(key) if key else None,
            )

    try:
        with CountingSession() as session:
            ask()
    except Unsatisfiable:  # it has nothing that could be given wrong
        assert mode is GenerationMode.NEGATIVE
    return session.sent


class CountingSession(requests.Session):
    """A session that counts what it sends; it asks nothing of the environment for each request."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.sent = 0

    def send(self, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        """Send it, and count it."""
        self.sent += 1
        return super().send(request, **more)


# To make up the body of a person or a batch takes seconds; that of a fact has all their parts.
WRITES = ("DELETE /v1/people/{person_id}", "POST /v1/articles", "PATCH /v1/facts/{fact_id}")


@pytest.mark.parametrize("label", WRITES)
def test_whatever_is_written_the_answer_is_as_documented(
    writable: httpx.Client, label: str
) -> None:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        # Bodies are large: to shrink one that fails takes minutes.
        @settings(
            max_examples=3,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case[Any]) -> None:
            told: dict[str, Any] = {"headers": with_key(CURATOR_KEY), "timeout": PATIENCE}
            case.call_and_validate(base_url=str(writable.base_url), checks=CHECKS, **told)

        ask()


def test_what_needs_a_key_is_closed_without_one(api: httpx.Client, document: Any) -> None:
    closed = [each for each in operations(document) if "security" in each[2]]
    rooms = ("/v1/webhooks", "/v1/proposals")
    assert {(path, method) for path, method, _ in closed} == {
        (path, method)
        for path, method, _ in operations(document)
        if path.startswith(rooms) or (method != "GET" and path not in READ_BY_POST)
    }
    unknown = EXAMPLE_KEY[:-4] + "aaaa"
    for path, method, operation in closed:
        for headers in ({}, with_key(unknown)):
            asked = example_request(method, path, operation)
            answer = api.request(**asked | {"headers": headers})
            check_shape(answer, "unauthorized")


def test_the_document_is_served(api: httpx.Client) -> None:
    assert api.get("/openapi.json").json() == DOCUMENT
