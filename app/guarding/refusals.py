"""How a request is refused before it comes to any endpoint: as everywhere, with a problem."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.errors import ApiError, problem_response
from app.middleware import CORS_HEADERS, is_of_curators, request_id_of, safe_headers
from app.watching.meters import count_refusal


def refusal(scope: Scope, error: ApiError) -> Response:
    """The answer, with the headers that the middleware gives to every other; it is counted."""
    count_refusal(error.slug)
    scope["request_id"] = request_id_of(scope)
    response = problem_response(Request(scope), error)
    response.headers["X-Request-ID"] = scope["request_id"]
    response.headers["Cache-Control"] = "no-store"
    told = {name for name, _ in response.raw_headers}
    response.raw_headers += [each for each in safe_headers(scope["scheme"]) if each[0] not in told]
    if not is_of_curators(scope):
        response.raw_headers += CORS_HEADERS
    return response
