"""What pages ask for and answer with."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import Depends, Query, Request, Response
from sqlalchemy.orm import Session

from app.conditional import RESTS_ON
from app.languages import language_headers
from app.pages.addresses import query_of
from app.pages.frame import Frame
from app.pages.linked import linked_page
from app.pages.rendering import PAGE_HEADERS
from app.pages.viewed import VIEW
from app.profiles.display import displayed
from app.profiles.linked_data import linked_document
from app.profiles.view import View
from app.routers.dependencies import SessionDep, get_as_of, get_known_at
from app.routers.reading import read_document
from app.routers.responses import change_shown, html_response, languages_of, last_change_shown
from app.vocabulary import EntityKind

Json = dict[str, Any]

# Forms send what was left empty, too; it then asks for nothing. Parameters that a page does not
# know are passed by: links are shared with marks of those who share them.
Text = Annotated[str | None, Query(max_length=40)]


async def get_page_view(
    request: Request, session: SessionDep, as_of: Text = None, known_at: Text = None
) -> View:
    """The view that a page is wanted in; raises InvalidParameterError."""
    known = await get_known_at(request, session, known_at or None)
    return View(known_at=known, as_of=await get_as_of(as_of or None))


PageViewDep = Annotated[View, Depends(get_page_view)]


def page_document(
    request: Request, session: Session, kind: EntityKind, entity_id: str, view: View
) -> Json:
    """The document of an entity as its JSON has it; raises what its JSON answers instead."""
    shown = read_document(session, kind, entity_id, view)
    languages = languages_of(request, view)
    body, language = displayed(shown.body, shown.found.display_names, languages)
    request.state.languages = [language]
    document: Json = orjson.loads(body)
    return document


def document_frame(request: Request, document: Json, description: str, **more: Any) -> Frame:
    """The surroundings of the page of an entity's document; ``more`` are fields of a frame."""
    path = request.url.path
    return Frame(
        **{
            "title": document["display_name"],
            "origin": origin_of(request),
            "path": path,
            "description": description,
            "data_path": _data_path(request),
            "feed_path": f"/v1{path}/feed.atom",
            "image": document.get("image"),
            "linked_data": linked_document(document)
            | {"mainEntityOfPage": origin_of(request) + path},
            "is_past": bool(request.query_params),
            "cited": origin_of(request) + document["cite"]["url"].removeprefix("/v1"),
        }
        | more
    )


def plain_frame(request: Request, title: str, description: str = "", **more: Any) -> Frame:
    """The surroundings of any other page; ``more`` are fields of a frame."""
    origin, path = origin_of(request), request.url.path
    fields = {"origin": origin, "path": path, "description": description}
    return Frame(
        **{"title": title, "linked_data": linked_page(origin, path, title)} | fields | more
    )


def page_response(
    request: Request, session: Session, page: str, headers: Mapping[str, str] = PAGE_HEADERS
) -> Response:
    """A page with its validators; ``headers``: its policy.

    What it rests on is read in the snapshot that the page was made from, so that one that is kept
    never outlives a change.
    """
    told = language_headers(getattr(request.state, "languages", ()))
    change = change_shown(request, session)
    if change is not None:
        setattr(request.state, RESTS_ON, change.number)
    return html_response(request, page, {**headers, **told}, change.at if change else None)


def _data_path(request: Request) -> str:
    """The path that gives the document of this page as JSON, in its view.

    What the page takes besides, or passes by, is no parameter of that path.
    """
    given = request.query_params
    view = {name: given[name] for name in VIEW if given.get(name)}
    return f"/v1{request.url.path}{query_of(view)}"


def origin_of(request: Request) -> str:
    """Scheme and host of this server, as the client named them."""
    return f"{request.url.scheme}://{request.url.netloc}"


def day_shown(request: Request, session: Session) -> dt.date:
    """The day up to which what goes on is drawn: today, or the day of the past that is shown."""
    if getattr(request.state, "shown_change", None):
        shown = last_change_shown(request, session)
        if shown:
            return shown.date()
    return dt.datetime.now(dt.UTC).date()
