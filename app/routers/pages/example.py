"""A question put to the API, with the command that asks it and what it answers here and now."""

import re
import shlex
from typing import Final

from fastapi import Request
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.queries.paging import PageRequest
from app.routers.organizations import list_members
from app.routers.pages.finding import Json
from app.routers.pages.keeping import kept
from app.routers.pages.shared import origin_of
from app.routers.posts import list_holders
from app.routers.representation import Representation
from app.schemas.facts import TenuresPage
from app.schemas.includes import implied_by, includes_of

_FIELDS: Final = ("person.name", "label", "start_date", "end_date", "holds", "citations.exact")
_YEAR: Final = re.compile(r"\d{4}")
_LIMIT: Final = 50
_WANTED: Final = Representation(
    TenuresPage,
    fields=_FIELDS,
    includes=tuple(implied_by(_FIELDS, includes_of(TenuresPage))),
    pretty=True,
)


def worked_example(
    request: Request, session: Session, held: Json | None, secret: str
) -> Json | None:
    """Who held the post of a membership, or belonged to its organization, in one of its years.

    None where there is no membership.
    """
    if held is None:
        return None
    of = held["post"] or held["organization"]
    path = f"/v1/posts/{of['id']}/holders"
    if not held["post"]:
        path = f"/v1/organizations/{of['id']}/members"
    year = _year(held)
    asked = {"on": year} if year else {}
    given = {**asked, "fields": ",".join(_FIELDS)}
    told = "".join(f" -d {name}={value}" for name, value in given.items())
    address = shlex.quote(origin_of(request) + path)
    return {
        "of": of,
        "year": asked.get("on"),
        "command": f"curl -s --get {address} \\\n {told} -d pretty",
        # What tells of the host, the address of the next page, stands behind fifty items: it is
        # in no part that is shown.
        "answer": kept(
            request, session, "example", lambda: _answer(request, session, path, asked, secret)
        ),
    }


def _year(held: Json) -> str | None:
    """A year of the membership: the one behind its first, where it surely still held."""
    start, end = (_YEAR.match(held[each] or "") for each in ("start_date", "end_date"))
    if start and end and int(end[0]) > int(start[0]) + 1:
        return f"{int(start[0]) + 1:04}"
    known = start or end
    return known[0] if known else None


def _answer(
    request: Request, session: Session, path: str, asked: dict[str, str], secret: str
) -> str:
    """What the endpoint itself answers."""
    own = Request({**request.scope, "path": path, "headers": [], "state": {}})
    own.state.representation = _WANTED
    page = PageRequest(path, {name: [value] for name, value in asked.items()}, _LIMIT, None, secret)
    on = PartialDate.parse(asked["on"]) if asked else None
    endpoint = list_holders if path.startswith("/v1/posts") else list_members
    return bytes(endpoint(own, session, page, on, None, path.split("/")[3]).body).decode()
