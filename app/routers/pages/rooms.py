"""Every page of the explorer, in the order in which paths are tried."""

from fastapi import APIRouter

from app.routers.pages import (
    articles,
    assets,
    changes,
    connections,
    datasets,
    embed,
    events,
    facts,
    home,
    lists,
    organizations,
    people,
    posts,
    review,
    review_deciding,
    search,
    sitemap,
)
from app.routers.pages.history import history_pages
from app.vocabulary import EntityKind


def page_rooms() -> APIRouter:
    """All pages; none of them is in the OpenAPI document."""
    rooms = APIRouter(include_in_schema=False)
    entities = (people, connections, organizations, posts, events, articles)
    for room in (home, search, lists, *entities, datasets, facts, changes):
        rooms.include_router(room.router)
    for room in (review, review_deciding, embed, sitemap, assets):
        rooms.include_router(room.router)
    for kind in EntityKind:
        rooms.include_router(history_pages(kind))
    return rooms
