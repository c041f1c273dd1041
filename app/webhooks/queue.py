"""The queue: changes become deliveries, and each delivery has its state.

Any number of processes may share it. A change is enqueued in the transaction that moves the
webhook's position over it, with the webhook's row locked, so none is left out and none taken twice.
Who sends first claims the webhook for a while: its deliveries go out one at a time, in order, from
one process; where that process dies, the claim runs out and another goes on.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.models import Change, ChangeEntity, Webhook, WebhookDelivery
from app.vocabulary import DeliveryStatus
from app.webhooks.sending import Outcome

_CHANGES_AT_ONCE: Final = 500
_WEBHOOKS_AT_ONCE: Final = 200
_KEPT_CHANGES: Final = 10_000  # so many changes later, a delivered one is forgotten
_JITTER: Final = (0.8, 1.2)
_GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send for a webhook, until a moment."""

    webhook_id: str
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery to be made now."""

    change: int
    attempts: int
    url: str
    secret: str


def now() -> dt.datetime:
    """This moment, as all processes keep it."""
    return dt.datetime.now(dt.UTC)


def is_behind(session: Session) -> bool:
    """Whether a webhook has changes before it of which nothing is decided."""
    newest = select(func.max(Change.number)).scalar_subquery()
    behind = exists().where(Webhook.disabled_at.is_(None), Webhook.position < newest)
    return bool(session.scalar(select(behind)))


def enqueue(session: Session) -> None:
    """Let webhooks that are behind move over the next changes, and enqueue those they want."""
    newest = session.scalar(select(func.max(Change.number))) or 0
    behind = (
        select(Webhook)
        .where(Webhook.disabled_at.is_(None), Webhook.position < newest)
        .order_by(Webhook.position)
        .limit(_WEBHOOKS_AT_ONCE)
        .with_for_update(skip_locked=True)  # on SQLite nobody else writes meanwhile
    )
    for webhook in session.scalars(behind).all():
        upto = min(newest, webhook.position + _CHANGES_AT_ONCE)
        _add(session, webhook.id, _wanted(session, webhook, upto))
        _forget(session, webhook.id, upto - _KEPT_CHANGES)
        session.execute(update(Webhook).where(Webhook.id == webhook.id).values(position=upto))


def due_webhooks(session: Session, limit: int) -> list[str]:
    """Webhooks that have something to send and are free, the one served longest ago first."""
    pending = exists().where(WebhookDelivery.webhook_id == Webhook.id, _is_due())
    found = (
        select(Webhook.id)
        .where(pending, _is_free(), _may_be_asked())
        .order_by(Webhook.claimed_until.is_not(None), Webhook.claimed_until)
        .limit(limit)
    )
    return list(session.scalars(found))


def claim(session: Session, webhook_id: str, until: dt.datetime) -> Claim | None:
    """Take the right to send for a webhook; None where another has it."""
    taken = update(Webhook).where(Webhook.id == webhook_id, _is_free())
    row = session.execute(taken.values(claimed_until=until).returning(Webhook.id)).first()
    return Claim(webhook_id, until) if row else None


def move_claim(session: Session, held: Claim, until: dt.datetime) -> Claim | None:
    """Prolong a claim, or end it with the present moment; None where it was lost."""
    still = update(Webhook).where(
        Webhook.id == held.webhook_id, Webhook.claimed_until == held.until
    )
    row = session.execute(still.values(claimed_until=until).returning(Webhook.id)).first()
    return Claim(held.webhook_id, until) if row else None


def next_due(session: Session, webhook_id: str) -> Due | None:
    """The delivery of a webhook that is to be made first: of those due, the oldest change."""
    found = (
        select(WebhookDelivery.change, WebhookDelivery.attempts, Webhook.url, Webhook.secret)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(Webhook.id == webhook_id, _may_be_asked(), _is_due())
        .order_by(WebhookDelivery.change)
        .limit(1)
    )
    row = session.execute(found).first()
    return Due(*row) if row else None


def record_outcome(
    session: Session, webhook_id: str, due: Due, outcome: Outcome, retries: Sequence[float]
) -> None:
    """Keep what an attempt came to, and when the next one is, if there is one."""
    values = {
        "attempts": due.attempts + 1,
        "last_attempt_at": now(),
        "last_status": outcome.status,
        "last_error": outcome.error,
    }
    fate = _fate(due, outcome, retries)
    this = (WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.change == due.change)
    session.execute(update(WebhookDelivery).where(*this).values(values | fate))
    if outcome.status == _GONE:
        _disable(session, webhook_id)
    elif outcome.pause and not outcome.is_delivered:
        pause = now() + dt.timedelta(seconds=outcome.pause)
        session.execute(update(Webhook).where(Webhook.id == webhook_id).values(not_before=pause))


def _fate(due: Due, outcome: Outcome, retries: Sequence[float]) -> dict[str, object]:
    """The status and the next attempt of a delivery that was tried once more."""
    if outcome.is_delivered:
        return {"status": DeliveryStatus.DELIVERED.value, "next_attempt_at": None}
    if due.attempts >= len(retries) or outcome.status == _GONE:
        return {"status": DeliveryStatus.DEAD.value, "next_attempt_at": None}
    spread = retries[due.attempts] * random.uniform(*_JITTER)  # noqa: S311 (no secret)
    pause = max(spread, outcome.pause)
    return {"next_attempt_at": now() + dt.timedelta(seconds=pause)}


def _disable(session: Session, webhook_id: str) -> None:
    """The receiver is gone for good: nothing more is sent, and what was pending is dead."""
    reason = "The receiver answered 410 Gone"
    disabled = {"disabled_at": now(), "disabled_reason": reason}
    session.execute(update(Webhook).where(Webhook.id == webhook_id).values(disabled))
    pending = (
        WebhookDelivery.webhook_id == webhook_id,
        WebhookDelivery.status == DeliveryStatus.PENDING,
    )
    dead = {"status": DeliveryStatus.DEAD.value, "last_error": reason, "next_attempt_at": None}
    session.execute(update(WebhookDelivery).where(*pending).values(dead))


def _is_free() -> ColumnElement[bool]:
    unclaimed = or_(Webhook.claimed_until.is_(None), Webhook.claimed_until <= now())
    return Webhook.disabled_at.is_(None) & unclaimed


def _may_be_asked() -> ColumnElement[bool]:
    """That the receiver did not ask for a pause, or that it is over."""
    return or_(Webhook.not_before.is_(None), Webhook.not_before <= now())


def _is_due() -> ColumnElement[bool]:
    is_pending = WebhookDelivery.status == literal_column(f"'{DeliveryStatus.PENDING}'")
    return and_(is_pending, WebhookDelivery.next_attempt_at <= now())


def _wanted(session: Session, webhook: Webhook, upto: int) -> list[int]:
    """The next changes that a webhook wants: all, or those that touch one of its entities."""
    between = select(Change.number).where(Change.number > webhook.position, Change.number <= upto)
    if webhook.entity_ids:
        touching = select(ChangeEntity.change).where(ChangeEntity.entity_id.in_(webhook.entity_ids))
        between = between.where(Change.number.in_(touching))
    return list(session.scalars(between.order_by(Change.number)))


def _add(session: Session, webhook_id: str, changes: Sequence[int]) -> None:
    pending = {"status": DeliveryStatus.PENDING.value, "attempts": 0, "next_attempt_at": now()}
    rows = [{"webhook_id": webhook_id, "change": change} | pending for change in changes]
    if rows:
        session.execute(insert(WebhookDelivery), rows)


def _forget(session: Session, webhook_id: str, upto: int) -> None:
    """Let go of what was delivered long ago, so that the table does not grow for good."""
    session.execute(
        delete(WebhookDelivery).where(
            WebhookDelivery.webhook_id == webhook_id,
            WebhookDelivery.change <= upto,
            WebhookDelivery.status == DeliveryStatus.DELIVERED,
        )
    )
