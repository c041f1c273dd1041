"""``feed.atom`` of every kind of entity, and of all changes."""

import datetime as dt
from collections import Counter
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.models import Change
from app.profiles.atom import MOST_TOLD, FeedHead, write_atom
from app.profiles.facts import Json
from app.profiles.feed import write_feed
from app.profiles.references import read_references
from app.queries import changes
from app.queries.documents import ids_of
from app.queries.paging import PageRequest
from app.routers.authorization import open_to_all
from app.routers.dependencies import EXAMPLE_IDS, PageDep, SessionDep, id_path
from app.routers.openapi import FOUND, LISTED, answers
from app.routers.reading import require_known
from app.routers.responses import cursor_key, feed_response
from app.vocabulary import PATHS, EntityKind

_ATOM: Final = "application/atom+xml"
_Of = tuple[str, EntityKind] | None  # one entity, or all

router = APIRouter(tags=["changes"])


class AtomResponse(Response):
    """An Atom feed."""

    media_type = _ATOM


@router.get("/feed.atom", response_class=AtomResponse, responses=answers(str, LISTED))
@open_to_all
def get_feed(request: Request, session: SessionDep, page: PageDep) -> Response:
    """Follow all changes with a feed reader: the newest first, each with what it touched."""
    return _feed_response(request, session, page, None)


def feed_router(kind: EntityKind) -> APIRouter:
    """The feed of entities of this kind."""
    room = PATHS[kind].removeprefix("/v1")
    of_kind = APIRouter(prefix=room, tags=[room.removeprefix("/")])
    entity_path = Annotated[str, id_path(EXAMPLE_IDS[kind])]

    @open_to_all
    def get_feed_of_entity(
        request: Request, session: SessionDep, page: PageDep, entity_id: entity_path
    ) -> Response:
        """Follow the changes that touch it, or what was merged into it, with a feed reader.

        The newest stands first.
        """
        require_known(session, kind, str(entity_id))
        return _feed_response(request, session, page, (str(entity_id), kind))

    of_kind.add_api_route(
        "/{entity_id}/feed.atom",
        get_feed_of_entity,
        name=f"get_feed_of_{kind}",
        response_class=AtomResponse,
        responses=answers(str, (*FOUND, *LISTED)),
    )
    return of_kind


def _feed_response(request: Request, session: Session, page: PageRequest, of: _Of) -> Response:
    ids = ids_of(session, of[0]) if of else None
    shown, next_cursor = newest_page(session, ids, page)
    entries = feed_entries(session, shown, ids)
    named = {entity["id"] for entry in entries for entity in entry["entities"]}
    found = read_references(session, named.union(ids or ()), None)
    names = {each: reference.name for each, reference in found.items()}
    head = _head(request, session, of, names, next_cursor)
    newest = dt.datetime.fromisoformat(entries[0]["at"]) if entries else None
    return feed_response(request, write_atom(head, entries, names), _ATOM, newest)


def newest_page(
    session: Session, ids: list[str] | None, page: PageRequest
) -> tuple[list[int], str | None]:
    """A page of the newest changes, of these entities or of all, and the cursor of the next."""
    (before,) = cursor_key(page, [Change.number.type]) or [None]
    numbers = changes.newest_changes(session, ids, before=before, limit=page.limit + 1)
    shown = numbers[: page.limit]
    return shown, page.cursor_after([shown[-1]]) if len(numbers) > len(shown) else None


def feed_entries(
    session: Session, numbers: list[int], ids: list[str] | None, most: int = MOST_TOLD
) -> list[Json]:
    """What each change did, the newest first: to these entities, or to the first ones of all.

    ``most``: how many of all; ``entity_count`` of an entry says how many there are.
    """
    if ids is None:
        touched = changes.first_touched(session, numbers, most)
        counts = changes.count_touched(session, numbers)
    else:
        touched = changes.entities_touched(session, numbers, ids)
        counts = Counter(number for number, _, _ in touched)
    fields = changes.fields_of_changes(session, numbers, {each[1] for each in touched})
    listed = changes.changes_by_number(session, numbers)
    entries = write_feed(session, listed[::-1], fields, touched)
    return [entry | {"entity_count": counts.get(entry["number"], 0)} for entry in entries]


def _head(
    request: Request,
    session: Session,
    of: _Of,
    names: dict[str, str],
    next_cursor: str | None,
) -> FeedHead:
    base_url = str(request.base_url).rstrip("/")
    first = changes.changes_by_number(session, [1])
    following = request.url.include_query_params(cursor=next_cursor)
    return FeedHead(
        title=f"{names[of[0]]}: changes" if of else "Incumbent: all changes",
        entity_id=of[0] if of else None,
        ledger=first[0].at.isoformat() if first else "",
        base_url=base_url,
        page_url=base_url + (f"{PATHS[of[1]]}/{of[0]}" if of else "/v1/changes"),
        self_url=str(request.url),
        next_url=str(following) if next_cursor else None,
    )
