"""Articles."""

from typing import Literal

from pydantic import Field

from app.schemas.base import Cited, DateText, ListPage, Wire
from app.schemas.facts import ValueFact
from app.vocabulary import EntityKind


class Span(Wire):
    """A part of the text: half-open, in code points."""

    start: int
    end: int
    exact: str


class ArticleFields(Wire):
    """What stands in the document and in the list."""

    id: str
    kind: Literal[EntityKind.ARTICLE]
    name: str
    title: str | None
    author: list[str]
    publisher: str | None
    url: str | None = Field(description="Where the article was published.")
    publication_date: DateText | None
    language_code: str | None
    fact_count: int = Field(description="How many facts the article supports.")


class ArticleShort(ArticleFields):
    """An article in one line of a list."""

    api_url: str


class Article(ArticleFields, Cited):
    """An article with its text, which citations point into."""

    boilerplate: list[Span] = Field(description="Parts of the text that are not the article's.")
    facts: list[ValueFact] = Field(description="The facts about the article itself.")
    facts_url: str
    text: str = Field(description="In NFC; citations count its code points.")
    text_sha256: str = Field(description="Of the text's UTF-8.")


class ArticlesPage(ListPage[ArticleShort]):
    """One page of the list of articles."""
