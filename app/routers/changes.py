"""``/v1/changes``: the feed, gap-free and in order."""

import asyncio
import time
from dataclasses import replace
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.db import read_session
from app.errors import NotFoundError
from app.guarding.turns import sleeping
from app.models import Change
from app.profiles.feed import write_feed
from app.queries import changes
from app.queries.paging import Page, PageRequest
from app.routers.authorization import open_to_all
from app.routers.dependencies import PageDep, SessionDep, change_path, database_of
from app.routers.openapi import LISTED, answers
from app.routers.representation import Representation, RepresentationDep
from app.routers.responses import fetch, json_response, page_response
from app.schemas.changes import FeedEntry, FeedPage

router = APIRouter(prefix="/changes", tags=["changes"])
_PAUSE: Final = 0.25  # seconds between two looks while waiting
_MOST_FACTS: Final = 20_000  # of one page


@router.get("", responses=answers(FeedPage, LISTED))
@open_to_all
async def list_changes(
    request: Request,
    page: PageDep,
    wanted: RepresentationDep,
    after: Annotated[
        int,
        Query(ge=0, le=2**31 - 1, description="Only changes behind this number.", examples=[0]),
    ] = 0,
    wait: Annotated[
        int,
        Query(ge=0, le=30, description="Wait up to so many seconds for one.", examples=[0]),
    ] = 0,
) -> Response:
    """List the changes in the order of their numbers, without gaps.

    Remember the last number you saw and ask with `after`; with `wait` the answer comes as soon as
    there is something behind it. With `include=facts` a page ends before `limit` where its changes
    have very many facts.
    """
    until = time.monotonic() + wait
    engine = database_of(request).engine
    if wait:
        sleeping(request.scope)
    while time.monotonic() < until and not await run_in_threadpool(_is_behind, engine, after):
        await asyncio.sleep(_PAUSE)
    return await run_in_threadpool(_answer, request, engine, page, after, wanted)


@router.get("/{number}", responses=answers(FeedEntry, (NotFoundError,)))
@open_to_all
def get_change(
    request: Request,
    session: SessionDep,
    wanted: RepresentationDep,
    number: Annotated[int, change_path()],
) -> Response:
    """Get one change: who, when, why, and what it touched."""
    found = changes.changes_by_number(session, [number])
    if not found:
        raise NotFoundError(f"There is no change {number}.")
    entry = orjson.dumps(_entries(session, found, wanted)[0])
    return json_response(request, entry, changed_at=found[0].at)


def _is_behind(engine: Engine, after: int) -> bool:
    with read_session(engine) as session:
        newest = changes.last_change(session)
        return newest is not None and newest.number > after


def _answer(
    request: Request, engine: Engine, page: PageRequest, after: int, wanted: Representation
) -> Response:
    with read_session(engine) as session:
        found = fetch(session, changes.list_changes(after=after), (Change.number,), page)
        if wanted.has("facts"):
            found = _cut(session, found, page)
        listed = changes.changes_by_number(session, [row.number for row in found.rows])
        return page_response(request, found, orjson.dumps(_entries(session, listed, wanted))[1:-1])


def _cut(session: Session, found: Page, page: PageRequest) -> Page:
    """As much of the page as may be shown with all facts: whole changes, and at least one."""
    numbers = [row.number for row in found.rows]
    shown = changes.fitting(session, numbers, _MOST_FACTS)
    if len(shown) == len(numbers):
        return found
    cursor = page.cursor_after([shown[-1]])
    return replace(found, rows=found.rows[: len(shown)], next_cursor=cursor)


def _entries(
    session: Session, found: list[Change], wanted: Representation
) -> list[dict[str, object]]:
    numbers = [change.number for change in found]
    fields = changes.fields_of_changes(session, numbers)
    touched = changes.entities_touched(session, numbers)
    facts = changes.facts_of_changes(session, numbers) if wanted.has("facts") else None
    return write_feed(session, found, fields, touched, facts)
