"""Posts."""

from typing import Literal

from app.schemas.base import ArticleReference, Cited, DateText, ListPage, Reference, Wire
from app.schemas.facts import OtherName, OwnFact, ValueFact
from app.vocabulary import EntityKind


class PostFields(Wire):
    """What stands in the document and in the list."""

    id: str
    kind: Literal[EntityKind.POST]
    name: str
    label: str
    organization_id: str | None
    organization: Reference | None
    holder_count: int
    start_date: DateText | None
    end_date: DateText | None


class PostShort(PostFields):
    """A post in one line of a list."""

    api_url: str


class Post(PostFields, Cited):
    """A post: each fact with its quote."""

    role: str | None
    area: str | None
    summary: str | None
    memberships_url: str
    other_names: list[OtherName]
    identifiers: list[ValueFact]
    links: list[ValueFact]
    facts: list[OwnFact]
    articles: list[ArticleReference]
    fact_count: int


class PostsPage(ListPage[PostShort]):
    """One page of the list of posts."""
