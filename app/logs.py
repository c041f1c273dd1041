"""Logs: one line of JSON for each event, on standard error, with no secret in it."""

import logging
import sys
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

import structlog
from pydantic import SecretStr
from sqlalchemy import make_url

from app.config import Settings
from app.watching.scrubbing import Scrubber
from app.watching.statements import WatchedPool

# Of a client that reads no more (app/routers/streaming.py), which has a line of its own.
_TOLD_ALREADY: Final = "ASGI callable returned without completing response."
# Packages that tell at ``info`` what helps only whoever looks into them, at ``debug``.
_TALKATIVE: Final = (
    *("alembic", "asyncio", "opentelemetry", "psycopg", "trafilatura", "urllib3", "uvicorn"),
)
# Packages that tell below ``warning`` what nobody is to read: rows, queries, what tools were given.
# A pool has the name of its module.
_INDISCREET: Final = (
    *("sqlalchemy", WatchedPool.__module__, "httpx2", "httpcore2", "mcp", "sse_starlette"),
)
_MORE_INDISCREET: Final = "mcp.server.transport_security"  # warns with the header that it refused
_FIRST: Final = ("timestamp", "level", "event")  # of each line, for whoever reads it as it is
# What JSON leaves as it is, but would steer a terminal, end a line, or turn one around.
_STEERING: Final = (*range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_ESCAPED: Final = {each: f"\\u{each:04x}" for each in _STEERING}

log = structlog.get_logger(__name__)


def configure_logs(settings: Settings) -> None:
    """Send our own log and that of every package through structlog, from the level set on."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(shared, Scrubber(_secrets(settings))))
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    level = settings.log_level.upper()
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _INDISCREET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.getLogger(_MORE_INDISCREET).setLevel(logging.ERROR)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(level if level in ("DEBUG", "ERROR") else logging.WARNING)


def tell_settings(settings: Settings) -> None:
    """A line with the settings in effect, but for what they keep secret."""
    told = settings.model_dump(mode="json")
    for name in ("database_url", "rate_limit_storage"):
        told[name] = _without_password(told[name])
    told["database_read_urls"] = [_without_password(each) for each in told["database_read_urls"]]
    log.info("settings", settings=told)


def _formatter(shared: list[structlog.types.Processor], scrub: Scrubber) -> logging.Formatter:
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)

    def rendered(
        logger: structlog.types.WrappedLogger, name: str, event: structlog.types.EventDict
    ) -> str:
        ordered = {each: event.pop(each, None) for each in _FIRST} | dict(event)
        return scrub(str(as_json(logger, name, ordered))).translate(_ESCAPED)

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, rendered],
    )


def _secrets(settings: Settings) -> Iterator[str]:
    """What stands in the settings and must stand in no line, as written and as meant."""
    urls = (settings.database_url, settings.rate_limit_storage, *settings.database_read_urls)
    for url in urls:
        parts = make_url(url) if "://" in url and not url.endswith("://") else None
        for written in (parts.password, parts.query.get("password")) if parts else ():
            if written:
                yield from (str(written), unquote(str(written)))
    yield from (
        value.get_secret_value()
        for _, value in settings
        if isinstance(value, SecretStr) and value.get_secret_value()
    )


def _without_password(url: str) -> str:
    if "://" not in url or url.endswith("://"):
        return url
    return make_url(url).render_as_string(hide_password=True)


def _is_news(record: logging.LogRecord) -> bool:
    return record.msg != _TOLD_ALREADY
