"""Short forms: an entity in one line, in lists and, where included, inside others."""

from typing import Annotated, Literal

from pydantic import Field

from app.schemas.base import DateText, Reference, Wire
from app.vocabulary import Certainty, EntityKind

DisplayName = Annotated[
    str,
    Field(
        description="The name in the first language of Accept-Language that one is known in, else"
        " name, which is the same for every reader."
    ),
]


class PersonFields(Wire):
    """What stands in a person's profile and in the list."""

    id: str
    kind: Literal[EntityKind.PERSON]
    name: str
    display_name: DisplayName
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
    """A person in one line."""

    memberships: list[HeldPost]
    api_url: str


class OrganizationFields(Wire):
    """What stands in an organization's document and in the list."""

    id: str
    kind: Literal[EntityKind.ORGANIZATION]
    name: str
    display_name: DisplayName
    classification: str | None
    founding_date: DateText | None
    dissolution_date: DateText | None
    parent_id: str | None
    member_count: int


class OrganizationShort(OrganizationFields):
    """An organization in one line."""

    parent: Reference | None
    api_url: str


class PostFields(Wire):
    """What stands in a post's document and in the list."""

    id: str
    kind: Literal[EntityKind.POST]
    name: str
    display_name: DisplayName
    label: str
    organization_id: str | None
    holder_count: int
    start_date: DateText | None
    end_date: DateText | None


class PostShort(PostFields):
    """A post in one line."""

    organization: Reference | None
    api_url: str


class EventFields(Wire):
    """What stands in an event's document and in the list."""

    id: str
    kind: Literal[EntityKind.EVENT]
    name: str
    display_name: DisplayName
    classification: str | None
    start_date: DateText | None
    end_date: DateText | None
    location: list[str]
    attendance: list[str]
    parent_id: str | None


class Participant(Reference):
    """Who took which part."""

    role: str


class EventShort(EventFields):
    """An event in one line."""

    parent: Reference | None
    participants: list[Participant]
    api_url: str


class ArticleFields(Wire):
    """What stands in an article's document and in the list."""

    id: str
    kind: Literal[EntityKind.ARTICLE]
    name: str
    display_name: DisplayName
    title: str | None
    author: list[str]
    publisher: str | None
    url: str | None = Field(description="Where the article was published.")
    publication_date: DateText | None
    language_code: str | None
    fact_count: int = Field(description="How many facts the article supports.")


class ArticleShort(ArticleFields):
    """An article in one line."""

    api_url: str
