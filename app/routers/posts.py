"""``/v1/posts``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.queries import posts
from app.routers.dependencies import (
    Include,
    IncludeQuery,
    PageDep,
    SessionDep,
    id_filter,
    id_path,
    name_query,
)
from app.routers.openapi import FOUND, LISTED, answers
from app.routers.responses import document_response, list_response
from app.schemas.posts import Post, PostsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/posts", tags=["posts"])


@router.get("", responses=answers(PostsPage, LISTED))
def list_posts(
    request: Request,
    session: SessionDep,
    page: PageDep,
    q: Annotated[str | None, name_query("posts", "secretary")] = None,
    organization_id: Annotated[str | None, id_filter("organization", "united-states")] = None,
) -> Response:
    """List posts by name."""
    found = posts.list_posts(q=q, organization_id=organization_id)
    return list_response(request, session, found, posts.KEY, page)


@router.get("/{post_id}", responses=answers(Post, FOUND))
def get_post(
    request: Request,
    session: SessionDep,
    post_id: Annotated[str, id_path("us-secretary-of-state")],
    include: IncludeQuery = None,
) -> Response:
    """Get the post."""
    full = Include.CITATIONS in (include or [])
    return document_response(request, session, EntityKind.POST, post_id, full=full)
