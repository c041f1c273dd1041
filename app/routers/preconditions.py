"""If-Match: a change says of which version it is, or it is refused."""

from typing import Annotated

from fastapi import Header

from app.conditional import client_saw
from app.errors import PreconditionFailedError, PreconditionRequiredError

IfMatch = Annotated[
    str | None,
    Header(
        max_length=1000,
        description="The ETag that GET gave, without which this is refused; `*`: any version.",
        examples=["*"],
    ),
]


def require_match(if_match: str | None, etag: str, path: str) -> None:
    """Go on where the client saw the version as it is now; ``path``: where it is to be seen.

    It is called in the write's own transaction, so that nothing comes in between. Raises
    PreconditionRequiredError and PreconditionFailedError.
    """
    if if_match is None:
        message = f"Send the ETag of GET {path} as If-Match, so that nobody's change is lost."
        raise PreconditionRequiredError(message)
    if not client_saw(if_match, etag):
        raise PreconditionFailedError(f"{path} is not what you saw any more: GET it again.")
