"""Conditional requests: whether the client has an answer already (RFC 9110, section 13)."""

import datetime as dt
import hashlib
import re
from email.utils import format_datetime
from functools import lru_cache
from typing import Final

DESCRIBED_BY: Final = '</openapi.json>; rel="describedby"'
# In the state of a request: the number of the newest change that its page rests on, read in the
# snapshot that it was made from. Such a page may be kept (app/shortway/pages.py).
RESTS_ON: Final = "rests_on"
_ENCODED: Final = re.compile(r'-(?:gzip|br|zstd)"')  # see compression.py
# See ready_etag in profiles/citing.py.
_READY: Final = re.compile(r'"([0-9]+-[0-9a-f]+)(?:-[A-Za-z0-9-]+)?-[0-9]{4}-[0-9]{2}-[0-9]{2}"')
CACHE_CONTROL: Final = "public, max-age=0, stale-while-revalidate=60"


def links_of_document(page: str) -> str:
    """The ``Link`` of a document that has a page for people, at this path and query."""
    return f'{DESCRIBED_BY}, <{page}>; rel="alternate"; type="text/html"'


def etag_of(body: bytes) -> str:
    """A strong validator of these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def client_has(if_none_match: str, etag: str) -> bool:
    """Whether the validators that a client sent name this one, compared weakly as for any GET."""
    if not if_none_match:
        return False
    sent = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return if_none_match == "*" or etag in sent


def client_saw(if_match: str, etag: str) -> bool:
    """Whether the validators that a client sent name this version, compared strongly.

    Of a document it is the version that counts: the ETag is the same to us in each encoding and
    language, and on each day on which the document was retrieved.
    """
    sent = {_version(each.strip()) for each in if_match.split(",")}
    return if_match.strip() == "*" or _version(etag) in sent


def _version(etag: str) -> str:
    plain = _ENCODED.sub('"', etag)
    told = _READY.fullmatch(plain)
    return told[1] if told else plain


@lru_cache(maxsize=1024)
def http_date(moment: dt.datetime | str) -> str:
    """A moment in UTC as ``Last-Modified`` has it; text is taken as SQLite keeps moments."""
    at = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return format_datetime(at, usegmt=True)
