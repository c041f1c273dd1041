"""``/``: what this is, a search box, and what is in here."""

from typing import Any, Final

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.pages.home import home_page
from app.profiles.succession import read_tenures, write_memberships
from app.queries import changes, datasets, overview
from app.queries.documents import find_document
from app.queries.facets import names_of
from app.routers.authorization import open_to_all
from app.routers.datasets import datasets_written
from app.routers.dependencies import SessionDep
from app.routers.feeds import feed_entries
from app.routers.pages.example import choose_question, worked_example
from app.routers.pages.finding import Json, PlaceDep
from app.routers.pages.keeping import kept
from app.routers.pages.shared import page_response, plain_frame
from app.vocabulary import Certainty, Stance

router = APIRouter(include_in_schema=False)
_CHANGES: Final = 6
_ENTITIES: Final = 3  # that are named of each change


@router.get("/")
@open_to_all
def show_home(request: Request, session: SessionDep, place: PlaceDep) -> Response:
    """Show what this is, and what is in here."""
    told = kept(request, session, "home", lambda: _read(session))
    example = worked_example(request, session, told["question"], place.secret)
    frame = plain_frame(request, "Incumbent: who held which post, when, and how we know", _TOLD)
    return page_response(request, session, home_page(frame, told, example))


_TOLD: Final = (
    "Curated, sourced profiles of political figures. Every fact stands with the words of its"
    " source, and says what was true, and what was known, on any day."
)


def _read(session: Session) -> Json:
    """All that the page shows of the database, as the API has it."""
    found = _memberships(overview.newest_quoted(session))
    quoted = [each for each in found if each["citations"][0]["stance"] == Stance.SUPPORTS]
    featured = next(filter(_is_plain, quoted), next(iter(quoted), None))
    plain = list(filter(_is_plain, quoted)) or _memberships(overview.newest_held(session))
    return {
        "counts": overview.count_entities(session),
        "datasets": datasets_written(datasets.all_datasets(session)),
        "changes": _changes(session),
        "featured": featured,
        "names": overview.newest_names(session),
        "article": featured and _document(session, featured["citations"][0]["article_id"]),
        "question": choose_question(session, plain or quoted),
    }


def _memberships(rows: list[Any]) -> list[Json]:
    return [orjson.loads(each) for each in write_memberships(read_tenures(rows), None)]


def _is_plain(membership: Json) -> bool:
    """Whether it shows what is usual: a post, asserted by the source, and nothing against it."""
    return bool(
        membership["post_id"]
        and membership["start_date"]
        and membership["certainty"] == Certainty.ASSERTED
        and not (membership["disputed"] or membership["contradiction"])
    )


def _document(session: Session, entity_id: str) -> Json | None:
    found = find_document(session, entity_id)
    return orjson.loads(found.body) if found and found.body else None


def _changes(session: Session) -> list[Json]:
    """The newest changes, each with the first entities that it touched and that are there."""
    numbers = changes.newest_changes(session, None, before=None, limit=_CHANGES)
    entries = feed_entries(session, numbers, None, _ENTITIES)
    touched = {each["id"] for entry in entries for each in entry["entities"]}
    names = names_of(session, touched, None)
    for entry in entries:
        entry["entities"] = [
            {**each, "name": names[each["id"]]} for each in entry["entities"] if each["id"] in names
        ]
    return entries
