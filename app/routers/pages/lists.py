"""``/people``, ``/organizations``, ``/posts``, ``/events``, ``/articles``: the lists."""

from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.pages.lists import LISTS as WORDS
from app.pages.lists import describe_list, list_page
from app.pages.viewed import VIEW
from app.profiles.view import View
from app.queries.checks import checks_of
from app.queries.facets import count_facets
from app.queries.overview import count_entities
from app.queries.parameters import ListError
from app.queries.search_filters import LISTS
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep
from app.routers.lists import Asked as AskedList
from app.routers.lists import ask_list, follow_merges
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
from app.routers.pages.keeping import kept
from app.routers.pages.shared import PageViewDep, page_response, plain_frame
from app.routers.responses import fetch, short_lines
from app.vocabulary import PATHS, EntityKind

router = APIRouter(include_in_schema=False)
# Items of a list that nothing narrows, of which all are counted.
_MOST_COUNTED: Final = 200_000


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A page of a list, as it is asked for."""

    kind: EntityKind
    asked: Asked
    view: View
    place: Place

    @property
    def is_whole(self) -> bool:
        """Whether it is of the list of now, which nothing narrows."""
        return self.asked.given.keys() <= {"sort"} and self.view.known_at is None


def _add_list(kind: EntityKind) -> None:
    """The page of the list of one kind."""
    checks = {name: each for name, each in checks_of(LISTS[kind]).items() if name != "facets"}

    @open_to_all
    def show_list(
        request: Request, session: SessionDep, view: PageViewDep, place: PlaceDep
    ) -> Response:
        wanted = _Wanted(kind, read_asked(request, checks, *VIEW), view, place)
        return _response(request, session, wanted, _answer(request, session, wanted))

    path = PATHS[kind].removeprefix("/v1")
    router.add_api_route(path, show_list, name=f"show_{path[1:]}")


for _kind in LISTS:
    _add_list(_kind)


def _answer(request: Request, session: Session, wanted: _Wanted) -> Json:
    """What the API answers to the same; nothing where something is wrong, which is then told."""
    errors = wanted.asked.errors
    if not errors:
        try:
            return _read(request, session, wanted)
        except ListError as error:
            errors.append({"parameter": error.parameter, "detail": str(error)})
    return NOTHING


def _read(request: Request, session: Session, wanted: _Wanted) -> Json:
    spec, given, known_at = LISTS[wanted.kind], wanted.asked.given, wanted.view.known_at
    parameters = [each for each in spec.parameters() if each.name in given]
    follow_merges(session, parameters, given, known_at)
    wanted_page = wanted.asked.page(wanted.place.cursor, wanted.place.secret)
    asked = ask_list(session, spec, given, wanted_page, known_at)
    rows = fetch(session, asked.listing.statement, asked.listing.order, asked.page)
    shown = short_lines(request, session, rows.rows, wanted.view)
    request.state.languages = [language for _, language in shown]
    lines = [orjson.loads(line) | {"display_lang": language} for line, language in shown]
    page = page_json(rows, wanted.asked.address, wanted.place)
    if wanted.is_whole:  # counted once for each change
        counts = kept(request, session, "counts", lambda: count_entities(session))
        page |= {"total": counts[wanted.kind], "total_is_exact": True}
        told = f"facets of {wanted.kind}"
        facets = kept(
            request, session, told, lambda: _facets(session, wanted, asked, page["total"])
        )
    else:
        facets = _facets(session, wanted, asked, page["total"])
    facets |= name_values(session, wanted.asked, spec, facets["facets"], known_at)
    return {"data": lines, "page": page, **facets}


def _facets(session: Session, wanted: _Wanted, asked: AskedList, total: int) -> Json:
    """The facets of the list, or of its first items where all of them would take long."""
    listing = asked.listing
    if wanted.is_whole and total > _MOST_COUNTED:
        listing = replace(listing, is_whole=False)
    facets, are_exact = count_facets(session, listing, WORDS[wanted.kind].facets)
    return {"facets": facets, "facets_are_exact": are_exact}


def _response(request: Request, session: Session, wanted: _Wanted, answer: Json) -> Response:
    kind, address = wanted.kind, wanted.asked.address
    more: dict[str, Any] = {"data_path": address.data_path, "is_past": bool(address.query)}
    frame = plain_frame(
        request, WORDS[kind].title, describe_list(kind, address, answer["names"]), **more
    )
    page = list_page(frame, kind, address, answer, wanted.asked.errors)
    response = page_response(request, session, page)
    if wanted.asked.errors:
        response.status_code = 422
    return response
