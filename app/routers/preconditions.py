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
MaybeIfMatch = Annotated[
    str | None,
    Header(
        max_length=1000,
        description="The ETag that GET gave: where it is another version by now, this is refused.",
        examples=["*"],
    ),
]
_REVISED: Final = re.compile(r'"(\d+)-[^"]*"')


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


def require_revision(if_match: str | None, revision: int, path: str) -> None:
    """The same of what has revisions: it is the revision that counts, whatever is shown beside."""
    seen = if_match and _REVISED.sub(r'"\1"', if_match)
    require_match(seen, f'"{revision}"', path)
