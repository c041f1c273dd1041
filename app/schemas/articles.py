"""Articles."""

from pydantic import Field

from app.schemas.base import Cited, DatasetReference, ListPage, Wire
from app.schemas.facts import Listed, ValueFact
from app.schemas.shorts import ArticleFields


class Span(Wire):
    """A part of the text: half-open, in code points."""

    start: int
    end: int
    exact: str


class ListedArticle(ArticleFields, Listed):
    """An article in one line of a list."""


class Article(ArticleFields, Cited):
    """An article with its text, which citations point into."""

    boilerplate: list[Span] = Field(description="Parts of the text that are not the article's.")
    datasets: list[DatasetReference]
    facts: list[ValueFact] = Field(description="The facts about the article itself.")
    facts_url: str
    text: str = Field(description="In NFC; citations count its code points.")
    text_sha256: str = Field(description="Of the text's UTF-8.")


class ArticlesPage(ListPage[ListedArticle]):
    """One page of the list of articles."""
