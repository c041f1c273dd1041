"""What endpoints ask for, each named once and used by name."""

import datetime as dt
from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.openapi.models import Example
from sqlalchemy.orm import Session

from app.dates import PartialDate, PartialDateError
from app.db import read_session
from app.errors import InvalidParameterError, UnknownParameterError
from app.profiles.view import View
from app.queries.changes import last_change
from app.queries.paging import MOST_ITEMS, PageRequest, cursor_secret
from app.vocabulary import FACT_ID_PATTERN, ID_PATTERN


class Include(StrEnum):
    """What a document may carry beyond its short form."""

    CITATIONS = "citations"
    ALL_RANKS = "all_ranks"


def get_session(request: Request) -> Iterator[Session]:
    """A session that reads one state of the database."""
    with read_session(request.app.state.engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def get_page_request(
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
        if name not in ("limit", "cursor")
    }
    secret = _cursor_secret(request)
    return PageRequest(request.url.path, filters, limit=limit, cursor=cursor, secret=secret)


PageDep = Annotated[PageRequest, Depends(get_page_request)]


def get_known_at(
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
    newest = last_change(session)
    if known_at.isascii() and known_at.isdigit():
        number = int(known_at)
        if newest is None or not 1 <= number <= newest.number:
            raise invalid_parameter(
                "known_at", f"the changes are 1 to {newest.number if newest else 0}"
            )
        return number
    moment = _moment(known_at)
    if moment > dt.datetime.now(dt.UTC):
        raise invalid_parameter(
            "known_at", f"{known_at} is not over yet: take the number of a change"
        )
    at = last_change(session, moment)
    if at is None:
        raise invalid_parameter("known_at", "nothing had been recorded by then")
    return at.number


KnownAtDep = Annotated[int | None, Depends(get_known_at)]


def get_as_of(
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


IncludeQuery = Annotated[
    list[Include] | None,
    Query(
        description="citations: every citation of each fact, not the first only. all_ranks: also"
        " deprecated facts, and those that a preferred one stands before.",
        examples=["citations"],
    ),
]


def get_list_view(as_of: AsOfDep, known_at: KnownAtDep) -> View:
    """The view that a list is wanted in."""
    return View(known_at=known_at, as_of=as_of)


def get_view(as_of: AsOfDep, known_at: KnownAtDep, include: IncludeQuery = None) -> View:
    """The view that a document is wanted in."""
    wanted = include or []
    return View(
        known_at=known_at,
        as_of=as_of,
        all_citations=Include.CITATIONS in wanted,
        all_ranks=Include.ALL_RANKS in wanted,
    )


ListViewDep = Annotated[View, Depends(get_list_view)]
ViewDep = Annotated[View, Depends(get_view)]


def get_on(
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


_ID: dict[str, Any] = {"pattern": ID_PATTERN, "max_length": 128}


def id_path(example: str) -> Any:
    """A path parameter that is an id."""
    shown = {"example": Example(value=example)}  # filled in by /docs
    return Path(
        description="The id, as lists and documents give it.", openapi_examples=shown, **_ID
    )


def fact_path() -> Any:
    """A path parameter that is the id of a fact."""
    return Path(
        description="The id, as lists and profiles give it.",
        pattern=FACT_ID_PATTERN,
        openapi_examples={"example": Example(value="ke4r77yquk5uko4s")},
    )


def word_filter(what: str, example: str) -> Any:
    """A query parameter that is compared as it is."""
    return Query(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]*$",
        description=f"Only those with this {what}.",
        examples=[example],
    )


def refuse_unknown_parameters(request: Request) -> None:
    """Refuse a query parameter that the endpoint does not know, or that is given twice."""
    given = request.query_params
    if not given:
        return
    known = known_parameters(request.app).get(request.scope["route"].name, {})
    unknown = {name: _unknown(name, known) for name in given if name not in known}
    if unknown:
        raise UnknownParameterError(next(iter(unknown.values())), errors=_errors(unknown))
    times = {name: len(given.getlist(name)) for name in given if not known[name]}
    repeated = {name: f"is given {n} times: give it once" for name, n in times.items() if n > 1}
    for name, message in repeated.items():
        raise InvalidParameterError(f"query parameter {name} {message}", errors=_errors(repeated))


@cache
def known_parameters(app: FastAPI) -> dict[str, dict[str, bool]]:
    """The query parameters of each endpoint, and whether each may be given several times."""
    return {
        operation["operationId"]: {
            parameter["name"]: _is_list(parameter["schema"])
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "query"
        }
        for operations in app.openapi()["paths"].values()
        for operation in operations.values()
    }


def _cursor_secret(request: Request) -> str:
    """The installation's secret, read once: it never changes."""
    state = request.app.state
    if not hasattr(state, "cursor_secret"):
        with read_session(state.engine) as session:
            state.cursor_secret = cursor_secret(session)
    secret: str = state.cursor_secret
    return secret


def _is_list(schema: dict[str, Any]) -> bool:
    choices = schema.get("anyOf", [schema])
    return any(choice.get("type") == "array" for choice in choices)


def _unknown(name: str, known: dict[str, bool]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    listed = f"known are {', '.join(sorted(known))}" if known else "there are none here"
    return f"{name} is not a parameter of this endpoint: {hint}{listed}"


def _errors(messages: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"parameter": name, "location": "query", "detail": message}
        for name, message in messages.items()
    ]


def _partial_date(name: str, text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text is not None else None
    except PartialDateError as error:
        raise invalid_parameter(name, str(error)) from None


def _moment(text: str) -> dt.datetime:
    try:
        if len(text) == len("2026-11-23"):
            day = dt.date.fromisoformat(text)
            return dt.datetime.combine(day, dt.time.max, dt.UTC)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is neither the number of a change nor a time such as 2026-11-23"
        raise invalid_parameter("known_at", message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def invalid_parameter(name: str, message: str) -> InvalidParameterError:
    """The refusal of one query parameter, which says what would be right."""
    return InvalidParameterError(
        f"query parameter {name}: {message}", errors=_errors({name: message})
    )
