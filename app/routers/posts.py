"""``/v1/posts``."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.models import Tenure
from app.profiles.view import View
from app.queries import posts, tenures
from app.routers.dependencies import (
    FollowMerges,
    KnownAtDep,
    ListViewDep,
    OnDep,
    PageDep,
    SessionDep,
    ViewDep,
    id_filter,
    id_path,
    name_query,
)
from app.routers.openapi import FOUND, LISTED, NARROWED, answers
from app.routers.responses import (
    document_response,
    list_response,
    require_document,
    tenures_response,
)
from app.schemas.facts import TenuresPage
from app.schemas.posts import Post, PostsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/posts", tags=["posts"])


@router.get("", responses=answers(PostsPage, NARROWED), dependencies=[FollowMerges])
def list_posts(
    request: Request,
    session: SessionDep,
    page: PageDep,
    view: ListViewDep,
    q: Annotated[str | None, name_query("posts", "secretary")] = None,
    organization_id: Annotated[str | None, id_filter("organization", "united-states")] = None,
) -> Response:
    """List posts by name."""
    found = posts.list_posts(q=q, organization_id=organization_id, known_at=view.known_at)
    return list_response(request, session, found, posts.KEY, page, view)


@router.get("/{post_id}", responses=answers(Post, FOUND))
def get_post(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    post_id: Annotated[str, id_path("us-secretary-of-state")],
) -> Response:
    """Get the post."""
    return document_response(request, session, EntityKind.POST, post_id, view)


@router.get("/{post_id}/holders", responses=answers(TenuresPage, (*FOUND, *LISTED)))
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
