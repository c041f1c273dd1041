"""What endpoints ask for, each named once and used by name."""

from collections.abc import AsyncIterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Path, Query, Request
from fastapi.openapi.models import Example
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.databases.choosing import CHANGE, DATABASE, Database, is_change
from app.dates import PartialDate, PartialDateError
from app.db import end_reading, open_read_session, read_session
from app.errors import InvalidParameterError, UnknownParameterError
from app.models import Change
from app.profiles.view import View
from app.queries.moments import change_known
from app.queries.paging import MOST_ITEMS, PageRequest, cursor_secret
from app.queries.parameters import ListError
from app.routers.representation import NO_FILTERS, RepresentationDep
from app.vocabulary import FACT_ID_PATTERN, ID_PATTERN, NO_NUL_PATTERN, EntityKind

_GIVE_CHANGE: Final = "give the number of a change, as an answer to a write told it"

# Dependencies that wait for nothing are coroutines, since FastAPI sends every other to a thread and
# back: seven such trips took longer than the queries of a list. Those that ask the database go.


def database_of(request: Request) -> Database:
    """The database that the request goes to: the primary, or a standby that may answer it.

    Raises InvalidParameterError where the request's ``Incumbent-Change`` is no change.
    """
    given = request.headers.get(CHANGE)
    if given is not None and not is_change(given.encode("latin-1")):
        told = {"parameter": CHANGE, "location": "header", "detail": _GIVE_CHANGE}
        raise InvalidParameterError(f"header {CHANGE}: {_GIVE_CHANGE}", errors=[told])
    database: Database = request.scope[DATABASE]
    return database


async def get_session(request: Request) -> AsyncIterator[Session]:
    """A session that reads one state of the request's database, from its first query on."""
    session = open_read_session(database_of(request).engine)
    try:
        yield session
    finally:
        if session.in_transaction():
            await run_in_threadpool(end_reading, session)


SessionDep = Annotated[Session, Depends(get_session)]


async def get_page_request(
    request: Request,
    limit: Annotated[
        int, Query(ge=1, le=MOST_ITEMS, description="How many items a page has.", examples=[50])
    ] = 50,
    cursor: Annotated[
        str | None,
        Query(
            max_length=1000,
            description="Where the page starts: take it from page.next, as it is.",
            examples=["(from page.next)"],
        ),
    ] = None,
) -> PageRequest:
    """The page asked for, bound to this list and its filters."""
    filters = {
        name: request.query_params.getlist(name)
        for name in request.query_params
        if name not in ("limit", "cursor", *NO_FILTERS)
    }
    secret = await cursor_secret_of(request)
    return PageRequest(request.url.path, filters, limit=limit, cursor=cursor, secret=secret)


PageDep = Annotated[PageRequest, Depends(get_page_request)]


async def get_known_at(
    request: Request,
    session: SessionDep,
    known_at: Annotated[
        str | None,
        Query(
            max_length=40,
            description="As this database knew it then: after the change of this number, or at this"
            " time (2026-11-23 is the end of that day, UTC).",
            examples=["1"],
        ),
    ] = None,
) -> int | None:
    """The number of the last change known then; None where it is now that is asked about."""
    if known_at is None:
        return None
    change = await run_in_threadpool(_known, session, known_at)
    request.state.shown_change = change  # the newest that what is shown may rest on
    return change.number


KnownAtDep = Annotated[int | None, Depends(get_known_at)]


def _known(session: Session, known_at: str) -> Change:
    try:
        return change_known(session, known_at)
    except ListError as error:
        raise invalid_parameter(error.parameter, str(error)) from None


async def get_as_of(
    as_of: Annotated[
        str | None,
        Query(
            max_length=30,
            description="As it was true that day, as far as known: 2023-07-01, 2023-07 or 2023.",
            examples=["2023-07-01"],
        ),
    ] = None,
) -> PartialDate | None:
    """The day asked about."""
    return _partial_date("as_of", as_of)


AsOfDep = Annotated[PartialDate | None, Depends(get_as_of)]


async def get_view(as_of: AsOfDep, known_at: KnownAtDep, wanted: RepresentationDep) -> View:
    """The view that a document or a list is wanted in."""
    return View(
        known_at=known_at,
        as_of=as_of,
        all_citations=wanted.has("citations"),
        all_ranks=wanted.has("all_ranks"),
    )


ViewDep = Annotated[View, Depends(get_view)]


async def get_on(
    on: Annotated[
        str | None,
        Query(
            max_length=30,
            description="Who held it that day, known as far as written (2022-06-15, 2022-06, 2022),"
            " or at some time in a period (2022..2023).",
            examples=["2022-06"],
        ),
    ] = None,
) -> PartialDate | None:
    """The day or period asked about."""
    return _partial_date("on", on)


