"""Logs: one line of JSON for each event, on standard error."""

import logging
import sys
from typing import Final

import structlog

# Of a client that reads no more (app/routers/streaming.py), which has a line of its own.
_TOLD_ALREADY: Final = "ASGI callable returned without completing response."


def _is_news(record: logging.LogRecord) -> bool:
    return record.msg != _TOLD_ALREADY


def configure_logs() -> None:
    """Send our own log and that of uvicorn through structlog."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
