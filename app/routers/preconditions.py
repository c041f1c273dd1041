"""Changing only what was read: ``If-Match`` with the ETag of that version."""

import re
from typing import Annotated, Final

from fastapi import Header

from app.errors import PreconditionFailedError, PreconditionRequiredError

IfMatchHeader = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=1000,
        description="The ETag of the version that was read: only that one is changed.",
        examples=["*"],
    ),
]
_TAG: Final = re.compile(r'"(\d+)(?:-[^"]*)?"')


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
