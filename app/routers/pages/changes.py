"""``/changes``: all steps of the ledger, the newest first, and each with what it did."""

from collections.abc import Iterable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.errors import NotFoundError
from app.models import Change
from app.pages.changes import change_page, changes_page, describe_change
from app.profiles.history import write_history
from app.profiles.references import read_references
from app.queries import changes
from app.queries.facts import fact_rows
from app.queries.paging import PageRequest
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep, change_path
from app.routers.feeds import feed_entries, newest_page
from app.routers.pages.paging import paged, path_after, total_words
from app.routers.pages.shared import page_response, plain_frame
from app.routers.responses import fetch

Json = dict[str, Any]

router = APIRouter(prefix="/changes", include_in_schema=False)
_CHANGES: Final = 25  # on a page
_FACTS: Final = 100  # of one change on a page
_ENTITIES: Final = 60  # of one change that are named


@router.get("")
@open_to_all
def show_changes(
    request: Request, session: SessionDep, page: Annotated[PageRequest, paged(_CHANGES)]
) -> Response:
    """Show all changes, the newest first."""
    numbers, cursor = newest_page(session, None, page)
    entries = feed_entries(session, numbers, None)
    paths = {"data_path": "/v1/changes", "feed_path": "/v1/feed.atom"}
    frame = plain_frame(
        request, "Changes", "Who changed what, when and why.", is_past=bool(page.cursor), **paths
    )
    names, next_path = names_in(session, entries), path_after(request, cursor)
    shown = changes_page(frame, entries, names, next_path)
    return page_response(request, session, shown)


@router.get("/{number}")
@open_to_all
def show_change(
    request: Request,
    session: SessionDep,
    number: Annotated[int, change_path()],
    page: Annotated[PageRequest, paged(_FACTS)],
) -> Response:
    """Show one change: who, when, why, what it touched, and what it did to each fact."""
    change = _require_change(session, number)
    entry = feed_entries(session, [number], None, _ENTITIES)[0]
    frame = plain_frame(
        request,
        f"Change {number}",
        describe_change(entry),
        data_path=f"/v1/changes/{number}",
        is_past=bool(page.cursor),
    )
    facts = _facts(request, session, change, page)
    shown = change_page(frame, entry, names_in(session, [entry]), facts)
    return page_response(request, session, shown)


def names_in(session: Session, entries: Iterable[Json]) -> dict[str, str]:
    """The names of the entities that these changes touched, by id."""
    named = {entity["id"] for entry in entries for entity in entry["entities"]}
    found = read_references(session, named, None)
    return {entity_id: reference.name for entity_id, reference in found.items()}


def _require_change(session: Session, number: int) -> Change:
    found = changes.changes_by_number(session, [number])
    if not found:
        raise NotFoundError(f"There is no change {number}.")
    return found[0]


def _facts(request: Request, session: Session, change: Change, page: PageRequest) -> Json:
    """One page of what a change did to facts."""
    statement, key = changes.facts_changed(change.number)
    found = fetch(session, statement, key, page)
    rows = fact_rows(session, [row.row for row in found.rows])
    recorded = [row.id for row in rows if row.recorded_in == change.number]
    replaced = changes.facts_replaced(session, change.number, recorded)
    last = changes.last_change(session)
    return {
        "diff": write_history(session, [change], [*rows, *replaced])[0]["diff"],
        "total": total_words(found),
        "next_path": path_after(request, found.next_cursor),
        "newest": last.number if last else change.number,
    }
