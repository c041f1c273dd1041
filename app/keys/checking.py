"""Checking a key that came with a request, and noting its use."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from sqlalchemy import Engine, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import hasty_session
from app.keys.issuing import KEY_PATTERN, digest_of
from app.models import ApiKey
from app.vocabulary import Scope

# Noted no more often than this, so that reading with a key is not a write each time.
_COARSE: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was found right: its public id, who holds it, and what it may do."""

    id: str
    holder: str
    scope: Scope
    last_used_at: dt.datetime | None


class KeyRefusedError(Exception):
    """The key opens nothing; the text says why."""


def check_key(session: Session, given: str) -> Key:
    """The key as recorded; raises KeyRefusedError.

    The row is found by the public id; the secrets' digests are compared in constant time. Expiry
    and revocation are told only to who has the whole key: an unknown id and a wrong secret answer
    alike.
    """
    parts = KEY_PATTERN.fullmatch(given)
    if parts is None:
        raise KeyRefusedError("This is no key: one reads inc_…_…")
    key_id, secret = parts.groups()
    found = session.get(ApiKey, key_id)
    is_right = compare_digest(found.digest if found else digest_of(""), digest_of(secret))
    if found is None or not is_right:
        raise KeyRefusedError("The key is unknown")
    return key_of(found)


def key_of(found: ApiKey) -> Key:
    """The key of a row, unless it was revoked or expired; raises KeyRefusedError."""
    if found.revoked_at is not None:
        raise KeyRefusedError(
            f"The key {found.id} was revoked at {found.revoked_at:%Y-%m-%d %H:%M}"
        )
    if found.expires_at is not None and found.expires_at <= dt.datetime.now(dt.UTC):
        raise KeyRefusedError(f"The key {found.id} expired at {found.expires_at:%Y-%m-%d %H:%M}")
    return Key(found.id, found.holder, Scope(found.scope), found.last_used_at)


def note_use(engine: Engine, key: Key) -> None:
    """Keep when the key was last used, to the minute; passed over where it cannot be written."""
    now = dt.datetime.now(dt.UTC)
    if key.last_used_at is not None and now - key.last_used_at < _COARSE:
        return
    with suppress(DBAPIError), hasty_session(engine) as session:
        session.execute(update(ApiKey).where(ApiKey.id == key.id).values(last_used_at=now))
