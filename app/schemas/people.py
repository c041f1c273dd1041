"""People."""

from typing import Literal

from pydantic import Field

from app.schemas.base import (
    ArticleReference,
    Cited,
    DatasetReference,
    ListPage,
    NameParts,
    Page,
    Wire,
)
from app.schemas.facts import (
    AnyFact,
    Citation,
    Listed,
    Membership,
    OtherName,
    OwnFact,
    Participation,
    TenureSpan,
    ValueFact,
)
from app.schemas.shorts import HeldPost, OrganizationShort, PersonFields, PostShort
from app.timespans import Answer
from app.vocabulary import FactKind


class ListedMembership(HeldPost):
    """A membership in one line, with what may be included."""

    organization: OrganizationShort | None = Field(
        default=None, description="With include=memberships.organization."
    )
    post: PostShort | None = Field(default=None, description="With include=memberships.post.")
    citations: list[Citation] | None = Field(default=None, description="With include=citations.")


class ListedPerson(PersonFields, Listed):
    """A person in one line of a list."""

    memberships: list[ListedMembership]


class Person(PersonFields, NameParts, Cited):
    """A person's profile: each fact with its quote."""

    sort_name: str | None
    biography: str | None
    summary: str | None
    language: list[str]
    other_names: list[OtherName]
    memberships: list[Membership]
    events: list[Participation]
    identifiers: list[ValueFact]
    links: list[ValueFact]
    facts: list[OwnFact]
    articles: list[ArticleReference]
    datasets: list[DatasetReference]
    fact_count: int


class PeoplePage(ListPage[ListedPerson]):
    """One page of the list of people."""


class Capacity(Wire):
    """A post held on the day of an event."""

    id: str
    label: str | None
    post_id: str | None
    organization_id: str
    holds: Literal[Answer.DEFINITELY, Answer.POSSIBLY]


class TimelineEntry(Wire):
    """A post held or a part in an event, with the days between which it was so."""

    kind: Literal[FactKind.MEMBERSHIP, FactKind.PARTICIPATION]
    timespan: TenureSpan
    contradiction: str | None
    capacities: list[Capacity] = Field(description="The posts held on the day of the event.")
    fact: AnyFact


class Timeline(Page[TimelineEntry]):
    """All of a person's posts and events, in order; one page."""
