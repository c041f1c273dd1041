"""Answers: ready documents as the bytes they are, and pages of lists."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import orjson
from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.errors import GoneError, InvalidCursorError, NotFoundError
from app.models import Document
from app.profiles.writing import write_document, write_facts
from app.queries import documents
from app.queries.articles import article_text
from app.queries.facts import fact_rows, latest_of
from app.queries.paging import CursorError, Page, PageRequest, fetch_page
from app.vocabulary import EntityKind, FactKind

PATHS: Final = {
    EntityKind.PERSON: "/v1/people",
    EntityKind.ORGANIZATION: "/v1/organizations",
    EntityKind.POST: "/v1/posts",
    EntityKind.EVENT: "/v1/events",
    EntityKind.ARTICLE: "/v1/articles",
}
_JSON: Final = "application/json"


def require_document(session: Session, kind: EntityKind, entity_id: str) -> Document:
    """The ready document; raises NotFoundError, or GoneError where it was withdrawn."""
    found = documents.find_document(session, entity_id)
    if found is None:
        raise NotFoundError(f"There is no {kind} with the id {entity_id!r}.")
    if found.body is None:
        change = documents.change(session, found.changed_in)
        raise _gone(entity_id, change.number, change.reason)
    if found.kind != kind:
        where = f"{PATHS[EntityKind(found.kind)]}/{entity_id}"
        raise NotFoundError(f"{entity_id!r} is no {kind}, but one of the {found.kind}s: {where}")
    return found


def document_response(
    request: Request, session: Session, kind: EntityKind, entity_id: str, *, full: bool = False
) -> Response:
    """The document of an entity, ready or with all citations."""
    found = require_document(session, kind, entity_id)
    if full:
        return json_response(request, orjson.dumps(write_document(session, entity_id)))
    return json_response(request, str(found.body).encode())


def article_response(request: Request, session: Session, article_id: str) -> Response:
    """The document of an article, with its text."""
    found = require_document(session, EntityKind.ARTICLE, article_id)
    text, sha256 = article_text(session, article_id)
    told = orjson.dumps({"text": text, "text_sha256": sha256})
    return json_response(request, str(found.body).encode()[:-1] + b"," + told[1:])


def membership_response(request: Request, session: Session, fact_id: str) -> Response:
    """A membership that is live; GoneError where it was retracted."""
    fact = latest_of(session, fact_id)
    if fact is None or fact.kind != FactKind.MEMBERSHIP:
        raise NotFoundError(f"There is no membership with the id {fact_id!r}.")
    if fact.retracted_in is not None:
        change = documents.change(session, fact.retracted_in)
        reason = f"{change.reason} ({fact.retraction_reason})"
        raise _gone(fact_id, change.number, reason)
    return json_response(request, orjson.dumps(write_facts(session, [fact])[0]))


def json_response(request: Request, body: bytes) -> Response:
    """A document with a strong validator; 304 where the client has these bytes."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=0, stale-while-revalidate=60"}
    asked = request.headers.get("if-none-match", "")
    if asked == "*" or etag in (each.strip().removeprefix("W/") for each in asked.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=_JSON)


def list_response(
    request: Request, session: Session, statement: AnySelect, key: Sequence[Any], page: PageRequest
) -> Response:
    """One page of a list whose rows carry their short form as JSON."""
    found = fetch(session, statement, key, page)
    return _page(request, found, b",".join(row.short.encode() for row in found.rows))


def facts_response(
    request: Request, session: Session, statement: AnySelect, key: Sequence[Any], page: PageRequest
) -> Response:
    """One page of facts with all their citations."""
    found = fetch(session, statement, key, page)
    facts = fact_rows(session, [row.row for row in found.rows])
    return _page(request, found, orjson.dumps(write_facts(session, facts))[1:-1])


def fetch(session: Session, statement: AnySelect, key: Sequence[Any], page: PageRequest) -> Page:
    """One page of rows; raises InvalidCursorError."""
    try:
        return fetch_page(session, statement, key, page)
    except CursorError as error:
        errors = [{"parameter": "cursor", "location": "query", "detail": str(error)}]
        raise InvalidCursorError(f"{error}: take it from page.next", errors=errors) from None


def _page(request: Request, page: Page, data: bytes) -> Response:
    url = request.url.include_query_params(cursor=page.next_cursor)
    following = str(url) if page.next_cursor else None
    told = {"next": following, "total": page.total, "total_is_exact": page.total_is_exact}
    body = b'{"data":[' + data + b'],"page":' + orjson.dumps(told) + b"}"
    response = json_response(request, body)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _gone(of: str, change: int, reason: str) -> GoneError:
    return GoneError(
        f"{of!r} was withdrawn by change {change}: {reason}", reason=reason, change=change
    )
