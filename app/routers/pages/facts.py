"""``/facts``: one fact with the quotes behind it, and what it said before."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.models import Dataset
from app.models.rows import FactRow
from app.pages.facts import Around, describe_fact, fact_page
from app.pages.telling import plain_words
from app.privacy import public
from app.profiles.alike import alike
from app.profiles.datasets import particulars
from app.profiles.hidden import clean_sources
from app.profiles.references import read_references
from app.routers.authorization import open_to_all
from app.routers.dependencies import SessionDep
from app.routers.facts import FactPath, fact_document
from app.routers.pages.shared import page_response, plain_frame
from app.routers.reading import require_fact

Json = dict[str, Any]

router = APIRouter(prefix="/facts", include_in_schema=False)


@router.get("/{fact_id}")
@open_to_all
def show_fact(request: Request, session: SessionDep, fact_id: FactPath) -> Response:
    """Show a fact: what it says, its quotes with the words around them, and its readings."""
    versions = require_fact(session, fact_id)
    document = fact_document(session, versions)
    title = plain_words(document["fact"])
    told = {"data_path": f"/v1/facts/{fact_id}", "type": "article"}
    frame = plain_frame(request, title, describe_fact(document), **told)
    around = _around(session, versions[-1], document["fact"])
    return page_response(request, session, fact_page(frame, document, around))


def _around(session: Session, row: FactRow, fact: Json) -> Around:
    shown_as, others = alike(session, row)
    clean_sources(session, [row])
    return Around(
        articles=_articles(session, [fact, *others]),
        dataset=particulars(session.get_one(Dataset, row.dataset_id)),
        shown_as=shown_as,
        alike=others,
        source_data=public(row.source_data),
        retrieved=f"{dt.datetime.now(dt.UTC):%Y-%m-%d}",
    )


def _articles(session: Session, facts: Iterable[Json]) -> dict[str, Json]:
    """What is told of every article that these facts cite, by its id."""
    cited = {each["article_id"] for fact in facts for each in fact["citations"]}
    found = read_references(session, cited, None)
    return {article_id: reference.told for article_id, reference in found.items()}
