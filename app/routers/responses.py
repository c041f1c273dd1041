"""Answers: documents in the view asked for, and pages of lists."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.conditional import (
    CACHE_CONTROL,
    DESCRIBED_BY,
    client_has,
    etag_of,
    http_date,
    links_of_document,
)
from app.dates import PartialDate
from app.db import AnySelect
from app.errors import InvalidCursorError, NotFoundError
from app.languages import language_headers, wanted_languages
from app.models import Change, Document
from app.profiles.citing import ready_etag
from app.profiles.display import displayed
from app.profiles.succession import (
    Latest,
    read_tenures,
    write_holders,
    write_memberships,
    write_succession,
)
from app.profiles.view import View
from app.profiles.writing import write_facts, write_membership, write_shorts
from app.queries import tenures
from app.queries.changes import last_change
from app.queries.facts import fact_rows, latest_of
from app.queries.paging import CursorError, Page, PageRequest, Types, fetch_page, types_of
from app.routers.including import with_all_citations, with_included
from app.routers.reading import gone_since, read_document, refuse_withheld
from app.routers.rendering import content_headers, render_document, render_page
from app.routers.representation import representation_of
from app.timespans import Question
from app.vocabulary import EntityKind, FactKind

# Parameters that a page for people knows, too.
_OF_PAGES: Final = ("as_of", "known_at", "with")


def document_response(
    request: Request, session: Session, kind: EntityKind, entity_id: str, view: View
) -> Response:
    """The document of an entity in this view, with how to cite it."""
    shown = read_document(session, kind, entity_id, view)
    found, change = shown.found, shown.change
    whole = with_included(session, representation_of(request), shown.body, view)
    whole, language = displayed(whole, found.display_names, languages_of(request, view))
    headers = language_headers([language]) | beside_page(request)
    # More is shown than the ready document, or what reads otherwise without a new version of it.
    if not (view.is_kept or view.as_of) or representation_of(request).includes:
        newest = last_change_shown(request, session)
        return json_response(request, whole, changed_at=newest, headers=headers)
    etag = _ready_etag(found, language) if view == View() else None
    return json_response(request, whole, changed_at=change.at, etag=etag, headers=headers)


def membership_response(
    request: Request, session: Session, fact_id: str, known_at: int | None
) -> Response:
    """A membership that stands; GoneError where it was retracted."""
    fact = latest_of(session, fact_id, known_at=known_at)
    if fact is None or fact.kind != FactKind.MEMBERSHIP:
        raise NotFoundError(f"There is no membership with the id {fact_id!r}.")
    refuse_withheld(session, fact)
    if fact.retracted_in is not None and fact.retracted_in <= (known_at or fact.retracted_in):
        raise gone_since(session, fact)
    body = orjson.dumps(write_membership(session, fact, known_at))
    body = with_included(session, representation_of(request), body, View(known_at))
    return json_response(request, body, changed_at=last_change_shown(request, session))


def beside_page(request: Request) -> dict[str, str]:
    """The ``Link`` of an answer that stands beside a page for people, in the same view."""
    asked = {name: told for name, told in request.query_params.items() if name in _OF_PAGES}
    path = request.url.path.removeprefix("/v1")
    return {"Link": links_of_document(f"{path}?{urlencode(asked)}" if asked else path)}


def json_response(
    request: Request,
    body: bytes,
    *,
    changed_at: dt.datetime | None = None,
    etag: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A document, given as JSON, in the form asked for.

    ``changed_at``: when what it shows was; ``etag``: of the body as it is given, else of its bytes.
    """
    wanted = representation_of(request)
    told = {"Link": DESCRIBED_BY, **(headers or {})}
    if wanted.is_plain:
        return _validated(request, body, told, changed_at, etag)
    body = render_document(wanted, orjson.loads(body))
    return _validated(request, body, told, changed_at)


