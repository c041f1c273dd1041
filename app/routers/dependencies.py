"""What endpoints ask for, each named once and used by name."""

from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.openapi.models import Example
from sqlalchemy.orm import Session

from app.db import read_session
from app.errors import UnknownParameterError
from app.queries.paging import MOST_ITEMS, PageRequest, cursor_secret
from app.vocabulary import FACT_ID_PATTERN, ID_PATTERN


class Include(StrEnum):
    """What a document may carry beyond its short form."""

    CITATIONS = "citations"


def get_session(request: Request) -> Iterator[Session]:
    """A session that reads one state of the database."""
    with read_session(request.app.state.engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def get_page_request(
    request: Request,
    session: SessionDep,
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
    secret = cursor_secret(session)
    return PageRequest(request.url.path, filters, limit=limit, cursor=cursor, secret=secret)


PageDep = Annotated[PageRequest, Depends(get_page_request)]

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


def id_filter(of: str, example: str) -> Any:
    """A query parameter that is an id."""
    return Query(description=f"Only those of this {of}.", examples=[example], **_ID)


def name_query(of: str, example: str) -> Any:
    """The query parameter ``q``."""
    return Query(
        min_length=1,
        max_length=200,
        description=f"Only {of} of which a name has each of these words, or words that start so,"
        " whatever the case, accents or script.",
        examples=[example],
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


IncludeQuery = Annotated[
    list[Include] | None,
    Query(
        description="citations: every citation of each fact, not the first only.",
        examples=["citations"],
    ),
]


def refuse_unknown_parameters(request: Request) -> None:
    """Refuse a query parameter that the endpoint does not know, or that is given twice."""
    given = request.query_params
    if not given:
        return
    known = known_parameters(request.app).get(request.scope["route"].name, {})
    for name in given:
        times = len(given.getlist(name))
        if name not in known:
            raise _refusal(name, _unknown(name, known))
        if times > 1 and not known[name]:
            raise _refusal(name, f"{name} is given {times} times: give it once")


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


def _is_list(schema: dict[str, Any]) -> bool:
    choices = schema.get("anyOf", [schema])
    return any(choice.get("type") == "array" for choice in choices)


def _unknown(name: str, known: dict[str, bool]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    listed = f"known are {', '.join(sorted(known))}" if known else "there are none here"
    return f"{name} is not a parameter of this endpoint: {hint}{listed}"


def _refusal(name: str, message: str) -> UnknownParameterError:
    errors = [{"parameter": name, "location": "query", "detail": message}]
    return UnknownParameterError(message, errors=errors)
