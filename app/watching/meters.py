"""What this process counts, as Prometheus reads it. Any room may count here.

Requests are counted apart (``requests``), since the short way has no microsecond to spare for each.
"""

from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

# When each began to be counted, in a series of its own: nothing here asks that.
disable_created_metrics()  # type: ignore[no-untyped-call]  # (it has no types)
REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

_SECONDS: Final = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10)

REFUSED: Final = Counter(
    "incumbent_refused_requests_total",
    "Requests that were refused before any work was done, by the reason.",
    ["reason"],
    registry=REGISTRY,
)
STATEMENT_TIMEOUTS: Final = Counter(
    "incumbent_statement_timeouts_total",
    "Statements that took longer than INCUMBENT_STATEMENT_TIMEOUT and were ended.",
    registry=REGISTRY,
)
STATEMENTS: Final = Histogram(
    "incumbent_statement_duration_seconds",
    "How long statements took, but for those of the short way.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
POOL_WAITING: Final = Gauge(
    "incumbent_pool_waiting",
    "Who is being given a connection of the pool right now.",
    registry=REGISTRY,
)
POOL_WAITS: Final = Histogram(
    "incumbent_pool_wait_seconds",
    "How long it took to get a connection from the pool, or to make one.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
POOL_TIMEOUTS: Final = Counter(
    "incumbent_pool_timeouts_total",
    "Requests for a connection that got none in time.",
    registry=REGISTRY,
)
EXPORTS: Final = Counter(
    "incumbent_exports_total",
    "Exports that were begun, by how they ended: sent, left by the client, failed.",
    ["outcome"],
    registry=REGISTRY,
)
EXPORTED_BYTES: Final = Counter(
    "incumbent_exported_bytes_total",
    "Bytes of exports that were sent, before compression.",
    registry=REGISTRY,
)
WEBHOOK_ATTEMPTS: Final = Counter(
    "incumbent_webhook_attempts_total",
    "Attempts of this process to deliver to a webhook, by their outcome.",
    ["outcome"],
    registry=REGISTRY,
)


def count_refusal(reason: str) -> None:
    """Count a request that was refused: ``rate_limit``, ``overload``, ``key_failures`` …

    ``reason`` is one of few words of ours, never anything that a client sent.
    """
    REFUSED.labels(reason).inc()


def count_statement_timeout() -> None:
    """Count a statement that was ended since it took too long."""
    STATEMENT_TIMEOUTS.inc()
