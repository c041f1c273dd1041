"""Signing in with a key in a browser: sessions, which end with the key if not before.

A session is a random token in a cookie. Of it, as of a key's secret, only the sha256 is kept, so
that nobody who reads the database, or a backup of it, can act as anyone (docs/decisions/0021).
"""

import datetime as dt
import hmac
import secrets
from hashlib import sha256
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.keys.checking import Key, KeyRefusedError, key_of
from app.keys.issuing import digest_of
from app.models import ApiKey, KeySession

LONGEST: Final = dt.timedelta(hours=12)
_TOKEN_BYTES: Final = 32


def begin_session(session: Session, key: Key) -> str:
    """A new session of a key that was checked: its token. Those that are over are forgotten."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    now = dt.datetime.now(dt.UTC)
    session.execute(delete(KeySession).where(KeySession.expires_at <= now))
    row = {"digest": digest_of(token), "key_id": key.id, "expires_at": now + LONGEST}
    session.execute(insert(KeySession).values(row))
    return token


def find_session(session: Session, token: str) -> Key | None:
    """The key of a session that goes on; None where it is over, or its key opens nothing."""
    found = (
        select(ApiKey, KeySession.expires_at)
        .join(KeySession, KeySession.key_id == ApiKey.id)
        .where(KeySession.digest == digest_of(token))
    )
    row = session.execute(found).first()
    if row is None or row.expires_at <= dt.datetime.now(dt.UTC):
        return None
    try:
        return key_of(row.ApiKey)
    except KeyRefusedError:
        return None


def end_session(session: Session, token: str) -> None:
    """Sign out: the token opens nothing any more."""
    session.execute(delete(KeySession).where(KeySession.digest == digest_of(token)))


def form_token(token: str) -> str:
    """What the forms of a session carry, which no page of another site can know."""
    return hmac.new(token.encode(), b"forms", sha256).hexdigest()
