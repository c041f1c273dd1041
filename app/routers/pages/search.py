"""``/search``: everything by any spelling of its name, or by words."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.pages.search import search_page
from app.profiles.found import read_lines, write_suggestions
from app.profiles.view import View
from app.queries.parameters import ListError
from app.queries.search import LONGEST, suggested
from app.queries.search_filters import FACETS, SEARCH
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep
from app.routers.pages.finding import (
    NOTHING,
    Asked,
    Json,
    Place,
    PlaceDep,
    name_values,
    page_json,
    read_asked,
)
from app.routers.pages.shared import page_response, plain_frame
from app.routers.responses import languages_of
from app.routers.search import SEARCH_CHECKS, find_hits
from app.vocabulary import EntityKind

router = APIRouter(include_in_schema=False)
_CHECKS: Final = {name: check for name, check in SEARCH_CHECKS.items() if name != "facets"}
_SHOWN: Final = 20  # of what was found: the likeliest stand first
_MOST_MEANT: Final = 5
_TOLD: Final = 200  # characters of a query that are taken for a name


@router.get("/search")
@open_to_all
def show_search(request: Request, session: SessionDep, place: PlaceDep) -> Response:
    """Show what a query finds, and why; or what else to try."""
    asked = read_asked(request, _CHECKS, "q")
    answer = _answer(request, session, asked, place)
    return _response(request, session, asked, answer)


def _answer(request: Request, session: Session, asked: Asked, place: Place) -> Json:
    """What the API answers to the same; nothing where something is wrong, which is then told."""
    q = asked.address.value("q").replace("\0", "")
    if len(q) > LONGEST:
        detail = f"a query has at most {LONGEST} characters: use fewer words"
        asked.errors.append({"parameter": "q", "detail": detail})
    if asked.errors or not q:
        return NOTHING
    try:
        return _found(request, session, q, asked, place)
    except ListError as error:
        asked.errors.append({"parameter": error.parameter, "detail": str(error)})
    return NOTHING


def _found(request: Request, session: Session, q: str, asked: Asked, place: Place) -> Json:
    given = {**asked.given, "facets": [",".join(FACETS)]}
    wanted = asked.page(place.cursor, place.secret, _SHOWN)
    found = find_hits(request, session, q, given, wanted)
    place_json = page_json(found.page, asked.address, place)
    request.state.languages = found.languages
    shown = zip(found.hits, found.languages, strict=True)
    hits = [hit | {"display_lang": language} for hit, language in shown]
    beside = found.page.beside
    named = name_values(session, asked, SEARCH, beside["facets"], None)
    return {"data": hits, "page": place_json, **beside, **named}


def _response(request: Request, session: Session, asked: Asked, answer: Json) -> Response:
    q = asked.address.value("q")
    found = [(each["id"], EntityKind(each["kind"])) for each in answer["data"]]
    lines = {name: line.told for name, line in read_lines(session, found).items()}
    more: dict[str, Any] = {"is_past": True}
    if q:
        more["data_path"] = asked.address.data_path
    frame = plain_frame(request, f"Search: {q}" if q else "Search", **more)
    meant = [] if answer["data"] or not q else _meant(request, session, q)
    response = page_response(
        request, session, search_page(frame, asked.address, answer, lines, asked.errors, meant)
    )
    if asked.errors:
        response.status_code = 422
    return response


def _meant(request: Request, session: Session, q: str) -> list[Json]:
    """Names that are most like what was looked for, whatever else was asked for with it."""
    found = suggested(session, q[:_TOLD], (), _MOST_MEANT)
    languages = languages_of(request, View())
    written, request.state.languages = write_suggestions(session, found, q[:_TOLD], languages)
    return written
