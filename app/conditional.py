"""Conditional requests: whether the client has an answer already (RFC 9110, section 13)."""

import datetime as dt
import hashlib
from email.utils import format_datetime
from functools import lru_cache
from typing import Final

DESCRIBED_BY: Final = '</openapi.json>; rel="describedby"'
CACHE_CONTROL: Final = "public, max-age=0, stale-while-revalidate=60"


def etag_of(body: bytes) -> str:
    """A strong validator of these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def client_has(if_none_match: str, etag: str) -> bool:
    """Whether the validators that a client sent name this one, compared weakly as for any GET."""
    if not if_none_match:
        return False
    sent = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return if_none_match == "*" or etag in sent


@lru_cache(maxsize=1024)
def http_date(moment: dt.datetime | str) -> str:
    """A moment in UTC as ``Last-Modified`` has it; text is taken as SQLite keeps moments."""
    at = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return format_datetime(at, usegmt=True)
