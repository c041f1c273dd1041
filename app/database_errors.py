"""What a client is told where a database or a disk fails in the middle of a request."""

import errno
from collections.abc import Mapping
from typing import Final

import structlog
from fastapi import FastAPI, Request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.responses import Response

from app.db import NO_ANSWER, Trouble, explain, trouble_of
from app.errors import (
    ApiError,
    InsufficientStorageError,
    TimedOutError,
    UnavailableError,
    problem_response,
)
from app.migrate import NewerDatabaseError
from app.watching.meters import count_statement_timeout

# The problem, and after how many seconds to ask again.
_PROBLEMS: Final[Mapping[Trouble, tuple[type[ApiError], str]]] = {
    Trouble.SLOW: (TimedOutError, "5"),
    Trouble.BUSY: (TimedOutError, "1"),
    Trouble.FULL: (InsufficientStorageError, "30"),
    Trouble.OTHER: (UnavailableError, "5"),
}
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)

log = structlog.get_logger(__name__)


def install_database_handlers(app: FastAPI) -> None:
    """Let every error of a database, and a disk that is full, leave as a problem document."""
    app.add_exception_handler(DBAPIError, _on_database_error)
    app.add_exception_handler(PoolTimeoutError, _on_database_error)
    app.add_exception_handler(OSError, _on_full_disk)
    app.add_exception_handler(NewerDatabaseError, _on_newer_database)


async def _on_database_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, DBAPIError | PoolTimeoutError):
        raise TypeError(error)
    reason = explain(error)
    log.error("database_error", path=request.url.path, reason=reason)
    trouble = trouble_of(error)
    if trouble in (Trouble.SLOW, Trouble.BUSY):
        count_statement_timeout()
    problem, seconds = _PROBLEMS[trouble]
    # Why it does not answer names its address, which is for the log alone.
    told = NO_ANSWER if reason.startswith(NO_ANSWER) else reason
    return problem_response(request, problem(f"{told}.", headers={"Retry-After": seconds}))


async def _on_full_disk(request: Request, error: Exception) -> Response:
    """A file that found no room, such as an export that is built; any other fault is ours."""
    if not isinstance(error, OSError) or error.errno not in _FULL:
        raise error
    reason = f"The disk of the server is full ({error.strerror})"
    log.error("disk_full", path=request.url.path, reason=reason)
    headers = {"Retry-After": "30"}
    return problem_response(request, InsufficientStorageError(f"{reason}.", headers=headers))


async def _on_newer_database(request: Request, error: Exception) -> Response:
    message = f"Nothing can be written here any more: {error}. Ask again, or a newer server."
    return problem_response(request, UnavailableError(message, headers={"Retry-After": "5"}))
