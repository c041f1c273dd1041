"""People."""

from typing import Literal

from app.schemas.base import ArticleReference, Cited, DateText, Page, Wire
from app.schemas.facts import Membership, OtherName, OwnFact, Participation, ValueFact
from app.vocabulary import Certainty, EntityKind


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


class PeoplePage(Page[PersonShort]):
    """One page of the list of people."""
