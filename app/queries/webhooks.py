"""Queries for webhooks and their deliveries."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Entity, Webhook, WebhookDelivery
from app.vocabulary import DeliveryStatus

KEY: Final = (Webhook.id,)
DELIVERIES_KEY: Final = (WebhookDelivery.change,)


def list_webhooks(holder: str | None) -> AnySelect:
    """The webhooks of a holder, or of all."""
    found = select(Webhook.id, Webhook)
    return found if holder is None else found.where(Webhook.holder == holder)


def count_webhooks(session: Session, holder: str) -> int:
    """How many webhooks a holder has."""
    found = select(func.count()).select_from(Webhook).where(Webhook.holder == holder)
    return session.scalar(found) or 0


def find_webhook(session: Session, webhook_id: str, holder: str | None) -> Webhook | None:
    """A webhook of this holder, or of anyone."""
    found = select(Webhook).where(Webhook.id == webhook_id)
    if holder is not None:
        found = found.where(Webhook.holder == holder)
    return session.scalars(found).first()


def list_deliveries(webhook_id: str, status: DeliveryStatus | None) -> AnySelect:
    """The deliveries of a webhook in the order of their changes."""
    found = select(WebhookDelivery.change, WebhookDelivery)
    found = found.where(WebhookDelivery.webhook_id == webhook_id)
    return found if status is None else found.where(WebhookDelivery.status == status)


def unknown_entities(session: Session, entity_ids: Iterable[str]) -> list[str]:
    """Those of the ids that stand for nothing."""
    wanted = set(entity_ids)
    known = set(session.scalars(select(Entity.id).where(Entity.id.in_(wanted))))
    return sorted(wanted - known)
