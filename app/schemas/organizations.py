"""Organizations."""

from typing import Literal

from app.schemas.base import ArticleReference, Cited, DateText, ListPage, Reference, Wire
from app.schemas.facts import OtherName, OwnFact, Participation, ValueFact
from app.vocabulary import EntityKind


class OrganizationFields(Wire):
    """What stands in the document and in the list."""

    id: str
    kind: Literal[EntityKind.ORGANIZATION]
    name: str
    classification: str | None
    founding_date: DateText | None
    dissolution_date: DateText | None
    parent_id: str | None
    parent: Reference | None
    member_count: int


class OrganizationShort(OrganizationFields):
    """An organization in one line of a list."""

    api_url: str


class Organization(OrganizationFields, Cited):
    """An organization: each fact with its quote."""

    summary: str | None
    image: str | None
    area: str | None
    location: list[str]
    memberships_url: str
    posts_url: str
    other_names: list[OtherName]
    events: list[Participation]
    identifiers: list[ValueFact]
    links: list[ValueFact]
    facts: list[OwnFact]
    articles: list[ArticleReference]
    fact_count: int


class OrganizationsPage(ListPage[OrganizationShort]):
    """One page of the list of organizations."""
