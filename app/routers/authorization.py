"""Who asks: the API key of a request, and the scope that an endpoint needs."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.routing import BaseRoute

from app.db import read_session
from app.errors import ForbiddenError, UnauthorizedError
from app.keys.checking import Key, KeyRefusedError, check_key, note_use
from app.vocabulary import Scope
from app.watching.requests import note_key

SCHEME: Final = "ApiKey"
_BEARER: Final = HTTPBearer(
    auto_error=False,
    scheme_name=SCHEME,
    description="An API key, as `incumbent keys create` printed it. Reading needs none. Where an"
    " operation names a role, it is the scope that the key needs: propose, curate or admin, each"
    " of which includes those before it.",
)
_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])
# Those of the framework, which have no function of ours: the document, and the assets of its page.
_NOT_OURS: Final = frozenset({"/openapi.json", "/docs/assets"})
_SEND: Final = "send it as Authorization: Bearer …"


def get_key(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Key:
    """The key of the request; raises UnauthorizedError."""
    if given is None:
        raise _unauthorized(f"This needs an API key: {_SEND}.", {})
    engine = request.app.state.engine
    try:
        # Closed before the use is noted: on SQLite without WAL the one would wait for the other.
        with read_session(engine) as session:
            key = check_key(session, given.credentials)
    except KeyRefusedError as error:
        why = {"error": "invalid_token"}
        raise _unauthorized(f"{error}.", why) from None
    note_use(engine, key)
    note_key(request.scope, key.id)
    return key


class StatesScope:
    """A dependency that lets an endpoint go on where the scope of who asks is enough."""

    def __init__(self, scope: Scope) -> None:
        """``scope``: the least that is enough."""
        self.scope = scope


class RequiredScope(StatesScope):
    """Gives the key, where its scope is enough; else ForbiddenError."""

    def __call__(self, key: Annotated[Key, Depends(get_key)]) -> Key:
        """The key of the request."""
        if not key.scope.includes(self.scope):
            challenge = _challenge({"error": "insufficient_scope", "scope": self.scope})
            message = (
                f"This needs a key with the scope {self.scope}; the scope of {key.id} is"
                f" {key.scope}."
            )
            raise ForbiddenError(message, headers=challenge, needed=self.scope)
        return key


def require_scope(scope: Scope) -> Any:
    """The dependency that gives the key, where its scope is enough; else ForbiddenError."""
    return Depends(RequiredScope(scope))


def scope_of(dependant: Dependant) -> Scope | None:
    """The scope that an endpoint needs; None where it states none."""
    if isinstance(dependant.call, StatesScope):
        return dependant.call.scope
    found = (scope_of(each) for each in dependant.dependencies)
    return next((scope for scope in found if scope), None)


class UnstatedError(RuntimeError):
    """Routes that state neither that they are public nor a scope: nothing is served with them."""


def open_to_all(endpoint: _Endpoint) -> _Endpoint:
    """State that anybody may ask an endpoint, with no key."""
    endpoint.is_open_to_all = True  # type: ignore[attr-defined]
    return endpoint


def is_open_to_all(route: APIRoute) -> bool:
    """Whether the route states that anybody may ask it."""
    return getattr(route.endpoint, "is_open_to_all", False)


def require_stated(routes: Sequence[BaseRoute]) -> None:
    """Raise UnstatedError unless each route is public, or states the scope that it needs.

    So a new route is open to nobody before somebody has thought about whom it is for.
    """
    unstated = sorted(_unstated(routes))
    if unstated:
        raise UnstatedError(
            f"{', '.join(unstated)}: state @open_to_all, or the scope of a key with require_scope"
        )


def _unstated(routes: Sequence[BaseRoute]) -> Iterator[str]:
    for each in iter_route_contexts(routes):
        route = each.original_route
        if not isinstance(route, APIRoute):
            if each.path not in _NOT_OURS:
                yield str(each.path)
        elif is_open_to_all(route) == (scope_of(route.dependant) is not None):  # neither, or both
            yield f"{'/'.join(sorted(each.methods or ()))} {each.path}"


# The least of the scopes, which every key includes.
KeyDep = Annotated[Key, require_scope(Scope.PROPOSE)]


def _unauthorized(detail: str, why: dict[str, str]) -> UnauthorizedError:
    return UnauthorizedError(detail, headers=_challenge(why))


def _challenge(told: dict[str, str]) -> dict[str, str]:
    parts = (f'{name}="{value}"' for name, value in ({"realm": "Incumbent"} | told).items())
    return {"WWW-Authenticate": f"Bearer {', '.join(parts)}"}
