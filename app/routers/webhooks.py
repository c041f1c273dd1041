"""``/v1/webhooks``: registered by the holders of keys, told of changes by app/webhooks."""

import datetime as dt
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.errors import ConflictError, InvalidParameterError, NotFoundError
from app.keys.checking import Key
from app.models import Webhook, WebhookDelivery
from app.outgoing.addresses import UnsafeUrlError
from app.queries import webhooks
from app.queries.documents import merged_among
from app.routers.authorization import KeyDep
from app.routers.dependencies import PageDep, SessionDep, change_path, id_path
from app.routers.openapi import ADDED, CHANGED, KEYED, LISTED, answers
from app.routers.responses import fetch, page_response
from app.routers.writing import ProposeDep
from app.schemas.webhooks import (
    DeliveriesPage,
    Delivery,
    NewWebhook,
    RegisteredWebhook,
    WebhooksPage,
)
from app.schemas.webhooks import Webhook as WebhookAnswer
from app.vocabulary import DeliveryStatus, Scope
from app.webhooks.messages import message_id
from app.webhooks.registering import check_url, register, remove, send_again

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
_FOUND = (*KEYED, NotFoundError)
MOST_WEBHOOKS = 50  # of one holder: each change is sent to every one

WebhookPath = Annotated[str, id_path("5b1f9c0e7a3d2468")]
ChangePath = Annotated[int, change_path()]
StatusQuery = Annotated[
    DeliveryStatus | None,
    Query(description="Only those of this status.", examples=["dead"]),
]


@router.post("", status_code=201, responses=answers(RegisteredWebhook, ADDED, status=201))
def create_webhook(request: Request, write: ProposeDep, wanted: NewWebhook) -> Response:
    """Register a webhook: each change from now on that touches a wanted entity is sent to the URL.

    Keep the secret of the answer: it is not shown again, and every delivery is signed with it. A
    holder has no more than 50 webhooks.
    """
    _refuse_unsafe(request, wanted.url)
    key = write.key

    def do(session: Session) -> Response:
        _refuse_unknown(session, wanted.entity_ids)
        _require_room(session, key.holder)
        made = register(session, holder=key.holder, key_id=key.id, **wanted.model_dump())
        return _registered(made)

    def recall(session: Session, address: str) -> Response:
        return _registered(_require(session, key, address.rpartition("/")[2]))

    # Of the answer only the address is kept for who asks again: the secret stands nowhere twice.
    return write.once(do, ledger=False, recall=recall)


def _require_room(session: Session, holder: str) -> None:
    if webhooks.count_webhooks(session, holder) >= MOST_WEBHOOKS:
        raise ConflictError(
            f"You have {MOST_WEBHOOKS} webhooks, which is the most: delete one, or tell more"
            " entity_ids with one."
        )


@router.get("", responses=answers(WebhooksPage, (*KEYED, *LISTED)))
def list_webhooks(request: Request, session: SessionDep, page: PageDep, key: KeyDep) -> Response:
    """List your webhooks; with the scope admin, those of all."""
    found = fetch(session, webhooks.list_webhooks(_whose(key)), webhooks.KEY, page)
    written = [_webhook_json(row.Webhook) for row in found.rows]
    return page_response(request, found, orjson.dumps(written)[1:-1])


@router.get("/{webhook_id}", responses=answers(WebhookAnswer, _FOUND))
def get_webhook(session: SessionDep, key: KeyDep, webhook_id: WebhookPath) -> WebhookAnswer:
    """Get one of your webhooks."""
    return WebhookAnswer(**_webhook_json(_require(session, key, webhook_id)))


@router.delete(
    "/{webhook_id}",
    status_code=204,
    response_class=Response,
    responses=answers(None, (*_FOUND, *CHANGED), status=204),
)
def delete_webhook(write: ProposeDep, webhook_id: WebhookPath) -> Response:
    """Delete a webhook with all its deliveries; nothing more is sent."""

    def do(session: Session) -> Response:
        remove(session, _require(session, write.key, webhook_id).id)
        return Response(status_code=204)

    return write.once(do, ledger=False)


