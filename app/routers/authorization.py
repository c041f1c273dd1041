"""Who asks: the API key of a request, and the scope that an endpoint needs."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.db import read_session
from app.errors import ForbiddenError, UnauthorizedError
from app.keys.checking import Key, KeyRefusedError, check_key, note_use
from app.vocabulary import Scope

_BEARER: Final = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    description="An API key, as `incumbent keys create` printed it. Reading needs none.",
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
    return key


def require_scope(scope: Scope) -> Any:
    """The dependency that gives the key, where its scope is enough; else ForbiddenError."""

    def get_key_of_scope(key: Annotated[Key, Depends(get_key)]) -> Key:
        if not key.scope.includes(scope):
            challenge = _challenge({"error": "insufficient_scope", "scope": scope})
            message = (
                f"This needs a key with the scope {scope}; the scope of {key.id} is {key.scope}."
            )
            raise ForbiddenError(message, headers=challenge, needed=scope)
        return key

    return Depends(get_key_of_scope)


KeyDep = Annotated[Key, Depends(get_key)]


def _unauthorized(detail: str, why: dict[str, str]) -> UnauthorizedError:
    return UnauthorizedError(detail, headers=_challenge(why))


def _challenge(told: dict[str, str]) -> dict[str, str]:
    parts = (f'{name}="{value}"' for name, value in ({"realm": "Incumbent"} | told).items())
    return {"WWW-Authenticate": f"Bearer {', '.join(parts)}"}
