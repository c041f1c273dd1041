"""Errors that a client sees: classes that carry their status; one handler writes them all."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Match

from app.pages.embed import CARD_HEADERS, CARD_PATHS, problem_card
from app.pages.problems import problem_page
from app.pages.rendering import PAGE_HEADERS
from app.request_errors import body_problem, is_in_body, parameter_problem
from app.watching.requests import trace_for

# What programs read, whatever they say that they accept.
_DATA_PATHS: Final = ("/v1/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/problems/")
_METHODS: Final = ("DELETE", "GET", "PATCH", "POST", "PUT")

log = structlog.get_logger(__name__)
Errors = Sequence[Mapping[str, str]]


PROBLEMS: Final[dict[str, "type[ApiError]"]] = {}  # every one, by its name


class ApiError(Exception):
    """The base: a problem with a stable name, a status and a title."""

    slug: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    description: ClassVar[str]

    def __init_subclass__(cls) -> None:
        """Note each problem, wherever it is declared."""
        PROBLEMS[cls.slug] = cls

    def __init__(
        self,
        detail: str,
        *,
        errors: Errors = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        """``errors`` name parameters; ``members`` are added to the answer."""
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.members = members


class NotFoundError(ApiError):
    """Nothing is there."""

    slug, status, title = "not-found", 404, "Not found"
    description = "There is nothing under this path or id, and there never was."


class MergedError(ApiError):
    """It was merged into another; the answer leads there."""

    slug, status, title = "merged", 308, "Permanent redirect"
    description = "What was here was merged into the survivor, whose address is in Location."

    def __init__(self, merged_id: str, survivor_id: str) -> None:
        """``survivor_id``: the entity that it was merged into."""
        super().__init__(
            f"{merged_id!r} was merged into {survivor_id!r}.",
            merged=merged_id,
            survivor=survivor_id,
        )


class NotAcceptableError(ApiError):
    """No format that the client accepts can be had."""

    slug, status, title = "not-acceptable", 406, "Not acceptable"
    description = "Accept names no format that can be had here; ?format= chooses without it."


class GoneError(ApiError):
    """It was there and was withdrawn."""

    slug, status, title = "gone", 410, "Gone"
    description = "What was here was withdrawn; reason and change say why and when."


class UnauthorizedError(ApiError):
    """There is no key, or none that is right."""

    slug, status, title = "unauthorized", 401, "Unauthorized"
    description = "This needs an API key that is known, not expired and not revoked."


class ForbiddenError(ApiError):
    """The key may not do this."""

    slug, status, title = "forbidden", 403, "Forbidden"
    description = "The scope of the key is too small; detail says which scope is needed."


class ConflictError(ApiError):
    """What is asked for does not fit the state that the resource is in."""

    slug, status, title = "conflict", 409, "Conflict"
    description = "The resource is not in a state in which this can be done; detail says why."


class MethodNotAllowedError(ApiError):
    """The path does not take this method."""

    slug, status, title = "method-not-allowed", 405, "Method not allowed"
    description = "The path exists, but not for this method; Allow lists those that it takes."


class UnknownParameterError(ApiError):
    """Query parameters that the endpoint does not know."""

    slug, status, title = "unknown-parameter", 400, "Unknown parameter"
    description = "A parameter is never ignored: one that is not known is refused by its name."


class InvalidCursorError(ApiError):
    """A cursor that is not one of ours, or belongs to another list."""

    slug, status, title = "invalid-cursor", 400, "Invalid cursor"
    description = "Take the cursor from page.next of the same list and leave it as it is."


class NotKnownYetError(ApiError):
    """Nothing was known of it at the change or time asked about."""

    slug, status, title = "not-known-yet", 404, "Not known yet"
    description = "Nothing of it had been recorded at known_at; first_known says since when."


class TooLargeError(ApiError):
    """A body that is larger than any that makes sense."""

    slug, status, title = "too-large", 413, "Too large"
    description = "The body is larger than any that this takes."


class PreconditionRequiredError(ApiError):
    """A change that does not say of which version it is."""

    slug, status, title = "precondition-required", 428, "Precondition required"
    description = "Send the ETag that GET gave in If-Match, so that nobody's change is lost."


class PreconditionFailedError(ApiError):
    """A change of a version that is not the newest any more."""

    slug, status, title = "precondition-failed", 412, "Precondition failed"
    description = "It was changed since the ETag in If-Match was given: GET it again, and look."


class InvalidParameterError(ApiError):
    """A parameter whose value is not right."""

    slug, status, title = "invalid-parameter", 422, "Invalid parameter"
    description = "errors names each parameter at fault and says what would be right."


class BadRequestError(ApiError):
    """The request cannot be understood."""

    slug, status, title = "bad-request", 400, "Bad request"
    description = "The request could not be understood."


class InternalError(ApiError):
    """A fault of ours."""

    slug, status, title = "internal-error", 500, "Internal error"
    description = "A fault of ours. The request_id finds it in the log."


class UnavailableError(ApiError):
    """The database cannot be reached or is not ready, or this process is about to end."""

    slug, status, title = "unavailable", 503, "Unavailable"
    description = "The database does not answer or is not migrated, or the server is stopping."


class TimedOutError(ApiError):
    """A query, or a wait for another who writes, that took as long as it may."""

    slug, status, title = "timeout", 503, "Timeout"
    description = (
        "A query took longer than it may, or another wrote for longer than one waits. Nothing was"
        " written. Retry-After says when to ask; what is narrower costs less."
    )


class InsufficientStorageError(ApiError):
    """The disk is full."""

    slug, status, title = "insufficient-storage", 507, "Insufficient storage"
    description = "The disk of the server or of its database is full. Nothing was written."


class BusyError(ApiError):
    """As much is being done at once as may be."""

    slug, status, title = "busy", 503, "Busy"
    description = "As much is being done at once as may be. Retry-After says when to ask again."


class RangeError(ApiError):
    """A part that is not there."""

    slug, status, title = "range", 416, "Range not satisfiable"
    description = "The bytes asked for lie behind the end; Content-Range says how many there are."


_BY_STATUS: dict[int, type[ApiError]] = {
    404: NotFoundError,
    405: MethodNotAllowedError,
    413: TooLargeError,
    500: InternalError,
    503: UnavailableError,
}


def install_error_handlers(app: FastAPI) -> None:
    """Let every error leave as a problem document."""
    app.add_exception_handler(ApiError, _on_api_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)


def problem_response(request: Request, error: ApiError) -> Response:
    """The problem document of an error; in a browser, as a page, but for what is under ``/v1``."""
    trace = trace_for(request.scope)
    content = {
        "type": f"/problems/{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "parameter": error.errors[0]["parameter"] if error.errors else None,
        "errors": error.errors,
        "request_id": request.scope.get("request_id", ""),
        **({"trace_id": trace.trace_id} if trace else {}),
        **error.members,
    }
    if _wants_page(request):
        return _problem_page(request, error, content)
    return JSONResponse(content, error.status, error.headers, media_type="application/problem+json")


def _problem_page(request: Request, error: ApiError, content: Mapping[str, Any]) -> Response:
    """The problem as a page, or in a frame on another site as a card."""
    is_card = request.url.path.startswith(CARD_PATHS)
    write, headers = (problem_card, CARD_HEADERS) if is_card else (problem_page, PAGE_HEADERS)
    page = write(f"{request.url.scheme}://{request.url.netloc}", content)
    return HTMLResponse(page, error.status, {**error.headers, **headers, "Vary": "Accept"})


def _wants_page(request: Request) -> bool:
    is_data = request.url.path.startswith(_DATA_PATHS)
    return not is_data and "text/html" in request.headers.get("accept", "")


async def _on_api_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise TypeError(error)
    if isinstance(error, MergedError):
        error.headers["Location"] = _survivors_address(request, **error.members)
    return problem_response(request, error)


def _survivors_address(request: Request, merged: str, survivor: str) -> str:
    """The address asked for, with the survivor's id in the place of the merged one's."""
    steps = [survivor if step == merged else step for step in request.url.path.split("/")]
    asked = [
        (name, survivor if value == merged else value)
        for name, value in request.query_params.multi_items()
    ]
    return "/".join(steps) + (f"?{urlencode(asked)}" if asked else "")


async def _on_http_exception(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError(error)
    path = request.url.path
    if error.status_code == HTTPStatus.NOT_FOUND and path.endswith("/") and _wants_page(request):
        return RedirectResponse(request.url.replace(path=path.rstrip("/")), 308)
    details = {
        404: f"There is nothing at {path}. The paths are listed at /docs.",
        405: f"{path} does not take {request.method}.",
        413: "The body is larger than any that this takes.",
    }
    problem = _BY_STATUS.get(error.status_code, BadRequestError)
    detail = details.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    if problem is MethodNotAllowedError:
        methods = _methods(request)
        # HEAD and OPTIONS are answered for every path that takes GET.
        headers["Allow"] = ", ".join([*methods, *(["HEAD", "OPTIONS"] if "GET" in methods else [])])
    return problem_response(request, problem(detail, headers=headers))


def _methods(request: Request) -> list[str]:
    """The methods that the path takes: the router itself names those of its first route only."""
    return [method for method in _METHODS if _takes(request, method)]


def _takes(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise TypeError(error)
    model = _model_of_body(request)
    found = [
        body_problem(each, error.body, model) if is_in_body(each) else parameter_problem(each)
        for each in error.errors()
    ]
    errors = [dict(each) for each in dict.fromkeys(tuple(each.items()) for each in found)]
    first = errors[0]
    where = f"{first['location']} parameter {first['parameter']}" if first["parameter"] else "body"
    detail = f"{where}: {first['detail']}"
    return problem_response(request, InvalidParameterError(detail, errors=errors))


def fault_response(request: Request, error: Exception) -> Response:
    """The answer to a fault of ours; the details are in the log, under the request's id."""
    log.error("fault", path=request.url.path, exc_info=error)
    return problem_response(request, InternalError("A fault of ours; the log has the details."))


def _model_of_body(request: Request) -> type[BaseModel] | None:
    field = getattr(request.scope["route"], "body_field", None)
    model = field and field.field_info.annotation
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None
