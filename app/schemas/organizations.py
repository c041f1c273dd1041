"""Organizations."""

from app.schemas.base import ArticleReference, Cited, DatasetReference, ListPage, Reference
from app.schemas.facts import Listed, OtherName, OwnFact, Participation, ValueFact
from app.schemas.shorts import OrganizationFields, OrganizationShort


class ListedOrganization(OrganizationFields, Listed):
    """An organization in one line of a list."""

    parent: Reference | OrganizationShort | None


class Organization(OrganizationFields, Cited):
    """An organization: each fact with its quote."""

    parent: Reference | OrganizationShort | None
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
    datasets: list[DatasetReference]
    fact_count: int


class OrganizationsPage(ListPage[ListedOrganization]):
    """One page of the list of organizations."""
