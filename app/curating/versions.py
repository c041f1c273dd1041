"""Versions of documents: what a client saw, and what stands now."""

import datetime as dt

from sqlalchemy.orm import Session

from app.conditional import client_saw
from app.models import Document
from app.profiles.citing import ready_etag
from app.queries.documents import find_document


def etag_now(document: Document) -> str:
    """The ETag that a plain GET of the document gives now."""
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    return ready_etag(document.since, str(document.digest), today)


def is_seen(session: Session, entity_id: str, etags: str) -> bool:
    """Whether these ETags name the document of the entity as it is now."""
    document = find_document(session, entity_id)
    return document is not None and client_saw(etags, etag_now(document))
