"""The application: every room put together, and its server."""

import math
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, ClassVar, Final

import orjson
import structlog
import uvicorn
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from app.compression import CompressionMiddleware
from app.config import Settings
from app.database_errors import install_database_handlers
from app.databases.choosing import DATABASE, Database, Databases
from app.errors import install_error_handlers
from app.guarding.guard import Guard
from app.guarding.protocol import KEEP_ALIVE
from app.guarding.server import GuardedServer
from app.idempotency.in_flight import InFlight
from app.middleware import (
    CorsMiddleware,
    HeadMiddleware,
    PrivateAnswersMiddleware,
    RequestIdMiddleware,
    SafeHeadersMiddleware,
)
from app.patience import Patience, for_requests, unhurried
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
    metrics,
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
from app.routers.looking import SharedLook
from app.routers.openapi import build_openapi
from app.routers.pages.rooms import page_rooms
from app.routers.representation import get_representation
from app.routers.streaming import Slots
from app.shortway.protocol import protocol_for
from app.shortway.readers import make_reader
from app.shortway.routes import ShortWay
from app.shortway.traced import TracedReader
from app.vocabulary import EntityKind
from app.watching.requests import Requests, Watched, note_long_way, watching
from app.watching.statements import watch_statements
from app.watching.templates import Templates
from app.watching.tracing import own_trace, spans_module
from app.webhooks.worker import DeliveryWorker

Watching = Callable[[Requests, Scope, Send], AbstractContextManager[Watched]]

log = structlog.get_logger(__name__)
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
    parts = _parts_of(settings)
    app = Incumbent(
        title="Incumbent",
        version="1",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        docs_url=None,
        redoc_url=None,
        lifespan=parts.lifespan,
        redirect_slashes=False,
        routes=list(_rooms()),
    )
    app.state.engine = parts.engine
    app.state.databases = app.databases = parts.databases
    app.short_ways = parts.short_ways
    app.state.guard = app.guard = parts.guard
    app.state.settings = settings
    app.state.exporter = parts.exporter
    app.state.in_flight = InFlight()
    app.state.readiness = SharedLook()
    _add_middleware(app)
    install_error_handlers(app)
    install_database_handlers(app)
    docs.mount_assets(app)
    _watch(app, settings, parts.spans.watching if parts.spans else watching)
    require_stated(app.routes)
    return app


@dataclass(frozen=True, slots=True)
class _Parts:
    """What an application is made of beside its rooms; open while it serves."""

    settings: Settings
    databases: Databases
    short_ways: Mapping[Database, ShortWay]
    spans: Any
    exporter: Exporter
    guard: Guard

    @property
    def engine(self) -> Engine:
        """Of the primary."""
        return self.databases.primary.engine

    @asynccontextmanager
    async def lifespan(self, starting: "Incumbent") -> AsyncIterator[None]:
        """Open all of it, and close it in the end."""
        known_parameters(starting.document)  # built once, before the first request
        trace = self.spans.delivering if self.spans else own_trace
        async with self.databases.watched():
            with _delivering(unhurried(self.engine), self.settings, trace):
                await self._open()
                name = self.engine.dialect.name
                log.info("server_started", version=version("incumbent"), database=name)
                yield
                log.info("server_stopping")
                await self._close()
        self.exporter.built.close()
        self.databases.dispose()
        if self.spans:
            self.spans.close()
        log.info("server_stopped")

    async def _open(self) -> None:
        self.guard.open()
        for short_way in self.short_ways.values():
            await short_way.open()

    async def _close(self) -> None:
        for short_way in self.short_ways.values():
            await short_way.close()
        await self.guard.close()


def _parts_of(settings: Settings) -> _Parts:
    patience = for_requests(settings.statement_timeout)
    databases = Databases(settings.database_url, settings.database_read_urls, patience)
    engines = [each.engine for each in databases.all]
    for engine in engines:
        watch_statements(engine)
    spans = spans_module().Spans(engines) if settings.tracing else None
    return _Parts(
        settings=settings,
        databases=databases,
        short_ways=dict(_short_ways(databases, patience, spans)),
        spans=spans,
        exporter=Exporter(Slots(settings.exports_at_once)),
        guard=Guard(settings, databases.primary.engine),
    )


