"""People."""

from typing import Literal

from pydantic import Field

from app.schemas.base import ArticleReference, Cited, DateText, ListPage, Page, Wire
from app.schemas.facts import (
    AnyFact,
    Membership,
    OtherName,
    OwnFact,
    Participation,
    TenureSpan,
    ValueFact,
)
from app.timespans import Answer
from app.vocabulary import Certainty, EntityKind, FactKind


class PersonFields(Wire):
    """What stands in the profile and in the list."""

    id: str
    kind: Literal[EntityKind.PERSON]
    name: str
    gender: str | None
    birth_date: DateText | None
    death_date: DateText | None
    nationality: list[str]
    occupation: list[str]
    image: str | None


class HeldPost(Wire):
    """A membership in one line."""

    id: str
    label: str | None
    post_id: str | None
    organization_id: str
    organization_name: str
    start_date: DateText | None
    end_date: DateText | None
    certainty: Certainty


class PersonShort(PersonFields):
    """A person in one line of a list."""

    memberships: list[HeldPost]
    api_url: str


class Person(PersonFields, Cited):
    """A person's profile: each fact with its quote."""

    sort_name: str | None
    family_name: str | None
    given_name: str | None
    additional_name: str | None
    honorific_prefix: str | None
    honorific_suffix: str | None
    patronymic_name: str | None
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
    fact_count: int


class PeoplePage(ListPage[PersonShort]):
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
