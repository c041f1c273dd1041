"""``/{id}/history`` of every kind of entity: the changes that touched it, and what differs."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from app.pages.addresses import query_of
from app.pages.changes import Comparing, difference_page, history_page
from app.pages.frame import Frame
from app.profiles.history import change_json, write_history
from app.profiles.references import read_references
from app.queries import changes
from app.queries.documents import ids_of
from app.queries.paging import PageRequest
from app.routers.authorization import open_to_all
from app.routers.dependencies import EXAMPLE_IDS, SessionDep, id_path, invalid_parameter
from app.routers.feeds import newest_page
from app.routers.history import read_difference
from app.routers.pages.paging import paged, path_after
from app.routers.pages.shared import Text, page_response, plain_frame
from app.routers.reading import require_known
from app.vocabulary import PATHS, EntityKind

Json = dict[str, Any]
_Between = tuple[int | None, int | None]
_CHANGES: Final = 20  # on a page
_CHOICES: Final = 100  # to compare, the newest
_NO_NUMBER: Final = 2**31  # no change has it


async def _between(
    first: Annotated[Text, Query(alias="from")] = None,
    last: Annotated[Text, Query(alias="to")] = None,
) -> _Between:
    """The changes to compare, as far as they are given; raises InvalidParameterError."""
    return _number("from", first), _number("to", last)


_BetweenDep = Annotated[_Between, Depends(_between)]


def history_pages(kind: EntityKind) -> APIRouter:
    """The pages of histories of entities of this kind."""
    router = APIRouter(prefix=PATHS[kind].removeprefix("/v1"), include_in_schema=False)
    entity_path = Annotated[str, id_path(EXAMPLE_IDS[kind])]

    @router.get("/{entity_id}/history", name=f"show_history_of_{kind}")
    @open_to_all
    def show_history(
        request: Request,
        session: SessionDep,
        page: Annotated[PageRequest, paged(_CHANGES)],
        between: _BetweenDep,
        entity_id: entity_path,
    ) -> Response:
        """Show the changes that touched it, the newest first, or what differs between two."""
        require_known(session, kind, str(entity_id))
        shown = _page(request, session, (kind, str(entity_id)), between, page)
        return page_response(request, session, shown)

    return router


def _page(
    request: Request,
    session: Session,
    of: tuple[EntityKind, str],
    between: _Between,
    page: PageRequest,
) -> str:
    entity = _entity(session, *of)
    ids = ids_of(session, of[1])
    frame = _frame(request, entity, between, page)
    comparing = Comparing(_choices(session, ids), *between)
    if between != (None, None):
        told, _ = read_difference(session, ids, *between)
        comparing = Comparing(comparing.choices, told["from"], told["to"])
        return difference_page(frame, entity, told, comparing)
    numbers, cursor = newest_page(session, ids, page)
    entries, next_path = _entries(session, ids, numbers), path_after(request, cursor)
    return history_page(frame, entity, entries, comparing, next_path)


def _entity(session: Session, kind: EntityKind, entity_id: str) -> Json:
    """The entity as others name it; one without facts by its id."""
    found = read_references(session, [entity_id], None).get(entity_id)
    return {"id": entity_id, "kind": kind, "name": found.name if found else entity_id}


def _frame(request: Request, entity: Json, between: _Between, page: PageRequest) -> Frame:
    asked = zip(("from", "to"), between, strict=True)
    chosen = query_of({name: number for name, number in asked if number is not None})
    path = request.url.path
    return plain_frame(
        request,
        f"What differs in {entity['name']}" if chosen else f"History of {entity['name']}",
        f"Who changed what is told of {entity['name']}, when and why.",
        data_path=f"/v1{path}{chosen}",
        feed_path=f"/v1{path.removesuffix('/history')}/feed.atom",
        is_past=bool(chosen or page.cursor),
    )


def _choices(session: Session, ids: list[str]) -> list[Json]:
    """The newest changes of an entity, to choose from."""
    newest = changes.read_newest(session, ids, before=None, limit=_CHOICES)
    return [change_json(each) for each in newest]


def _entries(session: Session, ids: list[str], numbers: list[int]) -> list[Json]:
    """These changes with what each did to the facts of the entity, the newest first."""
    listed = changes.changes_by_number(session, numbers)[::-1]
    return write_history(session, listed, changes.facts_of_changes(session, numbers, ids))


def _number(name: str, text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) >= _NO_NUMBER:
        raise invalid_parameter(name, f"{text!r} is not the number of a change")
    return int(text)