def feed_response(
    request: Request, body: bytes, media_type: str, changed_at: dt.datetime | None
) -> Response:
    """A document that has one form only."""
    headers = _validators(etag_of(body), changed_at)
    headers |= {"Link": DESCRIBED_BY, "Vary": "Accept"}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def change_shown(request: Request, session: Session) -> Change | None:
    """The newest change that an answer may rest on; None where there is none."""
    return getattr(request.state, "shown_change", None) or last_change(session)


def last_change_shown(request: Request, session: Session) -> dt.datetime | None:
    """When the newest change that an answer may rest on was recorded; None where there is none."""
    shown = change_shown(request, session)
    return shown.at if shown else None


def html_response(
    request: Request, page: str, headers: Mapping[str, str], changed_at: dt.datetime | None
) -> Response:
    """A page of HTML, with its validators."""
    body = page.encode()
    told = _validators(etag_of(body), changed_at) | {
        "Vary": "Accept",
        "Link": DESCRIBED_BY,
        **headers,
    }
    if _has(request, told["ETag"]):
        return Response(status_code=304, headers=told)
    return Response(body, media_type="text/html", headers=told)


def _validated(
    request: Request,
    body: bytes,
    headers: dict[str, str],
    changed_at: dt.datetime | None,
    etag: str | None = None,
) -> Response:
    """The body with its validators; 304 where the client has these bytes."""
    headers = _validators(etag or etag_of(body), changed_at) | {"Vary": "Accept"} | headers
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers | content_headers(request, representation_of(request)))


def _has(request: Request, etag: str) -> bool:
    """Whether this is what the client has already; what is written is answered in any case."""
    return request.method == "GET" and client_has(request.headers.get("if-none-match", ""), etag)


def _validators(etag: str, changed_at: dt.datetime | None) -> dict[str, str]:
    modified = {"Last-Modified": http_date(changed_at)} if changed_at else {}
    return {"ETag": etag, "Cache-Control": CACHE_CONTROL, **modified}


def list_response(
    request: Request,
    session: Session,
    statement: AnySelect,
    key: Sequence[Any],
    page: PageRequest,
    view: View,
) -> Response:
    """One page of a list of entities, in their short forms."""
    found = fetch(session, statement, key, page)
    shown = short_lines(request, session, found.rows, view)
    data = b",".join(line for line, _ in shown)
    data = with_included(session, representation_of(request), data, view)
    return page_response(request, found, data, language_headers(each for _, each in shown))


def short_lines(
    request: Request, session: Session, rows: Sequence[Any], view: View
) -> list[tuple[bytes, str | None]]:
    """The short forms of these rows of a list as JSON, each with the language of its name."""
    if view.is_kept:
        lines = [row.short.encode() for row in rows]
    else:
        written = write_shorts(session, [row.id for row in rows], view)
        lines = [orjson.dumps(each) for each in written]
    wanted = languages_of(request, view)
    named = zip(lines, rows, strict=True)
    return [displayed(line, row.display_names, wanted) for line, row in named]


def languages_of(request: Request, view: View) -> tuple[str, ...]:
    """The languages in which names are to be shown; none in a view of the past.

    What is cited of the past reads the same for everyone.
    """
    is_past = view.as_of is not None or view.known_at is not None
    return () if is_past else wanted_languages(request.headers.get("accept-language", ""))


def facts_response(
    request: Request,
    session: Session,
    statement: AnySelect,
    key: Sequence[Any],
    page: PageRequest,
    known_at: int | None,
) -> Response:
    """One page of facts with all their citations."""
    found = fetch(session, statement, key, page)
    facts = fact_rows(session, [row.row for row in found.rows])
    written = write_facts(session, facts, known_at)
    return page_response(request, found, orjson.dumps(written)[1:-1])


def memberships_response(
    request: Request,
    session: Session,
    statement: AnySelect,
    page: PageRequest,
    order: Sequence[Any],
    view: View,
) -> Response:
    """One page of memberships, each with its first citation; ``view.as_of``: held that day."""
    found = fetch(session, statement, order, page)
    asked = Question.of(view.as_of) if view.as_of else None
    written = write_memberships(read_tenures(found.rows), asked)
    return page_response(request, found, _memberships(request, session, written, view))


