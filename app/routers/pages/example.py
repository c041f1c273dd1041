"""A question put to the API, with the command that asks it and what it answers here and now."""

import re
import shlex
from typing import Final

from fastapi import Request
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.queries.paging import PageRequest
from app.routers.pages.finding import Json
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
    """Who held the post of a membership in its first year; None where there is no membership."""
    if held is None:
        return None
    year = _YEAR.search(held["start_date"] or held["end_date"] or "")
    asked = {"on": year[0]} if year else {}
    path = f"/v1/posts/{held['post_id']}/holders"
    given = {**asked, "fields": ",".join(_FIELDS)}
    told = "".join(f" -d {name}={value}" for name, value in given.items())
    address = shlex.quote(origin_of(request) + path)
    return {
        "post": held["post"],
        "year": asked.get("on"),
        "command": f"curl -s --get {address} \\\n {told} -d pretty",
        "answer": _answer(request, session, held["post_id"], asked, secret),
    }


def _answer(
    request: Request, session: Session, post_id: str, asked: dict[str, str], secret: str
) -> str:
    """What the endpoint itself answers, to the byte."""
    path = f"/v1/posts/{post_id}/holders"
    scope = {**request.scope, "path": path, "query_string": b"", "headers": [], "state": {}}
    own = Request(scope)
    own.state.representation = _WANTED
    page = PageRequest(path, {name: [value] for name, value in asked.items()}, _LIMIT, None, secret)
    on = PartialDate.parse(asked["on"]) if asked else None
    return bytes(list_holders(own, session, page, on, None, post_id).body).decode()