def _watch(app: "Incumbent", settings: Settings, watching: Watching) -> None:
    """Let all requests be counted, and the rest be asked for at ``/metrics``."""
    app.requests = Requests(_templates(app), logged=settings.log_requests)
    app.watching = watching
    app.state.scraper = metrics.Scraper(settings)


def _templates(app: FastAPI) -> Templates:
    contexts = list(iter_route_contexts(app.routes))
    # What is mounted takes whatever lies below, by any method.
    mounted = [each.path for each in contexts if each.path and not each.methods]
    return Templates([each.path for each in contexts if each.path and each.methods], mounted)


def server_of(app: "Incumbent", front: ASGIApp | None = None, **more: Any) -> uvicorn.Server:
    """A server of the application, or of the ``front`` that it is asked through.

    ``more`` goes to uvicorn's configuration.
    """
    settings: Settings = app.state.settings
    short_way = app.short_ways.get(app.databases.primary) if front is None else None
    config = uvicorn.Config(
        front or app,
        http=protocol_for(app.guard, app.requests, short_way),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=math.ceil(settings.shutdown_timeout),
        log_config=None,
        access_log=False,
        server_header=False,
        **more,
    )
    return GuardedServer(config, app.guard, settings.shutdown_drain)


def _short_ways(
    databases: Databases, patience: Patience, spans: Any
) -> Iterator[tuple[Database, ShortWay]]:
    """A short way for each database that allows one; with ``spans``, its statements traced."""
    for each in databases.all:
        reader = make_reader(each.engine.url, each.watch, patience)
        if reader and spans:
            reader = TracedReader(reader, spans.statement_of(each.engine))
        if reader is not None:
            yield each, ShortWay(reader)


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
    rooms.include_router(metrics.router)
    rooms.include_router(docs.router)
    return [*rooms.routes, *page_rooms().routes]


def _add_middleware(app: FastAPI) -> None:
    """The last one added stands outermost: even a fault is answered with CORS headers."""
    app.add_middleware(CompressionMiddleware)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(RequestIdMiddleware)
    app.add_middleware(PrivateAnswersMiddleware)
    app.add_middleware(CorsMiddleware)
    app.add_middleware(SafeHeadersMiddleware)


@contextmanager
def _delivering(
    engine: Engine, settings: Settings, trace: Callable[[], AbstractContextManager[None]]
) -> Iterator[None]:
    """Deliver to webhooks meanwhile, where this process is to."""
    worker = DeliveryWorker(
        engine,
        retries=settings.webhook_retries,
        timeout=settings.webhook_timeout,
        private=settings.webhook_private_addresses,
        trace=trace,
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
    """The application, with a short way to each database that allows one."""

    databases: Databases
    short_ways: Mapping[Database, ShortWay]
    requests: Requests
    watching: Watching
    guard: Guard
    # Settings do not change it, so one is enough for all applications of a process. As JSON it
    # takes a tenth of the memory that it takes in pieces.
    _document: ClassVar[bytes] = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that the guard lets in, and count it: a plain one the short way."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        scope[DATABASE] = self.databases.choose(scope)
        with self.watching(self.requests, scope, send) as watched:
            send = watched.send
            await self.guard(scope, receive, send, quickly=self._quickly, whole=self._whole)

    async def _quickly(self, scope: Scope, receive: Receive, send: Send) -> bool:
        short_way = self.short_ways.get(scope[DATABASE])
        return short_way is not None and await short_way.answers(scope, receive, send)

    async def _whole(self, scope: Scope, receive: Receive, send: Send) -> None:
        note_long_way(scope)
        short_way = self.short_ways.get(scope[DATABASE])
        keeping = short_way.keeping(scope, send) if short_way is not None else send
        await super().__call__(scope, receive, keeping)

    def setup(self) -> None:
        """Serve the OpenAPI document as it is kept: FastAPI writes it anew, in the event loop."""

        async def get_document(_request: Request) -> Response:
            return Response(self.document, media_type="application/json")

        self.add_route("/openapi.json", get_document, include_in_schema=False)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, built once."""
        document: dict[str, Any] = orjson.loads(self.document)
        return document

    @property
    def document(self) -> bytes:
        """The same as it is served."""
        if not self._document:
            Incumbent._document = orjson.dumps(build_openapi(self))
        return self._document
