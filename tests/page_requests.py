"""Every page that the application has, made from its own routes: a new page is asked for untold.

Where a new page has a parameter in its path that is not known here, the tests that ask for all
pages fail: tell its values, so that the page is looked at like all others.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

Query = dict[str, str]
Request = tuple[str, Query]
Values = Mapping[str, Sequence[str]]
_PARAMETER: Final = re.compile(r"([^/{}]+)[/-]\{(\w+)")  # with what stands before it
# What is no page, or has tests of its own: programs read it, or it shows nothing of the ledger.
_NO_PAGES: Final = ("/v1/", "/openapi.json", "/healthz", "/readyz", "/metrics", "/problems/")


class PageRoute(NamedTuple):
    """A path with its parameters in braces, and what the route takes."""

    path: str
    dependant: Dependant


def page_routes(app: FastAPI) -> list[PageRoute]:
    """The routes of all that people look at, and of what stands beside it."""
    return [
        PageRoute(each.path, each.original_route.dependant)
        for each in iter_route_contexts(app.routes)
        if isinstance(each.original_route, APIRoute)
        and each.path
        and "GET" in (each.methods or ())
        and not each.path.startswith(_NO_PAGES)
    ]


def page_requests(app: FastAPI, values: Values) -> Iterator[Request]:
    """Each page with each value of its parameters: plainly, and with each query that is told.

    ``values``: of parameters by name (``fact_id``), or by what stands before them (``people``).
    """
    for route in page_routes(app):
        queries = list(_queries(route, values))
        for path in _paths(route, values):
            yield from ((path, query) for query in queries)


def _paths(route: PageRoute, values: Values) -> Iterator[str]:
    told = []
    for room, name in _PARAMETER.findall(route.path):
        found = values.get(room, values.get(name))
        if found is None:
            raise AssertionError(f"values of {name} are to be told, so that {route.path} is seen")
        told.append(found)
    names = [name for _, name in _PARAMETER.findall(route.path)]
    for chosen in itertools.product(*told):
        yield route.path.format(**dict(zip(names, chosen, strict=True)))


def _queries(route: PageRoute, values: Values) -> Iterator[Query]:
    known = dict(_parameters(route.dependant))
    required = {name: values[name][0] for name, is_required in known.items() if is_required}
    yield required
    for name in known:
        for value in values.get(name, ()):
            if required.get(name) != value:
                yield required | {name: value}


def _parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """The parameters of the query that a route or its dependencies take; whether each has to be."""
    for each in dependant.query_params:
        yield each.alias, each.field_info.is_required()
    for below in dependant.dependencies:
        yield from _parameters(below)
