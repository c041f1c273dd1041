"""Every page that the application has, made from its own routes: a new page is asked for untold.

Where a new page has a parameter in its path that is not known here, the tests that ask for all pages
fail: tell its values, so that the page is looked at like all others.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from fastapi import FastAPI
from fastapi.dependencies.utils import get_flat_dependant
from fastapi.routing import APIRoute

Query = dict[str, str]
Request = tuple[str, Query]
Values = Mapping[str, Sequence[str]]
# What is no page, or has tests of its own: programs read it, or it shows nothing of the ledger.
_NO_PAGES: Final = ("/v1/", "/openapi.json", "/healthz", "/readyz", "/metrics", "/problems/")


def page_routes(app: FastAPI) -> list[APIRoute]:
    """The routes of all that people look at, and of what stands beside it."""
    routes = [each for each in app.routes if isinstance(each, APIRoute)]
    return [
        each
        for each in routes
        if "GET" in (each.methods or ()) and not each.path.startswith(_NO_PAGES)
    ]


def page_requests(app: FastAPI, values: Values) -> Iterator[Request]:
    """Each page with each value of its parameters: plainly, and with each query that is told.

    ``values``: of parameters by name (``fact_id``), or by the first step of the path (``people``)
    for the one that follows it.
    """
    for route in page_routes(app):
        queries = list(_queries(route, values))
        for path in _paths(route, values):
            yield from ((path, query) for query in queries)


def _paths(route: APIRoute, values: Values) -> Iterator[str]:
    room = route.path.split("/")[1]
    names = [each.alias for each in get_flat_dependant(route.dependant).path_params]
    told = []
    for name in names:
        is_first = route.path.startswith(f"/{room}/{{{name}")
        found = values.get(room) if is_first and room in values else values.get(name)
        if found is None:
            raise AssertionError(f"values of {name} are to be told, so that {route.path} is seen")
        told.append(found)
    for chosen in itertools.product(*told):
        yield route.path.format(**dict(zip(names, chosen, strict=True)))


def _queries(route: APIRoute, values: Values) -> Iterator[Query]:
    known = get_flat_dependant(route.dependant).query_params
    required = {each.alias: values[each.alias][0] for each in known if each.required}
    yield required
    for each in known:
        for value in values.get(each.alias, ()):
            if required.get(each.alias) != value:
                yield required | {each.alias: value}
