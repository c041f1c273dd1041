"""What the pages of lists and of the search are asked, read as kindly as people fill in forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from fastapi.datastructures import QueryParams
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app.pages.addresses import Address
from app.queries.checks import Described
from app.queries.datasets import titles_of
from app.queries.facets import names_of
from app.queries.paging import Page, PageRequest
from app.queries.parameters import Takes
from app.request_errors import parameter_problem
from app.routers.dependencies import cursor_secret_of
from app.routers.lists import read_given

Json = dict[str, Any]
SHOWN: Final = 40  # items of a page
Cursor = Annotated[str | None, Query(max_length=1000)]
Checks = Mapping[str, TypeAdapter[Any]]
NOTHING: Final[Json] = {
    "data": [],
    "page": {"next": None, "first": None, "total": 0, "total_is_exact": True},
    "facets": {},
    "facets_are_exact": True,
    "names": {},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was filled in: the values as they are, the values checked, and what is wrong."""

    address: Address
    given: dict[str, Any]
    errors: list[dict[str, str]]

    def page(self, cursor: str | None, secret: str, limit: int = SHOWN) -> PageRequest:
        """The page wanted, bound to what was filled in."""
        filters: dict[str, list[str]] = {}
        for name, value in self.address.query:
            filters.setdefault(name, []).append(value)
        return PageRequest(self.address.path, filters, limit, cursor, secret)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a page starts, and the secret that signs it."""

    cursor: str | None
    secret: str


async def get_place(request: Request, cursor: Cursor = None) -> Place:
    """Where the page starts; nothing where it is the first."""
    return Place(cursor or None, await cursor_secret_of(request))


PlaceDep = Annotated[Place, Depends(get_place)]


def read_asked(request: Request, checks: Checks, *others: str) -> Asked:
    """What was filled in of what a page knows; ``others`` are known and not checked here."""
    known = {*checks, *others}
    told = [
        (name, value.strip())
        for name, value in request.query_params.multi_items()
        if name in known and value.strip()
    ]
    address = Address(request.url.path, tuple(told))
    try:
        return Asked(address, read_given(QueryParams(told), checks), [])
    except RequestValidationError as error:
        return Asked(address, {}, [parameter_problem(each) for each in error.errors()])


def name_values(
    session: Session, asked: Asked, spec: Described, facets: Json, known_at: int | None
) -> Json:
    """What is beside an answer: its facets with the titles of datasets, and the names of all ids.

    The names are by parameter and value, and of what is asked for.
    """
    ids = {each.name for each in spec.parameters() if each.takes is Takes.ID}
    given = asked.address.query
    of_ids = [value for name, value in given if name in ids]
    names = names_of(session, of_ids, known_at) if of_ids else {}
    counted = facets.get("dataset", [])
    datasets = [
        *(each["value"] for each in counted),
        *(v for name, v in given if name == "dataset"),
    ]
    titles = titles_of(session, datasets)
    titled = [each | {"label": titles.get(each["value"])} for each in counted]
    told = {
        (name, value): titles.get(value) if name == "dataset" else names.get(value)
        for name, value in given
        if name == "dataset" or name in ids
    }
    return {"facets": facets | ({"dataset": titled} if counted else {}), "names": told}


def page_json(page: Page, address: Address, place: Place) -> Json:
    """Where a page stands, as lists of the API tell it; ``next`` and ``first`` are paths."""
    following = address.setting("cursor", page.next_cursor).text if page.next_cursor else None
    first = address.text if place.cursor else None
    told = {"total": page.total, "total_is_exact": page.total_is_exact}
    return {"next": following, "first": first, **told}
