"""Posts."""

from app.schemas.base import ArticleReference, Cited, DatasetReference, ListPage, Reference
from app.schemas.facts import Listed, OtherName, OwnFact, ValueFact
from app.schemas.shorts import OrganizationShort, PostFields


class ListedPost(PostFields, Listed):
    """A post in one line of a list."""

    organization: Reference | OrganizationShort | None


class Post(PostFields, Cited):
    """A post: each fact with its quote."""

    organization: Reference | OrganizationShort | None
    role: str | None
    area: str | None
    summary: str | None
    memberships_url: str
    other_names: list[OtherName]
    identifiers: list[ValueFact]
    links: list[ValueFact]
    facts: list[OwnFact]
    articles: list[ArticleReference]
    datasets: list[DatasetReference]
    fact_count: int


class PostsPage(ListPage[ListedPost]):
    """One page of the list of posts."""
