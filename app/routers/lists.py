"""What lists take and answer: a dependency made from each list's own description."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from inspect import Parameter as Argument
from inspect import Signature, signature
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Query, Request, Response
from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.errors import MergedError
from app.profiles.view import View
from app.queries.batch import find_batch
from app.queries.documents import merged_among
from app.queries.facets import count_facets
from app.queries.lists import MOST_IDS, Listing, ListSpec, listing
from app.queries.paging import PageRequest
from app.queries.parameters import ListError, Parameter, Takes
from app.routers.dependencies import KnownAtDep, PageDep, SessionDep, invalid_parameter
from app.routers.responses import list_response, memberships_response
from app.timespans import Question
from app.vocabulary import ID_PATTERN


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as asked for, and which page of it."""

    listing: Listing
    page: PageRequest


def asked_of(spec: ListSpec) -> Any:
    """A dependency that takes all the parameters of a list, and gives what was asked of it.

    Raises InvalidParameterError, and MergedError where a filter names an entity that was merged.
    """
    parameters = spec.parameters()
    names = {_argument_name(each): each for each in parameters}

    def ask(
        request: Request, session: SessionDep, page: PageDep, known_at: KnownAtDep, **values: Any
    ) -> Asked:
        given = {names[name].name: value for name, value in values.items() if value is not None}
        _follow_merges(session, parameters, given, known_at)
        if "id" in given and "limit" not in request.query_params:
            page = replace(page, limit=MOST_IDS)  # whoever asks for ids wants all of them
        try:
            return _asked(session, spec, given, page, known_at)
        except ListError as error:
            raise invalid_parameter(error.parameter, str(error)) from None

    # FastAPI reads from the signature what to ask for.
    own = list(signature(ask).parameters.values())[:-1]
    arguments = [*own, *(_argument(each) for each in parameters)]
    ask.__signature__ = Signature(arguments)  # type: ignore[attr-defined] # functions take any
    return Depends(ask)


def entities_response(request: Request, session: Session, asked: Asked, view: View) -> Response:
    """One page of a list of entities, in their short forms."""
    found = asked.listing
    return list_response(request, session, found.statement, found.order, asked.page, view)


def held_response(request: Request, session: Session, asked: Asked) -> Response:
    """One page of the list of memberships, with the answer to the day asked about."""
    found = asked.listing
    on = found.given.get("on") or found.given.get("as_of")
    question = Question.of(on) if on else None
    return memberships_response(
        request, session, found.statement, asked.page, question, found.order
    )


def _asked(
    session: Session, spec: ListSpec, given: dict[str, Any], page: PageRequest, known_at: int | None
) -> Asked:
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


def _follow_merges(
    session: Session, parameters: Sequence[Parameter], given: dict[str, Any], known_at: int | None
) -> None:
    """Lead a list that is narrowed by a merged id to the same list of its survivor."""
    asked = [
        each
        for parameter in parameters
        if parameter.takes is Takes.ID and parameter.name != "id"
        for each in given.get(parameter.name, ())
    ]
    merged = merged_among(session, asked, known_at) if asked else {}
    for entity_id, survivor_id in merged.items():
        raise MergedError(entity_id, survivor_id)


def _argument(parameter: Parameter) -> Argument:
    told: dict[str, Any] = {
        "alias": parameter.name,
        "description": parameter.description,
        "examples": [parameter.example],
    }
    taken: Any = Literal[parameter.choices] if parameter.choices else _TAKEN[parameter.takes]
    if parameter.most > 1:
        taken, told = list[taken], told | {"max_length": parameter.most}
    annotation = Annotated[taken | None, Query(**told)]
    name = _argument_name(parameter)
    return Argument(name, Argument.KEYWORD_ONLY, default=None, annotation=annotation)


def _argument_name(parameter: Parameter) -> str:
    return parameter.name.replace(".", "_")


_TAKEN: Final[dict[Takes, Any]] = {
    Takes.WORD: Annotated[
        str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
    ],
    Takes.ID: Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=128)],
    Takes.DATE: Annotated[str, StringConstraints(max_length=30), AfterValidator(PartialDate.parse)],
    # A change's number; the databases know no larger ones.
    Takes.NUMBER: Annotated[int, Field(ge=0, le=2_147_483_647)],
}
