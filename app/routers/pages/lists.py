"""``/people``, ``/organizations``, ``/posts``, ``/events``, ``/articles``: the lists."""

from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.pages.lists import LISTS as WORDS
from app.pages.lists import describe_list, list_page
from app.profiles.view import View
from app.queries.checks import checks_of
from app.queries.overview import count_entities
from app.queries.parameters import ListError
from app.queries.search_filters import LISTS
from app.routers.dependencies import SessionDep
from app.routers.lists import ask_list, follow_merges
from app.routers.pages.finding import NOTHING, Asked, Json, Place, PlaceDep, page_json, read_asked
from app.routers.pages.keeping import kept
from app.routers.pages.shared import PageViewDep, page_response, plain_frame
from app.routers.responses import fetch, short_lines
from app.vocabulary import PATHS, EntityKind

router = APIRouter(include_in_schema=False)


def _add_list(kind: EntityKind) -> None:
    """The page of the list of one kind."""
    spec = LISTS[kind]
    checks = {name: check for name, check in checks_of(spec).items() if name != "facets"}

    def show_list(
        request: Request, session: SessionDep, view: PageViewDep, place: PlaceDep
    ) -> Response:
        asked = read_asked(request, checks)
        answer = _answer(request, session, kind, asked, view, place)
        return _response(request, session, kind, asked, answer)

    path = PATHS[kind].removeprefix("/v1")
    router.add_api_route(path, show_list, name=f"show_{path[1:]}")


for _kind in LISTS:
    _add_list(_kind)


def _answer(
    request: Request, session: Session, kind: EntityKind, asked: Asked, view: View, place: Place
) -> Json:
    """What the API answers to the same; nothing where something is wrong, which is then told."""
    if not asked.errors:
        try:
            return _read(request, session, kind, asked, view, place)
        except ListError as error:
            asked.errors.append({"parameter": error.parameter, "detail": str(error)})
    return NOTHING


def _read(
    request: Request, session: Session, kind: EntityKind, asked: Asked, view: View, place: Place
) -> Json:
    spec, wanted = LISTS[kind], asked.page(place.cursor, place.secret)
    parameters = [each for each in spec.parameters() if each.name in asked.given]
    follow_merges(session, parameters, asked.given, view.known_at)
    found = ask_list(session, spec, asked.given, wanted, view.known_at)
    rows = fetch(session, found.listing.statement, found.listing.order, wanted)
    shown = short_lines(request, session, rows.rows, view)
    request.state.languages = [language for _, language in shown]
    lines = [orjson.loads(line) | {"display_lang": language} for line, language in shown]
    page = page_json(rows, asked.address, place)
    if not page["total_is_exact"] and _is_whole(asked, view):
        counts = kept(request, session, "counts", lambda: count_entities(session))
        page |= {"total": counts[kind], "total_is_exact": True}
    return {"data": lines, "page": page, **_facets(request, session, kind, asked, view, place)}


def _facets(
    request: Request, session: Session, kind: EntityKind, asked: Asked, view: View, place: Place
) -> Json:
    """The facets, counted once for each change where nothing narrows the list."""
    spec, names = LISTS[kind], ",".join(WORDS[kind].facets)

    def count() -> Json:
        given = {**asked.given, "facets": [names]}
        wanted = asked.page(None, place.secret)
        return dict(ask_list(session, spec, given, wanted, view.known_at).page.beside)

    if _is_whole(asked, view):
        return kept(request, session, f"facets {kind}", count)
    return count()


def _is_whole(asked: Asked, view: View) -> bool:
    """Whether it is the list of now, which nothing narrows."""
    return asked.given.keys() <= {"sort"} and view.known_at is None


def _response(
    request: Request, session: Session, kind: EntityKind, asked: Asked, answer: Json
) -> Response:
    address = asked.address
    more: dict[str, Any] = {
        "data_path": address.data_path,
        "query": address.value("q"),
        "is_past": bool(address.query),
    }
    frame = plain_frame(request, WORDS[kind].title, describe_list(kind, address), **more)
    page = list_page(frame, kind, address, answer, asked.errors)
    response = page_response(request, session, page)
    if asked.errors:
        response.status_code = 422
    return response
