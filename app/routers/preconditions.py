"""If-Match: a change says of which version it is, or it is refused."""

import re
from typing import Annotated, Final

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
_TAG: Final = re.compile(r'"(\d+)(?:-[^"]*)?"')


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


def revision_etag(revision: int, digest: str) -> str:
    """The ETag of a revision; ``digest``: of all that is shown, which may differ meanwhile."""
    return f'"{revision}-{digest}"'


def require_revision(if_match: str | None, revision: int, *, required: bool) -> None:
    """Refuse to change another revision than the one that was read.

    Raises PreconditionRequiredError where nothing was said, and PreconditionFailedError.
    """
    if if_match is None:
        if required:
            raise PreconditionRequiredError("Send If-Match with the ETag of what you read.")
        return
    if if_match.strip() == "*":
        return
    known = {int(each) for each in _TAG.findall(if_match)}
    if revision not in known:
        detail = f"If-Match is {if_match[:100]}, but this is at revision {revision}: read it again."
        raise PreconditionFailedError(detail)
