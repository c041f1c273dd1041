"""Queries for articles."""

from typing import Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Article, ArticleText, holds
from app.search.matching import matching
from app.vocabulary import EntityKind

KEY: Final = (Article.sort_key, Article.id)


def list_articles(*, q: str | None, known_at: int | None) -> AnySelect:
    """Articles by title."""
    return matching(
        select(*KEY, Article.short).where(holds(Article, known_at)),
        Article.id,
        EntityKind.ARTICLE,
        q,
        known_at,
    )


def article_text(session: Session, article_id: str) -> Row[str, str]:
    """The text of an article that is there, and its sha256."""
    found = select(ArticleText.text, ArticleText.sha256)
    return session.execute(found.where(ArticleText.article_id == article_id)).one()
