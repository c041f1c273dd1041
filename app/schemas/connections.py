"""Connections between people."""

from typing import Literal

from pydantic import Field

from app.schemas.base import Page, Reference, Wire
from app.schemas.facts import Membership, Participation, TenureSpan
from app.schemas.people import TimelineEntry
from app.timespans import Answer

SharedKind = Literal["post", "organization", "event"]


class SharedThing(Wire):
    """A post, organization or event that two people shared."""

    kind: SharedKind
    entity: Reference
    holds: Literal[Answer.DEFINITELY, Answer.POSSIBLY] = Field(
        description="Whether there surely was a day on which both did; an event that both attended"
        " is shared definitely, whenever it was."
    )
    overlap: TenureSpan = Field(description="The days on which both did.")
    own: Membership | Participation = Field(
        discriminator="kind", description="What says so of the person, or of `through`."
    )
    theirs: Membership | Participation = Field(
        discriminator="kind", description="What says so of the other."
    )


class Measured(Wire):
    """How much was shared; a day on which several things were counts once."""

    definite_days: int = Field(description="On so many days both surely shared something.")
    possible_days: int | None = Field(
        description="On so many days they possibly did; null where nobody knows since when."
    )
    shared_count: int = Field(description="How many things were shared.")


class Connection(Measured):
    """Somebody who shared something with the person, or with somebody who did.

    At depth 2 the days and the count are those of the weaker of the two legs.
    """

    person: Reference
    depth: Literal[1, 2]
    through: Reference | None = Field(description="At depth 2: the person between the two.")
    shared: list[SharedThing] = Field(
        description="What was shared (at depth 2 by `through`), the longest first, 5 at most."
    )


class Comparison(Measured):
    """Two careers side by side: what they shared, in the order of time, and both timelines."""

    person: Reference
    other: Reference
    shared: list[SharedThing]
    own_timeline: list[TimelineEntry]
    their_timeline: list[TimelineEntry]


class ConnectionsPage(Page[Connection]):
    """One page of a person's connections."""
