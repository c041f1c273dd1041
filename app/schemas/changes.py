"""Changes: history, differences and the feed."""

from typing import Any, Literal

from pydantic import Field

from app.schemas.base import Page, Wire
from app.schemas.facts import AnyFact
from app.vocabulary import EntityKind


class Change(Wire):
    """A numbered step of the ledger: who, when, why."""

    number: int
    at: str
    actor: str
    action: str
    reason: str
    origin: str | None = Field(description="The dossier or import that was loaded.")
    digest: str | None = Field(
        description="Chains it to the change before: sha256 over that one's and all that it did."
        " Null only while an older release writes beside this one."
    )


class FactDifference(Wire):
    """What became of one fact."""

    event: Literal["recorded", "changed", "retracted"]
    fact_id: str
    kind: str
    property: str
    reason: str | None = Field(description="Why the old reading was retracted.")
    before: AnyFact | None
    after: AnyFact | None
    fields: list[str] = Field(description="The fields that differ, of a changed fact.")


class HistoryEntry(Change):
    """A change, with what it did to the facts of one entity."""

    diff: list[FactDifference]


class HistoryPage(Page[HistoryEntry]):
    """One page of an entity's history."""


class Difference(Wire):
    """What differs in an entity between two changes."""

    from_change: int = Field(alias="from")
    to_change: int = Field(alias="to")
    diff: list[FactDifference]


class TouchedEntity(Wire):
    """An entity that a change touched."""

    id: str
    kind: EntityKind
    fields: list[str] = Field(description="The properties of which facts changed.")
    is_gone: bool = Field(description="Whether no fact about it was left: its id answers 410.")
    merged_into: str | None = Field(
        description="The entity that it was merged into: its id answers 308."
    )


class FeedEntry(Change):
    """A change in the feed. The rows of the ledger are there with include=facts."""

    entities: list[TouchedEntity]
    recorded: list[dict[str, Any]] | None = None
    retracted: list[dict[str, Any]] | None = None
    declared: list[dict[str, Any]] | None = None
    articles: list[dict[str, Any]] | None = None
    datasets: list[dict[str, Any]] | None = None
    input_digest: str | None = None
    salt: str | None = None


class FeedPage(Page[FeedEntry]):
    """One page of the change feed."""


class FactVersion(Wire):
    """A reading of a fact, from the change that recorded it to the one that retracted it."""

    fact: AnyFact
    recorded: Change
    retracted: Change | None
    reason: str | None = Field(description="Why it was retracted.")


class FactDocument(Wire):
    """A fact with its history."""

    fact: AnyFact
    origin: str = Field(description="The article, or the record of a dataset, that it is from.")
    versions: list[FactVersion] = Field(description="Its readings, the first one first.")
