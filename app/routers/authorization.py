"""Who asks: the API key of a request, and the scope that an endpoint needs."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

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


KeyDep = Annotated[Key, Depends(get_key)]


def _unauthorized(detail: str, why: dict[str, str]) -> UnauthorizedError:
    return UnauthorizedError(detail, headers=_challenge(why))


def _challenge(told: dict[str, str]) -> dict[str, str]:
    parts = (f'{name}="{value}"' for name, value in ({"realm": "Incumbent"} | told).items())
    return {"WWW-Authenticate": f"Bearer {', '.join(parts)}"}
