"""Webhooks and their deliveries. Not ledger, but this installation's own."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base, ChangeNumber, one_of
from app.vocabulary import DeliveryStatus

_PENDING = text("status = 'pending'")
_ENABLED = text("disabled_at IS NULL")


class Webhook(Base):
    """Where changes are sent, and how far it has come.

    ``position`` is the last change of which is decided whether it is wanted. A process that sends
    holds the webhook until ``claimed_until``, which it sets back when done: then it says when the
    webhook was last served. Nothing is sent before ``not_before``: the receiver asked for it. The
    secret is kept as it is, since signing needs it.
    """

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(TEXT, primary_key=True)
    holder: Mapped[str]
    key_id: Mapped[str] = mapped_column(TEXT, ForeignKey("api_keys.id"))
    url: Mapped[str]
    description: Mapped[str]
    entity_ids: Mapped[Any]
    secret: Mapped[str]
    created_at: Mapped[dt.datetime]
    position: Mapped[int]
    claimed_until: Mapped[dt.datetime | None]
    not_before: Mapped[dt.datetime | None]
    disabled_at: Mapped[dt.datetime | None]
    disabled_reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint(
            "(disabled_at IS NULL) = (disabled_reason IS NULL)", name="disabled_with_reason"
        ),
        Index(None, "holder", "id"),
        Index("ix_webhooks_position", "position", sqlite_where=_ENABLED, postgresql_where=_ENABLED),
    )


class WebhookDelivery(Base):
    """A change that a webhook is to be told; ``next_attempt_at`` is NULL unless it is pending."""

    __tablename__ = "webhook_deliveries"

    webhook_id: Mapped[str] = mapped_column(
        TEXT, ForeignKey("webhooks.id", ondelete="CASCADE"), primary_key=True
    )
    change: Mapped[ChangeNumber] = mapped_column(primary_key=True)
    status: Mapped[str]
    attempts: Mapped[int]
    last_attempt_at: Mapped[dt.datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]
    next_attempt_at: Mapped[dt.datetime | None]

    __table_args__ = (
        one_of("status", DeliveryStatus),
        CheckConstraint(
            "(status = 'pending') = (next_attempt_at IS NOT NULL)", name="pending_has_a_time"
        ),
        Index(
            "ix_webhook_deliveries_pending",
            "webhook_id",
            "next_attempt_at",
            "change",
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
    )
