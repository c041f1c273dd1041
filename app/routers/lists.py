"""What lists take and answer: a dependency made from each list's own description."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Depends, Request, Response
from fastapi.datastructures import QueryParams
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from app.errors import MergedError
from app.profiles.view import View
from app.queries.batch import find_batch
from app.queries.checks import Described, checks_of, taken
from app.queries.documents import merged_in
from app.queries.facets import count_facets
from app.queries.lists import MOST_IDS, Listing, ListSpec, listing
from app.queries.paging import PageRequest
from app.queries.parameters import ListError, Parameter
from app.routers.dependencies import KnownAtDep, PageDep, SessionDep, invalid_parameter
from app.routers.responses import list_response, memberships_response


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as asked for, and which page of it."""

    listing: Listing
    page: PageRequest


def asked_of(spec: ListSpec) -> Any:
    """A dependency that gives what was asked of a list.

    It reads the query itself: a list takes some forty parameters, of which few are given, and
    FastAPI would look for each. ``documented`` shows them all the same. Raises
    RequestValidationError, InvalidParameterError, and MergedError where a filter names an entity
    that was merged.
    """
    parameters = {each.name: each for each in spec.parameters()}
    checks = checks_of(spec)

    def ask(request: Request, session: SessionDep, page: PageDep, known_at: KnownAtDep) -> Asked:
        given = read_given(request.query_params, checks)
        follow_merges(session, [parameters[name] for name in given], given, known_at)
        if "id" in given and "limit" not in request.query_params:
            page = replace(page, limit=MOST_IDS)  # whoever asks for ids wants all of them
        try:
            return ask_list(session, spec, given, page, known_at)
        except ListError as error:
            raise invalid_parameter(error.parameter, str(error)) from None

    return Depends(ask)


def documented(spec: Described) -> dict[str, Any]:
    """The parameters of a list, as the OpenAPI document has them."""
    shown = [
        {
            "name": each.name,
            "in": "query",
            "required": False,
            "description": each.description,
            "schema": TypeAdapter[Any](taken(each)).json_schema() | {"examples": [each.example]},
        }
        for each in spec.parameters()
    ]
    return {"parameters": shown}


def entities_response(request: Request, session: Session, asked: Asked, view: View) -> Response:
    """One page of a list of entities, in their short forms."""
    found = asked.listing
    return list_response(request, session, found.statement, found.order, asked.page, view)


def held_response(request: Request, session: Session, asked: Asked) -> Response:
    """One page of the list of memberships, with the answer to the day asked about."""
    found = asked.listing
    on = found.given.get("on") or found.given.get("as_of")
    view = View(known_at=found.known_at, as_of=on)
    return memberships_response(request, session, found.statement, asked.page, found.order, view)


def ask_list(
    session: Session, spec: ListSpec, given: dict[str, Any], page: PageRequest, known_at: int | None
) -> Asked:
    """The list for these values, with its facets where they are asked for; raises ListError."""
    beside: dict[str, Any] = {}
    if spec.kind and "id" in given:
        batch = find_batch(session, spec.kind, given["id"], known_at)
        beside |= {"merged": batch.merged, "missing": batch.missing}
        given["id"] = batch.ids
    found = listing(session, spec, given, known_at)
    if "facets" in given:
        names = list(dict.fromkeys(",".join(given["facets"]).split(",")))
        facets, are_exact = count_facets(session, found, names)
        beside |= {"facets": facets, "facets_are_exact": are_exact}
    return Asked(found, replace(page, beside=beside))


def follow_merges(
    session: Session, parameters: Sequence[Parameter], given: dict[str, Any], known_at: int | None
) -> None:
    """Lead a list that is narrowed by a merged id to the same list of its survivor."""
    merged = merged_in(session, parameters, given, known_at)
    for entity_id, survivor_id in merged.items():
        raise MergedError(entity_id, survivor_id)


def read_given(query: QueryParams, checks: Mapping[str, TypeAdapter[Any]]) -> dict[str, Any]:
    """The values given, checked; raises RequestValidationError for all that are wrong."""
    given: dict[str, Any] = {}
    errors: list[Any] = []
    for name in query.keys() & checks.keys():
        try:
            given[name] = checks[name].validate_python(query.getlist(name))
        except ValidationError as error:
            errors += [each | {"loc": ("query", name)} for each in error.errors()]
    if errors:
        raise RequestValidationError(errors)
    return given
