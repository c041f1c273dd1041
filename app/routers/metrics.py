"""``/metrics``: what this process and its database have to tell, for Prometheus."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.databases.choosing import Database
from app.db import make_engine_apart, read_session
from app.errors import NotFoundError
from app.queries.measures import Measures, Sizes, read_measures, read_sizes
from app.queries.standbys import standby_name
from app.routers import metric_families
from app.routers.authorization import open_to_all
from app.watching.meters import REGISTRY

router = APIRouter(tags=["service"])
_PATIENCE: Final = 2.0  # seconds for a statement
_BETWEEN_COUNTS: Final = 60.0  # seconds
_LONGEST: Final = 3.0  # seconds until a scrape goes on without a database


@router.get("/metrics", include_in_schema=False)
@open_to_all
async def get_metrics(request: Request) -> Response:
    """All meters of this process; the database's are left out where it does not answer in time."""
    if not request.app.state.settings.metrics:
        raise NotFoundError("Metrics are off here (INCUMBENT_METRICS=false).")
    found = await request.app.state.scraper.read(request.app)
    write, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(write(found), media_type=media_type, headers={"Cache-Control": "no-store"})


class Scraper:
    """Asks the database for what is measured of it, apart from all requests."""

    def __init__(self, settings: Settings) -> None:
        """The database of these settings; nothing is opened yet."""
        self._engine = make_engine_apart(settings.database_url, _PATIENCE)
        self._sizes: Sizes | None = None
        self._count_again = 0.0
        self._limiter: CapacityLimiter | None = None

    async def read(self, app: FastAPI) -> CollectorRegistry:
        """All that there is to tell now."""
        standbys = {_name_of(each): _newest_of(each) for each in app.state.databases.standbys}
        measures = await self._bounded(self._read_primary, standbys)
        if measures is not None:
            await self._count(measures.change)
        return _registry(app, measures, self._sizes, standbys)

    async def _count(self, change: int) -> None:
        """Count anew what there is, after a change and now and then; or keep what is known."""
        is_known = self._sizes is not None and self._sizes.change == change
        now = time.monotonic()
        if is_known or now < self._count_again:
            return
        self._count_again = now + _BETWEEN_COUNTS
        self._sizes = await self._bounded(self._read_sizes) or self._sizes

    def _read_primary(self, standbys: Mapping[str, int | None]) -> Measures | None:
        try:
            with read_session(self._engine) as session:
                return read_measures(session, standbys)
        except SQLAlchemyError:
            return None

    def _read_sizes(self) -> Sizes | None:
        try:
            with read_session(self._engine) as session:
                return read_sizes(session)
        except SQLAlchemyError:
            return None

    async def _bounded(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """What the work gives; None where it takes too long, and then its thread ends by itself.

        The threads are of its own, so that it never waits for requests, nor they for it.
        """
        if self._limiter is None:  # it belongs to the running loop
            self._limiter = CapacityLimiter(1)
        with anyio.move_on_after(_LONGEST):
            return await to_thread.run_sync(
                work, *arguments, limiter=self._limiter, abandon_on_cancel=True
            )
        return None


class _Told(Collector):
    """Metrics that were read already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> list[Metric]:
        """All of them."""
        return self._metrics


def _registry(
    app: Any,
    measures: Measures | None,
    sizes: Sizes | None,
    standbys: Mapping[str, int | None],
) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Told(REGISTRY.collect()))
    registry.register(_Told(_of_process(app)))
    now = dt.datetime.now(dt.UTC)
    registry.register(_Told(metric_families.of_database(measures, sizes, now)))
    if standbys:
        registry.register(_Told(metric_families.of_standbys(standbys, measures, now)))
    return registry


def _of_process(app: Any) -> Iterator[Metric]:
    engine: Engine = app.state.engine
    short = app.short_ways.get(app.databases.primary)
    yield metric_families.of_build(version("incumbent"), engine.dialect.name)
    yield from app.requests.collect()
    yield from metric_families.of_pool(engine, short.pool_stats() if short else {})
    yield from metric_families.of_caches(dict(_kept_answers(app)))
    yield from metric_families.of_exports(app.state.exporter.slots)
    is_file = engine.dialect.name == "sqlite"
    yield from metric_families.of_file(engine.url.database if is_file else None)


def _kept_answers(app: Any) -> Iterator[tuple[str, Any]]:
    """What is kept of answers, by what they are; of a standby with its name."""
    for database, short in app.short_ways.items():
        is_primary = database is app.databases.primary
        of = "" if is_primary else f"@{_name_of(database)}"
        yield from ((f"{name}{of}", kept) for name, kept in short.kept.items())


def _name_of(standby: Database) -> str:
    return standby_name(standby.engine.url.render_as_string())


def _newest_of(standby: Database) -> int | None:
    """The newest change that a standby was seen to have; None where it does not answer."""
    return standby.watch.newest if standby.is_up else None
