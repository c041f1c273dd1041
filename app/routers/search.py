"""``/v1/search`` and ``/v1/suggest``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Float, Text
from sqlalchemy.orm import Session

from app.languages import language_headers
from app.profiles.found import write_hits, write_suggestions
from app.profiles.view import View
from app.queries.checks import checks_of
from app.queries.paging import Page, PageRequest, page_of
from app.queries.parameters import Given, ListError
from app.queries.search import LONGEST, Searched, search, suggested
from app.queries.search_facets import search_facets
from app.queries.search_filters import SEARCH
from app.routers.authorization import open_to_all
from app.routers.dependencies import PageDep, SessionDep, invalid_parameter
from app.routers.lists import documented, follow_merges, read_given
from app.routers.openapi import NARROWED, answers
from app.routers.responses import (
    cursor_key,
    languages_of,
    last_change_shown,
    page_response,
    whole_response,
)
from app.schemas.search import SearchPage, SuggestionsPage
from app.search.hits import key_of
from app.vocabulary import NO_NUL_PATTERN, EntityKind

router = APIRouter(tags=["search"])
_KEY_TYPES: Final = (Float(), Text())  # of the key of a hit
SEARCH_CHECKS: Final = checks_of(SEARCH)
_PARAMETERS: Final = {each.name: each for each in SEARCH.parameters()}

SearchQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=LONGEST,
        pattern=NO_NUL_PATTERN,
        description='What to look for: words, "a phrase", -not this; and field words: kind:person,'
        " nationality:…, post:…, organization:…, article:…, dataset:…, identifier:…, and name:… or"
        " text:… for where a word is to stand. A name is found by any spelling, in any script.",
        examples=["liu jianchao"],
    ),
]

PrefixQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        pattern=NO_NUL_PATTERN,
        description="What has been typed so far, in any script.",
        examples=["liu jian"],
    ),
]
KindQuery = Annotated[
    Sequence[EntityKind],
    Query(description="Only those of this kind; several times: any of these.", examples=["person"]),
]
SuggestLimit = Annotated[
    int, Query(ge=1, le=100, description="How many to suggest.", examples=[10])
]


@router.get("/search", responses=answers(SearchPage, NARROWED), openapi_extra=documented(SEARCH))
@open_to_all
def search_all(request: Request, session: SessionDep, page: PageDep, q: SearchQuery) -> Response:
    """Search across people, organizations, posts, events and articles, the best first.

    By their names, in any spelling, and by the words of articles, titles, summaries and
    biographies. `matches` says of each hit why it was found, with what matched as `highlights`.
    """
    given = read_given(request.query_params, SEARCH_CHECKS)
    try:
        found = find_hits(request, session, q, given, page)
    except ListError as error:
        raise invalid_parameter(error.parameter, str(error)) from None
    changed_at = last_change_shown(request, session)
    shown = replace(found.page, changed_at=changed_at)
    data = orjson.dumps(found.hits)[1:-1]
    return page_response(request, shown, data, language_headers(found.languages))


@router.get("/suggest", responses=answers(SuggestionsPage))
@open_to_all
def suggest_entities(
    request: Request,
    session: SessionDep,
    prefix: PrefixQuery,
    kind: KindQuery = (),
    limit: SuggestLimit = 10,
) -> Response:
    """Suggest what may be meant, as it is typed: a word, or the beginning of one, of any name.

    For a search box, to be asked at every key: the answer is small, and may be kept for half a
    minute.
    """
    found = suggested(session, prefix, kind, limit)
    languages = languages_of(request, View())
    written, shown = write_suggestions(session, found, prefix, languages)
    # A minute in all: what is taken down is gone from caches, too, by then.
    kept = {"Cache-Control": "public, max-age=30, stale-while-revalidate=30"}
    headers = language_headers(shown) | kept
    return whole_response(request, session, written, headers, is_whole=len(found) < limit)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of hits as they are written, with the languages that names are shown in."""

    page: Page
    hits: list[dict[str, Any]]
    languages: list[str | None]


def find_hits(
    request: Request, session: Session, q: str, given: dict[str, Any], wanted: PageRequest
) -> FoundPage:
    """What a query finds, with the facets asked for; raises ListError.

    And InvalidCursorError, and MergedError where a filter names an entity that was merged.
    """
    cursor_key(wanted, _KEY_TYPES)
    follow_merges(session, [_PARAMETERS[name] for name in given], given, None)
    found = search(session, q, given)
    beside = _facets(session, found, given)
    page = page_of(found.hits, key_of, _KEY_TYPES, wanted, is_whole=found.is_whole)
    hits, shown = write_hits(session, page.rows, found.words, languages_of(request, View()))
    return FoundPage(replace(page, beside=beside), hits, shown)


def _facets(session: Session, found: Searched, given: Given) -> dict[str, Any]:
    if "facets" not in given:
        return {}
    names = list(dict.fromkeys(",".join(given["facets"]).split(",")))
    facets = search_facets(session, found.hits, names)
    return {"facets": facets, "facets_are_exact": found.is_whole}
