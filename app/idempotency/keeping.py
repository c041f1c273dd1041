"""Answers kept by the Idempotency-Key of their request, for a day."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.db import text_position
from app.models import IdempotencyKey

KEPT: Final = dt.timedelta(hours=24)
_LOOKED_FOR: Final = 50  # ids, in every answer of a day


class OtherRequestError(Exception):
    """The key came with another request before."""


def fingerprint_of(parts: Sequence[bytes]) -> str:
    """What tells a request from others: a digest of its method, path, query and body."""
    told = b"".join(b"%d:%b" % (len(part), part) for part in parts)
    return hashlib.sha256(told).hexdigest()


def find_answer(
    session: Session, key_id: str, given: str, fingerprint: str
) -> IdempotencyKey | None:
    """What was answered to this request within the last day; raises OtherRequestError."""
    found = session.get(IdempotencyKey, (key_id, given))
    if found is None or found.answered_at < dt.datetime.now(dt.UTC) - KEPT:
        return None
    if found.fingerprint != fingerprint:
        raise OtherRequestError
    return found


def keep_answer(
    session: Session,
    *,
    key_id: str,
    given: str,
    fingerprint: str,
    status: int,
    headers: Sequence[tuple[str, str]],
    body: str | None,
) -> None:
    """Keep an answer, in the transaction of what it answers. What is too old goes meanwhile."""
    now = dt.datetime.now(dt.UTC)
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.answered_at < now - KEPT))
    row = {
        "key_id": key_id,
        "given": given,
        "fingerprint": fingerprint,
        "status": status,
        "headers": [list(pair) for pair in headers],
        "body": body,
        "answered_at": now,
    }
    session.execute(insert(IdempotencyKey).values(row))


def forget_bodies(session: Session, entity_ids: Collection[str]) -> None:
    """Forget the answers that name one of these entities, but not that they were given.

    Called where something of them must not be shown any more. Who asks again is told that it was
    done, and nothing is done twice. Where there are many entities, all answers are forgotten.
    """
    if len(entity_ids) > _LOOKED_FOR:
        forget_all_bodies(session)
        return
    for entity_id in sorted(entity_ids):
        names_it = text_position(IdempotencyKey.body, entity_id) > 0
        session.execute(update(IdempotencyKey).where(names_it).values(body=None))


def forget_all_bodies(session: Session) -> None:
    """The same where anybody may be concerned; addresses that stand for an answer are kept."""
    is_document = IdempotencyKey.body.startswith("{")
    session.execute(update(IdempotencyKey).where(is_document).values(body=None))
