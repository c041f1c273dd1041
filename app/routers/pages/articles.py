"""``/articles``: texts with their quotes marked, each leading to what rests on it."""

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.pages.articles import Supported, article_page, describe_article
from app.profiles.alike import standing_for
from app.profiles.writing import write_facts
from app.queries.articles import quotes_of
from app.queries.facts import fact_rows, supported_by
from app.queries.paging import PageRequest
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep, id_path
from app.routers.pages.paging import paged, path_after, total_words
from app.routers.pages.shared import PageViewDep, document_frame, page_document, page_response
from app.routers.responses import fetch
from app.vocabulary import EntityKind

router = APIRouter(prefix="/articles", include_in_schema=False)
_FACTS: Final = 300  # told beside the text; more of them are on further pages


@router.get("/{article_id}")
@open_to_all
def show_article(
    request: Request,
    session: SessionDep,
    view: PageViewDep,
    page: Annotated[PageRequest, paged(_FACTS)],
    article_id: Annotated[str, id_path("liu-jianchao-new-face-of-the-communist-party")],
) -> Response:
    """Show an article: its text with every quote marked, and beside it what rests on them."""
    document = page_document(request, session, EntityKind.ARTICLE, article_id, view)
    frame = document_frame(request, document, describe_article(document), type="article")
    supported = _supported(request, session, article_id, page, view.known_at)
    return page_response(request, session, article_page(frame, document, supported))


def _supported(
    request: Request, session: Session, article_id: str, page: PageRequest, known_at: int | None
) -> Supported:
    """What the article supports, or disputes: on this page of the list, and where it is quoted."""
    statement, key = supported_by(article_id, known_at=known_at)
    found = fetch(session, statement, key, page)
    facts = write_facts(session, fact_rows(session, [row.row for row in found.rows]), known_at)
    quotes = quotes_of(session, article_id, known_at)
    subjects = {quote["subject_id"] for quote in quotes}
    return Supported(
        facts=facts,
        quotes=quotes,
        led=standing_for(session, subjects, known_at),
        total=total_words(found),
        next_path=path_after(request, found.next_cursor),
    )
