"""The application: every room put together, and its server."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any, ClassVar, Final

import orjson
import uvicorn
from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import Engine
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.compression import CompressionMiddleware
from app.config import Settings
from app.db import make_engine
from app.errors import install_error_handlers
from app.idempotency.in_flight import InFlight
from app.middleware import (
    BodyLimitMiddleware,
    CorsMiddleware,
    HeadMiddleware,
    PrivateAnswersMiddleware,
    RequestIdMiddleware,
    SafeHeadersMiddleware,
)
from app.routers import (
    articles,
    batches,
    changes,
    connections,
    datasets,
    docs,
    events,
    exports,
    facts,
    feeds,
    health,
    match,
    memberships,
    organizations,
    people,
    posts,
    proposals,
    quality,
    reconcile,
    reconcile_services,
    search,
    webhooks,
)
from app.routers.authorization import require_stated
from app.routers.dependencies import known_parameters, refuse_unknown_parameters
from app.routers.exporting import Exporter
from app.routers.feeds import feed_router
from app.routers.history import history_router
from app.routers.openapi import build_openapi
from app.routers.pages.rooms import page_rooms
from app.routers.representation import get_representation
from app.routers.streaming import Slots
from app.shortway.protocol import protocol_for
from app.shortway.readers import make_reader
from app.shortway.routes import ShortWay
from app.vocabulary import EntityKind
from app.webhooks.worker import DeliveryWorker

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
    {"name": "datasets", "description": "Where facts came from, and under which licence."},
    {"name": "search", "description": "Anything, by any spelling of its name or by words."},
    {"name": "match", "description": "Whom a description may be of, with a score."},
    {
        "name": "reconcile",
        "description": "The Reconciliation Service API 0.2, for OpenRefine and its like.",
    },
    {"name": "exports", "description": "All of it, as files that other tools read."},
    {"name": "changes", "description": "Who changed what, when and why: the feed."},
    {
        "name": "proposals",
        "description": "What should be added or corrected. These need an API key.",
    },
    {"name": "facts", "description": "One fact, with its history; corrected, or taken back."},
    {"name": "webhooks", "description": "Changes, sent to you. These need an API key."},
    {"name": "service", "description": "Health, readiness, and what each problem means."},
]


def create_app(settings: Settings) -> "Incumbent":
    """The whole application on the database of these settings."""
    engine = make_engine(settings.database_url)
    exporter = Exporter(engine, Slots(settings.exports_at_once))
    reader = make_reader(settings.database_url)
    short_way = ShortWay(reader) if reader else None

    @asynccontextmanager
    async def lifespan(starting: FastAPI) -> AsyncIterator[None]:
        known_parameters(starting)  # builds the OpenAPI document once, before the first request
        with _delivering(engine, settings):
            if short_way is not None:
                await short_way.open()
            yield
            if short_way is not None:
                await short_way.close()
        exporter.built.close()
        engine.dispose()

    app = Incumbent(
        title="Incumbent",
        version="1",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        routes=list(_rooms()),
    )
    app.state.engine = engine
    app.short_way = short_way
    app.state.settings = settings
    app.state.kept = {}
    app.state.exporter = exporter
    app.state.in_flight = InFlight()
    _add_middleware(app)
    install_error_handlers(app)
    docs.mount_assets(app)
    require_stated(app.routes)
    return app


def server_of(app: "Incumbent", **more: Any) -> uvicorn.Server:
    """A server of the application; ``more`` goes to uvicorn's configuration."""
    if app.short_way is not None and app.short_way.is_immediate:
        more["http"] = protocol_for(app.short_way)
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, **more)
    return uvicorn.Server(config)


@cache
def _rooms() -> list[BaseRoute]:
    """Every room of ``routers``; settings do not change it, so one is enough for a process."""
    refusing = [Depends(refuse_unknown_parameters)]
    rooms = APIRouter(dependencies=refusing, generate_unique_id_function=lambda route: route.name)
    v1 = _Under(prefix="/v1", dependencies=[Depends(get_representation)])
    for room in (people, connections, organizations, posts, memberships, events, articles):
        v1.include_router(room.router)
    for room in (search, match, reconcile, reconcile_services, datasets, changes, feeds):
        v1.include_router(room.router)
    for room in (quality, exports, facts, batches, proposals, webhooks):
        v1.include_router(room.router)
    for kind in EntityKind:
        v1.include_router(history_router(kind))
        v1.include_router(feed_router(kind))
    rooms.include_router(v1)
    rooms.include_router(health.router)
    rooms.include_router(docs.router)
    return [*rooms.routes, *page_rooms().routes]


def _add_middleware(app: FastAPI) -> None:
    """The last one added stands outermost: even a fault is answered with CORS headers."""
    app.add_middleware(CompressionMiddleware)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(RequestIdMiddleware)
    app.add_middleware(PrivateAnswersMiddleware)
    app.add_middleware(CorsMiddleware)
    app.add_middleware(SafeHeadersMiddleware)


@contextmanager
def _delivering(engine: Engine, settings: Settings) -> Iterator[None]:
    """Deliver to webhooks meanwhile, where this process is to."""
    worker = DeliveryWorker(
        engine,
        retries=settings.webhook_retries,
        timeout=settings.webhook_timeout,
        private=settings.webhook_private_addresses,
    )
    if not settings.webhooks:
        yield
        return
    worker.start()
    try:
        yield
    finally:
        worker.stop()


class _Under(APIRouter):
    """Rooms whose paths have a prefix: what is asked for elsewhere is not searched for in them.

    Or else the path of a page is compared with that of each of a hundred routes before it.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the rooms answers this request."""
        may_match = f"{self.prefix}/" in scope["path"]
        return super().matches(scope) if may_match else (Match.NONE, {})


class Incumbent(FastAPI):
    """The application, with its short way where the database allows one."""

    short_way: ShortWay | None = None
    # Settings do not change it, so one is enough for all applications of a process. As JSON it
    # takes a tenth of the memory that it takes in pieces.
    _document: ClassVar[bytes] = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: a plain one the short way."""
        if self.short_way is None:
            await super().__call__(scope, receive, send)
        elif not await self.short_way.answers(scope, receive, send):
            await super().__call__(scope, receive, self.short_way.keeping(scope, send))

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, built once."""
        if not self._document:
            Incumbent._document = orjson.dumps(build_openapi(self))
        document: dict[str, Any] = orjson.loads(self._document)
        return document
