"""``/v1/articles``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.queries import articles, facts
from app.routers.dependencies import (
    KnownAtDep,
    PageDep,
    SessionDep,
    ViewDep,
    id_path,
)
from app.routers.lists import Asked, asked_of, documented, entities_response
from app.routers.openapi import FOUND, LISTED, NARROWED, answers
from app.routers.responses import document_response, facts_response, require_document
from app.schemas.articles import Article, ArticlesPage
from app.schemas.facts import FactsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/articles", tags=["articles"])


@router.get("", responses=answers(ArticlesPage, NARROWED), openapi_extra=documented(articles.LIST))
def list_articles(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    asked: Annotated[Asked, asked_of(articles.LIST)],
) -> Response:
    """List articles, by name unless sorted otherwise."""
    return entities_response(request, session, asked, view)


@router.get("/{article_id}", responses=answers(Article, FOUND))
def get_article(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    article_id: Annotated[str, id_path("liu-jianchao-new-face-of-the-communist-party")],
) -> Response:
    """Get the article with its text."""
    return document_response(request, session, EntityKind.ARTICLE, article_id, view)


@router.get("/{article_id}/facts", responses=answers(FactsPage, (*FOUND, *LISTED)))
def list_facts_of_article(
    request: Request,
    session: SessionDep,
    page: PageDep,
    known_at: KnownAtDep,
    article_id: Annotated[str, id_path("liu-jianchao-new-face-of-the-communist-party")],
) -> Response:
    """List everything that the article supports, in the order of its text.

    Statements are here too: what the article says that is no fact (characterisations,
    predictions, opinions), with the words that say it.
    """
    require_document(session, EntityKind.ARTICLE, article_id, known_at)
    found, key = facts.supported_by(article_id, known_at=known_at)
    return facts_response(request, session, found, key, page, known_at)
