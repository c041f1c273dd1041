"""API keys for tests, and a webhook for the examples in the OpenAPI document."""

import datetime as dt
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db import own_session
from app.keys.issuing import digest_of, issue_key
from app.models import ApiKey, Webhook, WebhookDelivery
from app.vocabulary import DeliveryStatus, Scope

# On the seed's database. The examples are of what one holder has, whatever other tests make.
EXAMPLE_KEY: Final = f"inc_{'example2' * 2}_{'example4' * 6}seed"
OTHER_KEY: Final = f"inc_{'another2' * 2}_{'another4' * 6}seed"
CURATOR_KEY: Final = f"inc_{'curator2' * 2}_{'curator4' * 6}seed"
EXAMPLE_WEBHOOK: Final = "5b1f9c0e7a3d2468"
OTHER_WEBHOOK: Final = "0a1b2c3d4e5f6789"
_MOMENT: Final = dt.datetime(2026, 11, 23, 6, 5, tzinfo=dt.UTC)


def with_key(key: str) -> dict[str, str]:
    """The headers of a request with this key."""
    return {"Authorization": f"Bearer {key}"}


def make_key(
    engine: Engine,
    holder: str = "Ada",
    scope: Scope = Scope.PROPOSE,
    expires_at: dt.datetime | None = None,
) -> str:
    """A key of this holder."""
    with own_session(engine) as session:
        return issue_key(session, holder=holder, scope=scope, expires_at=expires_at)


def add_keys(engine: Engine) -> None:
    """The keys above; the holders of two have a webhook each, with a dead delivery."""
    with Session(engine) as session, session.begin():
        session.add_all(
            [key_row(EXAMPLE_KEY, "The Example Newsroom"), key_row(OTHER_KEY, "Another")]
        )
        session.add(key_row(CURATOR_KEY, "An Example Curator", Scope.CURATE))
        session.flush()
        for key, webhook_id in ((EXAMPLE_KEY, EXAMPLE_WEBHOOK), (OTHER_KEY, OTHER_WEBHOOK)):
            session.add(_webhook(session.get_one(ApiKey, key.split("_")[1]), webhook_id))
            session.flush()
            session.add(_delivery(webhook_id))


def key_row(key: str, holder: str, scope: Scope = Scope.PROPOSE) -> ApiKey:
    """A key as the database has it."""
    _, key_id, secret = key.split("_")
    return ApiKey(
        id=key_id,
        digest=digest_of(secret),
        holder=holder,
        scope=scope,
        created_at=_MOMENT,
    )


def _webhook(key: ApiKey, webhook_id: str) -> Webhook:
    return Webhook(
        id=webhook_id,
        holder=key.holder,
        key_id=key.id,
        url="https://example.org/hooks/incumbent",
        entity_ids=["liu-jianchao"],
        description="Our newsroom",
        secret="whsec_ZXhhbXBsZQ==",  # noqa: S106 (an example)
        created_at=_MOMENT,
        position=1,
    )


def _delivery(webhook_id: str) -> WebhookDelivery:
    return WebhookDelivery(
        webhook_id=webhook_id,
        change=1,
        status=DeliveryStatus.DEAD,
        attempts=9,
        last_attempt_at=_MOMENT,
        last_status=503,
    )
