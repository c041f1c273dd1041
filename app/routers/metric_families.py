"""What is asked when Prometheus asks, in its words: the process's own state, and the database's."""

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from sqlalchemy import Engine, QueuePool

from app.queries.measures import Deliveries, LastRun, Measures, Sizes
from app.routers.streaming import Slots

Sample = tuple[Sequence[str], float]
_CACHE: Final = ("cache",)


class Kept(Protocol):
    """Answers that are kept, in numbers."""

    hits: int
    misses: int

    @property
    def entries(self) -> int:
        """How many."""

    @property
    def bytes(self) -> int:
        """How large they are together."""


def gauge(name: str, told: str, labels: Sequence[str], samples: Iterable[Sample]) -> Metric:
    """A gauge with a sample for each set of labels."""
    family = GaugeMetricFamily(name, told, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def counter(name: str, told: str, labels: Sequence[str], samples: Iterable[Sample]) -> Metric:
    """The same, of what only grows."""
    family = CounterMetricFamily(name, told, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def of_build(version: str, database: str) -> Metric:
    """Which release serves which kind of database."""
    told = {"version": version, "database": database}
    return InfoMetricFamily("incumbent", "The release, and the kind of its database.", value=told)


def of_pool(engine: Engine, short: Mapping[str, int]) -> Iterator[Metric]:
    """The connections to the database. ``short``: of the short way's own pool, where it has one."""
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        return
    most = pool.size() + pool._max_overflow  # noqa: SLF001 (nothing else tells it)
    states = [(("long", "used"), pool.checkedout()), (("long", "idle"), pool.checkedin())]
    limits = [(("long",), most)]
    if short:
        idle = short["pool_available"]
        states += [(("short", "used"), short["pool_size"] - idle), (("short", "idle"), idle)]
        limits += [(("short",), short["pool_max"])]
    told = "Connections of the pools of both ways: used, and idle."
    yield gauge("incumbent_pool_connections", told, ("pool", "state"), states)
    yield gauge("incumbent_pool_limit", "How many connections a pool may have.", ("pool",), limits)


def of_caches(kept: Mapping[str, Kept]) -> Iterator[Metric]:
    """The answers that are kept until the next change."""
    of_each = [((name,), each) for name, each in kept.items()]
    name, told = "incumbent_cache", "of answers that are kept until the next change."
    hits, misses = ([(n, k.hits) for n, k in of_each], [(n, k.misses) for n, k in of_each])
    yield counter(f"{name}_hits", f"Hits {told}", _CACHE, hits)
    yield counter(f"{name}_misses", f"Misses {told}", _CACHE, misses)
    entries, sizes = ([(n, k.entries) for n, k in of_each], [(n, k.bytes) for n, k in of_each])
    yield gauge(f"{name}_entries", f"The number {told}", _CACHE, entries)
    yield gauge(f"{name}_bytes", f"The size {told}", _CACHE, sizes)


def of_exports(slots: Slots) -> Iterator[Metric]:
    """The slots in which exports are made."""
    told = "Exports that are being made."
    yield gauge("incumbent_exports_in_progress", told, (), [((), slots.used)])
    yield gauge("incumbent_exports_limit", "EXPORTS_AT_ONCE.", (), [((), slots.most)])


def of_file(database: str | None) -> Iterator[Metric]:
    """An SQLite database as files, and the space that is left beside it."""
    if not database:
        return
    path = Path(database)
    sizes: list[Sample] = []
    for name, file in (("database", path), ("wal", path.with_name(f"{path.name}-wal"))):
        with suppress(OSError):  # there is no log where nobody writes
            sizes.append(((name,), file.stat().st_size))
    yield gauge(
        "incumbent_database_file_bytes", "The files of an SQLite database.", ("file",), sizes
    )
    with suppress(OSError):
        free = shutil.disk_usage(path.parent).free
        yield gauge("incumbent_disk_free_bytes", "Beside an SQLite database.", (), [((), free)])


def of_database(
    measures: Measures | None, sizes: Sizes | None, now: dt.datetime
) -> Iterator[Metric]:
    """What the database tells; nothing but that it is down where it does not answer in time."""
    told = "Whether the database answered this scrape in time."
    yield gauge("incumbent_database_up", told, (), [((), measures is not None)])
    if measures is None:
        return
    told = "The number of the last change of the ledger."
    yield gauge("incumbent_ledger_change", told, (), [((), measures.change)])
    if measures.changed_at:
        age = (now - measures.changed_at).total_seconds()
        told = "Seconds since the last change of the ledger."
        yield gauge("incumbent_ledger_change_age_seconds", told, (), [((), age)])
    if sizes is not None:
        yield gauge("incumbent_people", "People that are shown.", (), [((), sizes.people)])
        yield gauge("incumbent_facts", "Facts that stand.", (), [((), sizes.facts)])
    yield from _of_webhooks(measures.deliveries, now)
    yield from _of_imports(measures)


def of_standbys(
    standbys: Mapping[str, int | None], measures: Measures | None, now: dt.datetime
) -> Iterator[Metric]:
    """Each standby, by its host: whether it answers, and how far it is behind."""
    label = ("standby",)
    up = [((name,), has is not None) for name, has in standbys.items()]
    yield gauge("incumbent_standby_up", "Whether a standby answers.", label, up)
    if measures is None:
        return
    there = {name: has for name, has in standbys.items() if has is not None}
    lacks = [((name,), max(0, measures.change - has)) for name, has in there.items()]
    told = "How many changes a standby lacks."
    yield gauge("incumbent_standby_lag_changes", told, label, lacks)
    ages = {name: now - measures.behind.get(name, now) for name in there}
    told = "Seconds since the first change that a standby lacks; 0 where it has all."
    seconds = [((name,), age.total_seconds()) for name, age in ages.items()]
    yield gauge("incumbent_standby_lag_seconds", told, label, seconds)


def _of_webhooks(deliveries: Deliveries, now: dt.datetime) -> Iterator[Metric]:
    states = [(("enabled",), deliveries.enabled), (("disabled",), deliveries.disabled)]
    yield gauge("incumbent_webhooks", "Webhooks that are registered.", ("state",), states)
    counts = [(("pending",), deliveries.pending), (("dead",), sum(deliveries.dead.values()))]
    told = "Deliveries that are still to be made, and that found no receiver."
    yield gauge("incumbent_webhook_deliveries", told, ("status",), counts)
    age = (now - deliveries.oldest).total_seconds() if deliveries.oldest else 0
    told = "Seconds since the oldest change that a webhook is still to be told."
    yield gauge("incumbent_webhook_oldest_pending_seconds", told, (), [((), age)])


def _of_imports(measures: Measures) -> Iterator[Metric]:
    runs = [(("finished",), measures.runs[True]), (("unfinished",), measures.runs[False])]
    told = "Imports of all time: those at their end, and those that stopped or go on."
    yield gauge("incumbent_import_runs", told, ("state",), runs)
    begun = [((run.dataset_id,), run.started_at.timestamp()) for run in measures.last_runs]
    told = "When the last import of a dataset was begun."
    yield gauge("incumbent_import_last_run_timestamp_seconds", told, ("dataset",), begun)
    told = "Whether the last import of a dataset came to its end."
    ended = [((run.dataset_id,), run.finished_at is not None) for run in measures.last_runs]
    yield gauge("incumbent_import_last_run_finished", told, ("dataset",), ended)
    told = "Entities of the last import of a dataset, by what became of them."
    entities = [each for run in measures.last_runs for each in _entities(run)]
    yield gauge("incumbent_import_last_run_entities", told, ("dataset", "outcome"), entities)


def _entities(run: LastRun) -> list[Sample]:
    return [((run.dataset_id, outcome), number) for outcome, number in run.entities.items()]
