"""What clients ask for: registering a webhook, removing it, sending a dead delivery again."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.models import Change, Webhook, WebhookDelivery
from app.outgoing.addresses import Target, addresses
from app.vocabulary import DeliveryStatus
from app.webhooks.signing import new_secret

_ID_BYTES: Final = 8
_PATIENCE: Final = 3.0  # seconds that the look-up of a host may take while the client waits


def check_url(url: str, *, private: bool) -> None:
    """Refuse a URL that nothing would be sent to; raises UnsafeUrlError.

    Where private addresses are allowed all are, and the host need not be known yet.
    """
    target = Target.of(url)
    if not private:
        addresses(target, private=False, patience=_PATIENCE)


def register(
    session: Session,
    *,
    holder: str,
    key_id: str,
    url: str,
    description: str,
    entity_ids: Sequence[str],
) -> Webhook:
    """A webhook that is told of every change from now on, with its secret."""
    newest = session.scalar(select(func.max(Change.number)))
    row = {
        "id": secrets.token_hex(_ID_BYTES),
        "holder": holder,
        "key_id": key_id,
        "url": url,
        "description": description,
        "entity_ids": sorted(set(entity_ids)),
        "secret": new_secret(),
        "created_at": dt.datetime.now(dt.UTC),
        "position": newest or 0,
    }
    session.execute(insert(Webhook).values(row))
    return session.get_one(Webhook, row["id"])


def remove(session: Session, webhook_id: str) -> None:
    """Forget a webhook and its deliveries."""
    session.execute(delete(Webhook).where(Webhook.id == webhook_id))


def send_again(session: Session, delivery: WebhookDelivery) -> None:
    """Begin anew with a delivery that is dead."""
    this = (
        WebhookDelivery.webhook_id == delivery.webhook_id,
        WebhookDelivery.change == delivery.change,
    )
    now = dt.datetime.now(dt.UTC)
    fresh = {"status": DeliveryStatus.PENDING, "attempts": 0, "next_attempt_at": now}
    session.execute(update(WebhookDelivery).where(*this).values(fresh))
