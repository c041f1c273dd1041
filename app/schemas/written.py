"""What was written."""

from pydantic import Field

from app.schemas.base import MergedId, Wire
from app.vocabulary import EntityKind


class NewId(Wire):
    """An entity that is new."""

    id: str
    kind: EntityKind
    api_url: str


class WrittenChange(Wire):
    """What a batch wrote, or a revert."""

    change: int | None = Field(
        description="Its number; null where there was nothing to change, or with dry_run."
    )
    dry_run: bool = Field(description="Whether it was only tried, and nothing written.")
    recorded: int = Field(description="How many facts were recorded, corrected ones included.")
    retracted: int = Field(description="How many were retracted, corrected ones included.")
    created: list[NewId]
    merged: list[MergedId] = Field(
        description="Ids that were named and had been merged: what was said of them, is said of"
        " their survivors."
    )