def tenures_response(
    request: Request,
    session: Session,
    found: Callable[[Question | None], AnySelect],
    page: PageRequest,
    view: View,
) -> Response:
    """One page of tenures: of a day or period asked about, or the whole succession."""
    rows, written = tenures_page(session, found, page, view.as_of)
    return page_response(request, rows, _memberships(request, session, written, view))


def tenures_page(
    session: Session,
    found: Callable[[Question | None], AnySelect],
    page: PageRequest,
    on: PartialDate | None,
) -> tuple[Page, Iterable[bytes]]:
    """The page, and each of its tenures as JSON; raises InvalidCursorError."""
    asked = Question.of(on) if on else None
    rows = fetch(session, found(asked), tenures.KEY, page)
    if asked:
        return rows, write_holders(read_tenures(rows.rows), asked)
    latest: Latest = (None, None)
    if rows.rows and page.cursor:
        latest = tenures.latest_before(session, found(None), tuple(rows.rows[0])[:3])
    return rows, write_succession(read_tenures(rows.rows), latest)


def _memberships(request: Request, session: Session, written: Iterable[bytes], view: View) -> bytes:
    """Memberships with all that is to be included."""
    wanted = representation_of(request)
    data = b",".join(written)
    if wanted.has("citations"):
        data = with_all_citations(session, data, view.known_at)
    return with_included(session, wanted, data, view)


def fetch(session: Session, statement: AnySelect, key: Sequence[Any], page: PageRequest) -> Page:
    """One page of rows; raises InvalidCursorError."""
    cursor_key(page, types_of(key))
    return fetch_page(session, statement, key, page)


def cursor_key(page: PageRequest, types: Types) -> list[Any] | None:
    """The key of the last item seen, of these types; raises InvalidCursorError."""
    try:
        return page.after(types)
    except CursorError as error:
        errors = [{"parameter": "cursor", "location": "query", "detail": str(error)}]
        raise InvalidCursorError(f"{error}: take it from page.next", errors=errors) from None


def page_response(
    request: Request, page: Page, data: bytes, headers: Mapping[str, str] | None = None
) -> Response:
    """A page of items that are JSON already, with links to the next and the first."""
    following = None
    if page.next_cursor:
        following = str(request.url.include_query_params(cursor=page.next_cursor))
    place = {"next": following, "total": page.total, "total_is_exact": page.total_is_exact}
    beside = {"page": place, **page.beside}
    wanted = representation_of(request)
    if wanted.is_plain:
        body = b'{"data":[' + data + b"]," + orjson.dumps(beside)[1:]
    else:
        body = render_page(wanted, orjson.loads(b"[" + data + b"]"), beside)
    shown = getattr(request.state, "shown_change", None)
    changed_at = shown.at if shown else page.changed_at
    told = dict(headers or {})
    told["Link"] = _links(request, following, told.get("Link", DESCRIBED_BY))
    return _validated(request, body, told, changed_at)


def whole_response(
    request: Request,
    session: Session,
    items: Sequence[Any],
    headers: Mapping[str, str] | None = None,
    *,
    is_whole: bool = True,
) -> Response:
    """A list that is short enough to be one page; ``is_whole``: whether there are no more."""
    changed_at = last_change_shown(request, session)
    page = Page((), None, len(items), total_is_exact=is_whole, changed_at=changed_at)
    return page_response(request, page, orjson.dumps(items)[1:-1], headers)


def _ready_etag(document: Document, language: str | None) -> str | None:
    """The validator that the short way gives, too; None for what an older release wrote."""
    if document.digest is None:
        return None
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    return ready_etag(document.since, document.digest, today, language)


def _links(request: Request, following: str | None, beside: str) -> str:
    first = request.url.remove_query_params("cursor")
    links = [f'<{first}>; rel="first"', beside]
    return ", ".join([f'<{following}>; rel="next"', *links] if following else links)