OnDep = Annotated[PartialDate | None, Depends(get_on)]


ID: Final[dict[str, Any]] = {"pattern": ID_PATTERN, "max_length": 128}


# An id of each kind, as the examples of /docs have them.
EXAMPLE_IDS: Final = {
    EntityKind.PERSON: "liu-jianchao",
    EntityKind.ORGANIZATION: "international-liaison-department",
    EntityKind.POST: "us-secretary-of-state",
    EntityKind.EVENT: "world-political-parties-summit",
    EntityKind.ARTICLE: "liu-jianchao-new-face-of-the-communist-party",
}


def id_path(example: str) -> Any:
    """A path parameter that is an id."""
    shown = {"example": Example(value=example)}  # filled in by /docs
    return Path(description="The id, as lists and documents give it.", openapi_examples=shown, **ID)


def fact_path() -> Any:
    """A path parameter that is the id of a fact."""
    return Path(
        description="The id, as lists and profiles give it.",
        pattern=FACT_ID_PATTERN,
        openapi_examples={"example": Example(value="ke4r77yquk5uko4s")},
    )


def proposal_path(example: str) -> Any:
    """A path parameter that is the id of a proposal."""
    return Path(
        description="The id, as lists give it.",
        pattern=FACT_ID_PATTERN,
        openapi_examples={"example": Example(value=example)},
    )


def change_path() -> Any:
    """A path parameter that is the number of a change."""
    return Path(
        ge=1,
        le=2**31 - 1,
        description="The number of the change.",
        openapi_examples={"example": Example(value=1)},
    )


def word_filter(what: str, example: str) -> Any:
    """A query parameter that is compared as it is."""
    return Query(
        min_length=1,
        max_length=200,
        pattern=NO_NUL_PATTERN,
        description=f"Only those with this {what}.",
        examples=[example],
    )


# OpenRefine and its like send parameters of their own, which no version of their protocol names.
LENIENT: Final = "/v1/reconcile"


async def refuse_unknown_parameters(request: Request) -> None:
    """Refuse a query parameter that the endpoint does not know, or that is given twice."""
    given = request.query_params
    if not given:
        return
    if request.url.path.startswith(LENIENT):
        return
    known = known_parameters(request.app.document).get(request.scope["route"].name, {})
    unknown = {name: _unknown(name, known) for name in given if name not in known}
    if unknown:
        raise UnknownParameterError(next(iter(unknown.values())), errors=parameter_errors(unknown))
    times = {name: len(given.getlist(name)) for name in given if not known[name]}
    repeated = {name: f"is given {n} times: give it once" for name, n in times.items() if n > 1}
    for name, message in repeated.items():
        raise InvalidParameterError(
            f"query parameter {name} {message}", errors=parameter_errors(repeated)
        )


@lru_cache(maxsize=1)
def known_parameters(document: bytes) -> dict[str, dict[str, bool]]:
    """The query parameters of each endpoint, and whether each may be given several times.

    ``document`` is the OpenAPI document as it is served: to read it takes a while, once.
    """
    return {
        operation["operationId"]: {
            parameter["name"]: _is_list(parameter["schema"])
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "query"
        }
        for operations in orjson.loads(document)["paths"].values()
        for operation in operations.values()
    }


async def cursor_secret_of(request: Request) -> str:
    """The installation's secret, read once: it never changes."""
    state = request.app.state
    if not hasattr(state, "cursor_secret"):
        engine = database_of(request).engine
        state.cursor_secret = await run_in_threadpool(_read_cursor_secret, engine)
    secret: str = state.cursor_secret
    return secret


def _read_cursor_secret(engine: Engine) -> str:
    with read_session(engine) as session:
        return cursor_secret(session)


def _is_list(schema: dict[str, Any]) -> bool:
    choices = schema.get("anyOf", [schema])
    return any(choice.get("type") == "array" for choice in choices)


def _unknown(name: str, known: dict[str, bool]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    listed = f"known are {', '.join(sorted(known))}" if known else "there are none here"
    return f"{name} is not a parameter of this endpoint: {hint}{listed}"


def parameter_errors(messages: dict[str, str]) -> list[dict[str, str]]:
    """What is wrong with each query parameter, as an error carries it."""
    return [
        {"parameter": name, "location": "query", "detail": message}
        for name, message in messages.items()
    ]


def _partial_date(name: str, text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text is not None else None
    except PartialDateError as error:
        raise invalid_parameter(name, str(error)) from None


def invalid_parameter(name: str, message: str) -> InvalidParameterError:
    """The refusal of one query parameter, which says what would be right."""
    return InvalidParameterError(
        f"query parameter {name}: {message}", errors=parameter_errors({name: message})
    )
