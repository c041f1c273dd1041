"""Webhooks, as they are asked for and as they are told."""

from typing import Annotated

from pydantic import Field

from app.schemas.base import Page, Wire
from app.vocabulary import ID_PATTERN, DeliveryStatus

EntityId = Annotated[str, Field(pattern=ID_PATTERN, max_length=128, examples=["liu-jianchao"])]
# Neither database takes U+0000 in a text.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]


class NewWebhook(Wire):
    """Where changes are to be sent, and which."""

    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            description="Where each change is sent with POST: https (or http), without a user name"
            " or password, on the public internet.",
            examples=["https://example.org/hooks/incumbent"],
        ),
    ]
    entity_ids: list[EntityId] = Field(
        default=[],
        max_length=500,
        description="Only changes that touch one of these; every change where there is none.",
        examples=[["liu-jianchao"]],
    )
    description: Text = Field(
        default="", max_length=500, description="For yourself.", examples=["Our newsroom"]
    )


class Webhook(Wire):
    """A webhook, without its secret."""

    id: str
    url: str
    entity_ids: list[str]
    description: str
    holder: str = Field(description="Of the key that registered it; all keys of theirs see it.")
    key_id: str = Field(description="The public id of that key.")
    created_at: str
    position: int = Field(description="The last change that was looked at for it.")
    disabled_at: str | None = Field(description="Since when nothing is sent any more.")
    disabled_reason: str | None


class RegisteredWebhook(Webhook):
    """A webhook that was just registered."""

    secret: str = Field(description="Signs each delivery. It is shown this once.")


class WebhooksPage(Page[Webhook]):
    """One page of webhooks."""


class Delivery(Wire):
    """A change that a webhook is told, and how that went."""

    change: int
    message_id: str = Field(description="The webhook-id header, the same over all attempts.")
    status: DeliveryStatus
    attempts: int
    last_attempt_at: str | None
    last_status: int | None = Field(description="The status that the receiver answered last.")
    last_error: str | None = Field(description="Why there was no answer.")
    next_attempt_at: str | None = Field(description="Null unless it is pending.")


class DeliveriesPage(Page[Delivery]):
    """One page of deliveries."""
