"""The list of articles, and their texts."""

from functools import partial
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models import Article, ArticleText, Citation, Fact, shown
from app.queries.filters import Dated, Named, OneOf
from app.queries.lists import entity_list
from app.queries.sorting import SortKey
from app.queries.sources import KeptValues
from app.vocabulary import EntityKind

_kept: Final = partial(KeptValues, Article.id, EntityKind.ARTICLE)
LIST: Final = entity_list(
    Article,
    EntityKind.ARTICLE,
    Named("articles", "jianchao"),
    (
        OneOf("publisher", _kept("publisher"), "of this publisher", "The Register"),
        OneOf("author", _kept("author"), "by this author", "Ada Moreau"),
        OneOf("language_code", _kept("language_code"), "in this language", "en"),
        Dated("publication_date", "2023", kept=_kept("publication_date")),
    ),
    has={
        "publisher": _kept("publisher"),
        "author": _kept("author"),
        "language_code": _kept("language_code"),
        "publication_date": _kept("publication_date"),
        "url": _kept("url"),
    },
    facets=("publisher", "author", "language_code"),
    dates={
        "publication_date": SortKey.of_days(
            Article.by_publication_date, Article.by_publication_date_desc
        )
    },
)


def article_text(session: Session, article_id: str) -> Row[str, str]:
    """The text of an article that is there, and its sha256."""
    found = select(ArticleText.text, ArticleText.sha256)
    return session.execute(found.where(ArticleText.article_id == article_id)).one()


def quotes_of(session: Session, article_id: str, known_at: int | None) -> list[dict[str, Any]]:
    """Where an article is quoted, in the order of its text: of which fact, with its stance."""
    found = (
        select(
            Fact.id.label("fact_id"),
            Fact.subject_id,
            Fact.kind,
            Fact.certainty,
            Citation.start,
            Citation.end,
            Citation.stance,
        )
        .join(Citation, Citation.fact_row == Fact.row)
        .where(Citation.article_id == article_id, shown(known_at))
        .order_by(Citation.start, Citation.end, Fact.row)
    )
    return [row._asdict() for row in session.execute(found)]
