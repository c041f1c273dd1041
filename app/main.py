"""The application: every room put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI

from app.compression import add_compression
from app.config import Settings
from app.db import make_engine
from app.errors import install_error_handlers
from app.middleware import CorsMiddleware, HeadMiddleware, RequestIdMiddleware
from app.routers import (
    articles,
    changes,
    docs,
    events,
    health,
    memberships,
    organizations,
    people,
    posts,
)
from app.routers.dependencies import known_parameters, refuse_unknown_parameters
from app.routers.history import history_router
from app.routers.openapi import build_openapi
from app.routers.representation import get_representation
from app.vocabulary import EntityKind

_DESCRIPTION: Final = """
Curated, sourced profiles of political figures: **who held which post, when, and how we know**.

Every fact carries citations: the exact quote, and its place in the article's text, so that
`text[start:end] == exact` of the `text` that `/v1/articles/{id}` serves (half-open, in Unicode code
points). Dates are [EDTF](https://www.loc.gov/standards/datetime/) as far as a source states them.
Errors are problem details (RFC 9457). No key is needed to read.
"""
_TAGS: Final = [
    {"name": "people", "description": "Profiles, and every fact behind them."},
    {"name": "organizations", "description": "Parties, departments, countries."},
    {"name": "posts", "description": "Posts that people hold."},
    {"name": "memberships", "description": "Who held which post, when."},
    {"name": "events", "description": "What took place, and who took part."},
    {"name": "articles", "description": "The sources, and everything that each one supports."},
    {"name": "changes", "description": "Who changed what, when and why: the feed."},
    {"name": "service", "description": "Health, readiness, and what each problem means."},
]


def create_app(settings: Settings) -> FastAPI:
    """The whole application on the database of these settings."""
    engine = make_engine(settings.database_url)

    @asynccontextmanager
    async def lifespan(starting: FastAPI) -> AsyncIterator[None]:
        known_parameters(starting)  # builds the OpenAPI document once, before the first request
        yield
        engine.dispose()

    app = _Incumbent(
        title="Incumbent",
        version="1",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        dependencies=[Depends(refuse_unknown_parameters)],
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.engine = engine
    # The last one added stands outermost: even a fault is answered with CORS headers.
    add_compression(app)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(RequestIdMiddleware)
    app.add_middleware(CorsMiddleware)
    install_error_handlers(app)
    docs.mount_assets(app)
    v1 = APIRouter(prefix="/v1", dependencies=[Depends(get_representation)])
    for room in (people, organizations, posts, memberships, events, articles, changes):
        v1.include_router(room.router)
    for kind in EntityKind:
        v1.include_router(history_router(kind))
    app.include_router(v1)
    app.include_router(health.router)
    app.include_router(docs.router)
    return app


class _Incumbent(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, built once."""
        if not self.openapi_schema:
            self.openapi_schema = build_openapi(self)
        return self.openapi_schema