@router.get("/{webhook_id}/deliveries", responses=answers(DeliveriesPage, (*_FOUND, *LISTED)))
def list_deliveries(
    request: Request,
    session: SessionDep,
    page: PageDep,
    key: KeyDep,
    webhook_id: WebhookPath,
    status: StatusQuery = None,
) -> Response:
    """List what the webhook is told, in the order of the changes, and how that went."""
    wanted = webhooks.list_deliveries(_require(session, key, webhook_id).id, status)
    found = fetch(session, wanted, webhooks.DELIVERIES_KEY, page)
    written = [_delivery_json(row.WebhookDelivery) for row in found.rows]
    return page_response(request, found, orjson.dumps(written)[1:-1])


@router.post(
    "/{webhook_id}/deliveries/{change}/retry",
    responses=answers(Delivery, (*_FOUND, *CHANGED)),
)
def retry_delivery(write: ProposeDep, webhook_id: WebhookPath, change: ChangePath) -> Response:
    """Send a dead delivery again, now, with all its attempts before it."""

    def do(session: Session) -> Response:
        dead = _require_dead(session, _require(session, write.key, webhook_id), change)
        send_again(session, dead)
        session.refresh(dead)
        body = Delivery(**_delivery_json(dead)).model_dump_json()
        return Response(body, media_type="application/json")

    return write.once(do, ledger=False)


def _registered(webhook: Webhook) -> Response:
    body = RegisteredWebhook(secret=webhook.secret, **_webhook_json(webhook)).model_dump_json()
    address = {"Location": f"/v1/webhooks/{webhook.id}"}
    return Response(body, 201, address, media_type="application/json")


def _whose(key: Key) -> str | None:
    """Whose webhooks a key sees: its holder's, or with the scope admin everybody's."""
    return None if key.scope.includes(Scope.ADMIN) else key.holder


def _require(session: Session, key: Key, webhook_id: str) -> Webhook:
    found = webhooks.find_webhook(session, webhook_id, _whose(key))
    if found is None:
        raise NotFoundError(f"You have no webhook {webhook_id!r}.")
    return found


def _refuse_unsafe(request: Request, url: str) -> None:
    try:
        check_url(url, private=request.app.state.settings.webhook_private_addresses)
    except UnsafeUrlError as error:
        raise _invalid("url", str(error)) from None


def _refuse_unknown(session: Session, entity_ids: list[str]) -> None:
    unknown = webhooks.unknown_entities(session, entity_ids)
    if unknown:
        raise _invalid("entity_ids", f"there is nothing with the id {', '.join(unknown)}")
    for merged, survivor in merged_among(session, entity_ids, None).items():
        raise _invalid("entity_ids", f"{merged} was merged into {survivor}: name that one")


def _invalid(field: str, message: str) -> InvalidParameterError:
    errors = [{"parameter": field, "location": "body", "detail": message}]
    return InvalidParameterError(f"body parameter {field}: {message}", errors=errors)


def _require_dead(session: Session, webhook: Webhook, change: int) -> WebhookDelivery:
    delivery = session.get(WebhookDelivery, (webhook.id, change))
    if delivery is None:
        raise NotFoundError(f"The webhook {webhook.id} has no delivery of change {change}.")
    if webhook.disabled_at is not None:
        raise ConflictError(f"The webhook is disabled: {webhook.disabled_reason}. Register anew.")
    if delivery.status != DeliveryStatus.DEAD:
        raise ConflictError(f"The delivery is {delivery.status}: only a dead one is sent again.")
    return delivery


def _webhook_json(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "entity_ids": webhook.entity_ids,
        "description": webhook.description,
        "holder": webhook.holder,
        "key_id": webhook.key_id,
        "created_at": webhook.created_at.isoformat(),
        "position": webhook.position,
        "disabled_at": _moment(webhook.disabled_at),
        "disabled_reason": webhook.disabled_reason,
    }


def _delivery_json(delivery: WebhookDelivery) -> dict[str, Any]:
    return {
        "change": delivery.change,
        "message_id": message_id(delivery.webhook_id, delivery.change),
        "status": delivery.status,
        "attempts": delivery.attempts,
        "last_attempt_at": _moment(delivery.last_attempt_at),
        "last_status": delivery.last_status,
        "last_error": delivery.last_error,
        "next_attempt_at": _moment(delivery.next_attempt_at),
    }


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
