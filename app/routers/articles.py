"""``/v1/articles``."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.curating.bodies import ArticleEdit, NewArticle
from app.queries import articles, facts
from app.routers import editing
from app.routers.authorization import open_to_all
from app.routers.dependencies import (
    KnownAtDep,
    PageDep,
    SessionDep,
    ViewDep,
    id_path,
)
from app.routers.editing import ReasonQuery
from app.routers.lists import Asked, asked_of, documented, entities_response
from app.routers.openapi import ADDED, EDITED, FOUND, LISTED, NARROWED, WITHDRAWN, answers
from app.routers.preconditions import IfMatch
from app.routers.reading import require_document
from app.routers.responses import document_response, facts_response
from app.routers.writing import CurateDep
from app.schemas.articles import Article, ArticlesPage
from app.schemas.facts import FactsPage
from app.vocabulary import EntityKind

router = APIRouter(prefix="/articles", tags=["articles"])


@router.get("", responses=answers(ArticlesPage, NARROWED), openapi_extra=documented(articles.LIST))
@open_to_all
def list_articles(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    asked: Annotated[Asked, asked_of(articles.LIST)],
) -> Response:
    """List articles, by name unless sorted otherwise."""
    return entities_response(request, session, asked, view)


@router.get("/{article_id}", responses=answers(Article, FOUND))
@open_to_all
def get_article(
    request: Request,
    session: SessionDep,
    view: ViewDep,
    article_id: Annotated[str, id_path("liu-jianchao-new-face-of-the-communist-party")],
) -> Response:
    """Get the article with its text."""
    return document_response(request, session, EntityKind.ARTICLE, article_id, view)


@router.get("/{article_id}/facts", responses=answers(FactsPage, (*FOUND, *LISTED)))
@open_to_all
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


@router.post("", status_code=201, responses=answers(Article, ADDED, status=201))
def create_article(request: Request, write: CurateDep, wanted: NewArticle) -> Response:
    """Keep an article with its text, so that facts can quote it. The text is never edited."""
    return editing.create_article(request, write, wanted)


@router.patch("/{article_id}", responses=answers(Article, EDITED))
def edit_article(
    request: Request,
    write: CurateDep,
    article_id: Annotated[str, id_path("liu-jianchao-new-face-of-the-communist-party")],
    wanted: ArticleEdit,
    if_match: IfMatch = None,
) -> Response:
    """Correct the article's title, date and other particulars; all of it is one change.

    With the date of publication, all dates that its facts have in its words are resolved anew.
    """
    return editing.edit(request, write, EntityKind.ARTICLE, article_id, wanted, if_match)


@router.delete(
    "/{article_id}",
    status_code=204,
    response_class=Response,
    responses=answers(None, WITHDRAWN, status=204),
)
def withdraw_article(
    write: CurateDep,
    article_id: Annotated[str, id_path("liu-jianchao-new-face-of-the-communist-party")],
    reason: ReasonQuery,
    if_match: IfMatch = None,
) -> Response:
    """Withdraw the article with all that it says, until the change is reverted."""
    return editing.withdraw(write, EntityKind.ARTICLE, article_id, reason, if_match)
