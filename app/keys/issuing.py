"""Issuing and revoking keys.

A key reads ``inc_<id>_<secret>``: the prefix is recognised by whoever looks for leaked keys, the id
may be seen by anyone, the secret is 256 random bits. Only its sha256 is kept. A slow hash, as
passwords need, would add nothing: nobody guesses 256 random bits, however quick each try is.
"""

import datetime as dt
import hashlib
import re
import secrets
from base64 import b32encode
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.models import ApiKey
from app.vocabulary import Scope

KEY_PATTERN: Final = re.compile("inc_([a-z2-7]{16})_([a-z2-7]{52})")
_ID_BYTES: Final = 10
_SECRET_BYTES: Final = 32


class UnknownKeyError(Exception):
    """There is no such key, or it was revoked before."""


def issue_key(
    session: Session, *, holder: str, scope: Scope, expires_at: dt.datetime | None = None
) -> str:
    """Make a key; what this returns is not kept anywhere."""
    key_id, secret = random_text(_ID_BYTES), random_text(_SECRET_BYTES)
    row = {
        "id": key_id,
        "digest": digest_of(secret),
        "holder": holder,
        "scope": scope.value,
        "created_at": dt.datetime.now(dt.UTC),
        "expires_at": expires_at,
    }
    session.execute(insert(ApiKey).values(row))
    return f"inc_{key_id}_{secret}"


def revoke_key(session: Session, key_id: str, reason: str) -> None:
    """End a key for good; raises UnknownKeyError where there is none that stands."""
    now = dt.datetime.now(dt.UTC)
    standing = update(ApiKey).where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
    done = session.execute(
        standing.values(revoked_at=now, revocation_reason=reason).returning(ApiKey.id)
    ).first()
    if done is None:
        known = session.scalar(select(ApiKey.revocation_reason).where(ApiKey.id == key_id))
        raise UnknownKeyError(
            f"the key {key_id} was revoked before: {known}" if known else f"no key {key_id!r}"
        )


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def random_text(size: int) -> str:
    """So many random bytes, in lower-case letters and digits."""
    return b32encode(secrets.token_bytes(size)).decode().rstrip("=").lower()
