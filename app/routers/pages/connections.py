"""``/people/{id}/connections``: the network, its list, and two careers side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.errors import GoneError, NotFoundError, NotKnownYetError
from app.pages.addresses import query_of
from app.pages.comparison import Choice, choice_page, comparison_page
from app.pages.connections import Listed, connections_page
from app.pages.frame import Frame
from app.pages.rendering import PAGE_HEADERS
from app.profiles.found import write_suggestions
from app.profiles.view import View
from app.queries.paging import PageRequest
from app.queries.search import suggested
from app.routers.authorization import open_to_all
from app.routers.connections import asked_for, compare, read_ranked
from app.routers.dependencies import SessionDep, get_known_at, get_page_request, id_path
from app.routers.pages.shared import (
    Text,
    day_shown,
    document_frame,
    page_document,
    page_response,
)
from app.routers.reading import require_document
from app.routers.responses import languages_of
from app.vocabulary import ID_PATTERN, NO_NUL_PATTERN, EntityKind

router = APIRouter(prefix="/people", include_in_schema=False)
_ON_A_PAGE: Final = 20
_MOST_CHOICES: Final = 10
_SAME_NAME: Final = 0.999  # the score of a name that is all that was typed
_BEGUN_SO: Final = "prefix"  # how a name was found that goes on as typed

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is asked for. ``other``: an id or a name, of whom to compare with."""

    kinds: Sequence[str]
    depth: int
    other: str
    known_at: int | None
    page: PageRequest

    @property
    def view(self) -> Json:
        """What of it chooses a view, as parameters of an address."""
        return {"known_at": self.known_at} if self.known_at else {}

    @property
    def listing(self) -> Json:
        """What of it chooses a list, as parameters of an address."""
        depth = {"depth": self.depth} if self.depth > 1 else {}
        return {**({"kind": list(self.kinds)} if self.kinds else {}), **depth, **self.view}


async def get_wanted(
    request: Request,
    session: SessionDep,
    depth: Literal["", "1", "2"] = "",
    kind: Annotated[Sequence[Literal["", "post", "organization", "event"]], Query()] = (),
    other: Annotated[str, Query(alias="with", max_length=200, pattern=NO_NUL_PATTERN)] = "",
    name: Annotated[str, Query(max_length=200, pattern=NO_NUL_PATTERN)] = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
    known_at: Text = None,
) -> Wanted:
    """What the page is asked for; fields left empty ask for nothing."""
    known = await get_known_at(request, session, known_at or None)
    page = await get_page_request(request, _ON_A_PAGE, cursor or None)
    kinds = list(dict.fromkeys(each for each in kind if each))
    wanted = Wanted(kinds, int(depth or 1), other.strip() or name.strip(), known, page)
    filters = {name: str(value) for name, value in wanted.listing.items()}
    return replace(wanted, page=replace(page, filters=filters))


WantedDep = Annotated[Wanted, Depends(get_wanted)]


@router.get("/{person_id}/connections")
@open_to_all
def show_connections(
    request: Request,
    session: SessionDep,
    wanted: WantedDep,
    person_id: Annotated[str, id_path("liu-jianchao")],
) -> Response:
    """Show who shared what with the person, or with ``with`` two careers on one axis."""
    person = page_document(request, session, EntityKind.PERSON, person_id, View(wanted.known_at))
    if wanted.other:
        return _compared(request, session, wanted, person)
    return _listed(request, session, wanted, person)


def _listed(request: Request, session: Session, wanted: Wanted, person: Json) -> Response:
    view = asked_for(session, wanted.kinds, wanted.known_at)
    shown, written = read_ranked(session, person["id"], wanted.depth, view, wanted.page)
    path = request.url.path
    following = {**wanted.listing, "cursor": shown.next_cursor}
    listed = Listed(
        orjson.loads(orjson.dumps(written)),
        shown.total,
        shown.total_is_exact,
        wanted.kinds,
        wanted.depth,
        path + query_of(following) if shown.next_cursor else None,
        path + query_of(wanted.listing) if wanted.page.cursor else None,
        wanted.known_at,
    )
    frame = _frame(request, person, f"Connections of {person['display_name']}", wanted.listing)
    frame = replace(frame, description=listed.told(person["display_name"]))
    return page_response(request, session, connections_page(frame, person, listed))


def _compared(request: Request, session: Session, wanted: Wanted, person: Json) -> Response:
    found = _whom(request, session, wanted, person)
    if isinstance(found, Choice):
        frame = _frame(request, person, f"Compare {person['display_name']}", wanted.view)
        page = choice_page(frame, person, found, wanted.known_at)
        return HTMLResponse(page, found.status, {**PAGE_HEADERS, "Vary": "Accept"})
    if found != wanted.other:
        return RedirectResponse(request.url.path + query_of({"with": found, **wanted.view}), 303)
    view = asked_for(session, (), wanted.known_at)
    told = orjson.loads(orjson.dumps(compare(session, person["id"], found, view)))
    title = f"{person['display_name']} and {told['other']['name']}"
    frame = _frame(request, person, title, {"with": found, **wanted.view})
    page = comparison_page(frame, person, told, day_shown(request, session), wanted.known_at)
    return page_response(request, session, page)


def _whom(request: Request, session: Session, wanted: Wanted, person: Json) -> str | Choice:
    """The id of the one to compare with, or what to say instead.

    What is no id of a person is looked up as a name. Raises MergedError.
    """
    if wanted.other == person["id"]:
        return _refused(422, wanted, f"That is {person['display_name']}: choose somebody else.")
    try:
        if re.fullmatch(ID_PATTERN, wanted.other):
            require_document(session, EntityKind.PERSON, wanted.other, wanted.known_at)
            return wanted.other
    except (GoneError, NotKnownYetError) as error:
        return _refused(error.status, wanted, error.detail)
    except NotFoundError:
        pass  # then it may be a name
    return _named(request, session, wanted, person)


def _named(request: Request, session: Session, wanted: Wanted, person: Json) -> str | Choice:
    """The one person of that name, or those who may be meant."""
    found = suggested(session, wanted.other, [EntityKind.PERSON], _MOST_CHOICES)
    others = [each for each in found if each.entity_id != person["id"]]
    same = [each for each in others if each.score >= _SAME_NAME]
    begun = [each for each in others if each.how == _BEGUN_SO]
    if len(same or begun) == 1:
        return (same or begun)[0].entity_id
    if found and not others:
        return _refused(422, wanted, f"That is {person['display_name']}: choose somebody else.")
    if not others:
        return _refused(404, wanted, f"Nobody here is called “{wanted.other}”, in any spelling.")
    languages = languages_of(request, View(wanted.known_at))
    people, _ = write_suggestions(session, others, wanted.other, languages)
    asked = f"Who is meant by “{wanted.other}”?"
    if not begun:
        asked = f"Nobody here is called “{wanted.other}”. Is somebody of a like name meant?"
    return Choice(200, wanted.other, asked, people)


def _refused(status: int, wanted: Wanted, why: str) -> Choice:
    return Choice(status, wanted.other, why)


def _frame(request: Request, person: Json, title: str, asked: Json) -> Frame:
    """The surroundings of a page about the person; ``asked``: what its JSON is to be asked for."""
    path = request.url.path
    return document_frame(
        request,
        person,
        title,
        title=title,
        data_path=f"/v1{path}" + query_of(asked),
        feed_path=f"/v1/people/{person['id']}/feed.atom",
        linked_data=None,
    )
