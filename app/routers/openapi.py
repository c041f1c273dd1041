"""The OpenAPI document: what FastAPI writes, with our problem documents and real examples.

``app/schemas/examples.json`` holds what the seed's own server answers to each endpoint; a test
compares the two, so an example never says what the API does not.
"""

from pathlib import Path
from typing import Any, Final

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from app.errors import (
    ApiError,
    BusyError,
    ConflictError,
    ForbiddenError,
    GoneError,
    InsufficientStorageError,
    InternalError,
    InvalidCursorError,
    InvalidParameterError,
    MergedError,
    NotAcceptableError,
    NotFoundError,
    PreconditionFailedError,
    PreconditionRequiredError,
    RangeError,
    TimedOutError,
    TooLargeError,
    UnauthorizedError,
    UnavailableError,
    UnknownParameterError,
)
from app.guarding.problems import (
    HeadersTooLargeError,
    RateLimitedError,
    SlowRequestError,
    UrlTooLongError,
)
from app.routers.authorization import SCHEME, scope_of
from app.routers.openapi_formats import tell_formats
from app.schemas.problems import Problem

Problems = tuple[type[ApiError], ...]

EXAMPLES_FILE: Final = Path(__file__).parent.parent / "schemas" / "examples.json"
PROBLEM_JSON: Final = "application/problem+json"
FOUND: Final[Problems] = (MergedError, NotFoundError, GoneError)
LISTED: Final[Problems] = (InvalidCursorError,)
NARROWED: Final[Problems] = (MergedError, InvalidCursorError)  # a list, by the ids of others
KEYED: Final[Problems] = (UnauthorizedError,)
SCOPED: Final[Problems] = (UnauthorizedError, ForbiddenError)
CHANGED: Final[Problems] = (ConflictError,)
CONDITIONAL: Final[Problems] = (PreconditionFailedError, PreconditionRequiredError)
SENT: Final[Problems] = (TooLargeError,)
MATCHED: Final[Problems] = (PreconditionFailedError, PreconditionRequiredError)
ADDED: Final[Problems] = (*SCOPED, *CHANGED, *SENT)
WITHDRAWN: Final[Problems] = (*SCOPED, *FOUND, *CHANGED, *MATCHED)
BATCHED: Final[Problems] = (*ADDED, PreconditionFailedError)
KEPT: Final[Problems] = (NotFoundError, GoneError)
EDITED: Final[Problems] = (*WITHDRAWN, *SENT)
EXPORTED: Final[Problems] = (MergedError, NotFoundError, RangeError)
_ALWAYS: Final[Problems] = (
    NotAcceptableError,
    UnknownParameterError,
    InvalidParameterError,
    InternalError,
    SlowRequestError,
    UrlTooLongError,
    HeadersTooLargeError,
    RateLimitedError,
    TimedOutError,
    UnavailableError,
    BusyError,
    InsufficientStorageError,
)

Answers = dict[int | str, dict[str, Any]]


def answers(model: Any, problems: Problems = (), *, status: int = 200) -> Answers:
    """The ``responses`` of an endpoint: its model at ``status``, and the problems it may answer."""
    told: Answers = {status: {"model": model}}
    told[304] = {"description": "Not modified since the ETag in If-None-Match"}
    by_status: dict[int, list[str]] = {}
    for problem in (*problems, *_ALWAYS):
        by_status.setdefault(problem.status, []).append(problem.title)
    for refused, titles in sorted(by_status.items()):
        told[refused] = {"model": Problem, "description": " or ".join(titles)}
    return told


def build_openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the app."""
    schema = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schema = _with_plain_names(schema)
    models, scopes = _models(app), _scopes(app)
    examples: dict[str, Any] = orjson.loads(EXAMPLES_FILE.read_bytes())
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if method != "get":
                operation["responses"].pop("304", None)
            if operation["operationId"] in scopes:
                operation["security"] = [{SCHEME: [scopes[operation["operationId"]]]}]
            example = examples.get(f"{method.upper()} {path}")
            tell_formats(operation, models.get(operation["operationId"]), example)
            _finish(operation, example)
    return schema


def _with_plain_names(schema: dict[str, Any]) -> dict[str, Any]:
    """The document with names and titles of models that programs can make one class of each.

    FastAPI tells two models of one name apart as ``-Input`` and ``-Output`` and leaves their titles
    alike, which generators of clients take for their names.
    """
    told: dict[str, Any] = schema["components"]["schemas"]
    names = {name: _plain_name(name) for name in told if name != _plain_name(name)}
    written = orjson.dumps(schema).decode()
    for name, plain in names.items():
        written = written.replace(
            f'"#/components/schemas/{name}"', f'"#/components/schemas/{plain}"'
        )
    schema = orjson.loads(written)
    told = {names.get(name, name): each for name, each in schema["components"]["schemas"].items()}
    schema["components"]["schemas"] = {name: each | {"title": name} for name, each in told.items()}
    return schema


def _plain_name(name: str) -> str:
    bare = name.removesuffix("-Output")
    return f"Sent{name.removesuffix('-Input')}" if name.endswith("-Input") else bare


def _models(app: FastAPI) -> dict[str, Any]:
    """The model of the answer of each endpoint that reads, by the endpoint's name."""
    return {
        str(found.name): found.responses[200]["model"]
        for found in iter_route_contexts(app.routes)
        if "model" in getattr(found, "responses", {}).get(200, {})
        and "GET" in (found.methods or ())
    }


def _scopes(app: FastAPI) -> dict[str, str]:
    """The scope that a key needs for each endpoint that states one, by the endpoint's name."""
    found = {
        str(each.name): scope_of(each.dependant)
        for each in iter_route_contexts(app.routes)
        if hasattr(each, "dependant")
    }
    return {name: scope.value for name, scope in found.items() if scope}


def problem_example(problem: type[ApiError]) -> dict[str, Any]:
    """What such a problem looks like."""
    return {
        "type": f"/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.description,
        "parameter": None,
        "errors": [],
        "request_id": "01JD3M8Q6Z",
    }


def _without_null(parameter: dict[str, Any]) -> None:
    """A parameter that is not wanted is left out: there is no null in an address or a header."""
    choices = parameter["schema"].pop("anyOf", [])
    kept = [choice for choice in choices if choice != {"type": "null"}]
    if len(kept) == 1:
        parameter["schema"] = kept[0] | parameter["schema"]
    elif kept:
        parameter["schema"]["anyOf"] = kept


def _finish(operation: dict[str, Any], example: Any) -> None:
    for parameter in operation.get("parameters", []):
        _without_null(parameter)
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        if int(status) in _PROBLEM_BY_STATUS:
            for media_type in list(content):
                problem = problem_example(_PROBLEM_BY_STATUS[int(status)])
                content[PROBLEM_JSON] = content.pop(media_type) | {"example": problem}
        elif example is not None:
            for told in content.values():
                told.setdefault("example", example)


_PROBLEM_BY_STATUS: Final = {
    problem.status: problem for problem in (*LISTED, *EDITED, *EXPORTED, *_ALWAYS)
}
