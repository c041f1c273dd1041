"""``/v1/posts``."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.curating.bodies import Edit, NewPost
from app.models import Tenure
from app.profiles.view import View
from app.queries import posts, tenures
from app.routers.authorization import open_to_all
from app.routers.dependencies import (
    KnownAtDep,
    OnDep,
    PageDep,
    SessionDep,
    ViewDep,
    id_path,
)
from app.routers.editing import ReasonQuery, create, edit, withdraw
from app.routers.lists import Asked, asked_of, documented, entities_response
from app.routers.openapi import ADDED, EDITED, FOUND, LISTED, NARROWED, WITHDRAWN, answers
from app.routers.preconditions import IfMatch
from app.routers.reading import require_document
from app.routers.responses import document_response, tenures_response
from app.routers.writing import CurateDep
from app.schemas.facts import TenuresPage
from app.schemas.posts import Post, PostsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/posts", tags=["posts"])


@router.get("", responses=answers(PostsPage, NARROWED), openapi_extra=documented(posts.LIST))
@open_to_all
def list_posts(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    asked: Annotated[Asked, asked_of(posts.LIST)],
) -> Response:
    """List posts, by name unless sorted otherwise."""
    return entities_response(request, session, asked, view)


@router.get("/{post_id}", responses=answers(Post, FOUND))
@open_to_all
def get_post(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    post_id: Annotated[str, id_path("us-secretary-of-state")],
) -> Response:
    """Get the post."""
    return document_response(request, session, EntityKind.POST, post_id, view)


@router.get("/{post_id}/holders", responses=answers(TenuresPage, (*FOUND, *LISTED)))
@open_to_all
def list_holders(
    request: Request,
    session: SessionDep,
    page: PageDep,
    on: OnDep,
    known_at: KnownAtDep,
    post_id: Annotated[str, id_path("head-of-the-international-liaison-department")],
) -> Response:
    """List who held the post.

    With `on`, those who held it that day: `holds` says definitely or possibly, `timespan` between
    which days that is sure or possible. Without, the succession in order, with its gaps and
    overlaps.
    """
    require_document(session, EntityKind.POST, post_id, known_at)
    found = partial(tenures.tenures, Tenure.post_id, post_id, known_at=known_at)
    return tenures_response(
        request, session, lambda asked: found(asked=asked), page, View(known_at, on)
    )


@router.post("", status_code=201, responses=answers(Post, ADDED, status=201))
def create_post(request: Request, write: CurateDep, wanted: NewPost) -> Response:
    """Make a post as an article has it, with quotes for all that is said.

    What it names is on record, or comes in a batch (`POST /v1/changes`).
    """
    return create(request, write, EntityKind.POST, wanted)


@router.patch("/{post_id}", responses=answers(Post, EDITED))
def edit_post(
    request: Request,
    write: CurateDep,
    post_id: Annotated[str, id_path("us-secretary-of-state")],
    wanted: Edit,
    if_match: IfMatch = None,
) -> Response:
    """Add to the post, or correct facts about it; all of it is one change."""
    return edit(request, write, EntityKind.POST, post_id, wanted, if_match)


@router.delete(
    "/{post_id}",
    status_code=204,
    response_class=Response,
    responses=answers(None, WITHDRAWN, status=204),
)
def withdraw_post(
    write: CurateDep,
    post_id: Annotated[str, id_path("us-secretary-of-state")],
    reason: ReasonQuery,
    if_match: IfMatch = None,
) -> Response:
    """Withdraw the post: it answers 410 with the reason, until the change is reverted."""
    return withdraw(write, EntityKind.POST, post_id, reason, if_match)
