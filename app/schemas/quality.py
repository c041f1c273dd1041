"""How well profiles are sourced, on the wire."""

from pydantic import Field

from app.schemas.base import Page, Wire
from app.vocabulary import EntityKind


class SourceCounts(Wire):
    """How many of a profile's facts have how many independent sources.

    Articles of one publisher are one source, and so is an article however often it is quoted.
    """

    none: int
    one: int
    several: int


class ProfileQuality(Wire):
    """How well a profile is sourced, and what in it cannot be so."""

    id: str = Field(examples=["liu-jianchao"])
    kind: EntityKind
    name: str
    facts: int = Field(description="Facts of the profile; what several sources say counts once.")
    sources: SourceCounts
    disputed: int = Field(description="Facts that others contradict.")
    dead_dates: int = Field(
        description="Facts whose dates cannot be so: they end before they start, go on after a"
        " death or dissolution, or are still open for somebody who is dead."
    )
    need: int = Field(description="How much there is to do: the list has the most needy first.")
    api_url: str


class ProblemCounts(Wire):
    """How many profiles have each problem, up to 10,000."""

    dead_dates: int
    disputed: int
    unsourced: int
    one_source: int


class QualityPage(Page[ProfileQuality]):
    """One page of the profiles that need a curator."""

    problems: ProblemCounts
