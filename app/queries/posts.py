"""Queries for posts."""

from typing import Final

from sqlalchemy import select

from app.db import AnySelect
from app.models import Post, holds
from app.queries.filters import where_equal
from app.search.matching import matching
from app.vocabulary import EntityKind

KEY: Final = (Post.sort_key, Post.id)


def list_posts(*, q: str | None, organization_id: str | None, known_at: int | None) -> AnySelect:
    """Posts by label."""
    found = where_equal(
        select(*KEY, Post.short).where(holds(Post, known_at)),
        {Post.organization_id: organization_id},
    )
    return matching(found, Post.id, EntityKind.POST, q, known_at)
