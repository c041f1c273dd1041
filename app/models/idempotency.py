"""Answers to writes, kept for who asks again. Not ledger, but this installation's own."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import TEXT, Base


class IdempotencyKey(Base):
    """What was answered to a request that came with an ``Idempotency-Key``.

    It is written in the transaction of the write itself. ``fingerprint`` tells the request from
    others; ``body`` is NULL where the answer may not be kept as it was given.
    """

    __tablename__ = "idempotency_keys"

    key_id: Mapped[str] = mapped_column(TEXT, ForeignKey("api_keys.id"), primary_key=True)
    given: Mapped[str] = mapped_column(TEXT, primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int]
    headers: Mapped[Any]
    body: Mapped[str | None]
    answered_at: Mapped[dt.datetime]

    __table_args__ = (Index(None, "answered_at"),)
