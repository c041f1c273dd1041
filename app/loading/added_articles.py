"""Articles that come with their text, rather than as files beside a dossier."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints
from pydantic import Field as Shown

from app.ledger import NewFact
from app.loading.adding import Addition, Body, SourceArticle
from app.loading.compiling import Compiler
from app.loading.dossier import ArticleParticulars, DossierArticle, Id
from app.loading.problems import DossierError
from app.loading.values import Checker

MOST_TEXT: Final = 1_000_000  # bytes of UTF-8


def _usable(text: str) -> str:
    """The text in NFC; refuses what cannot be kept, in the words that dossiers are refused in."""
    text = unicodedata.normalize("NFC", text)
    if not text.strip():
        raise ValueError("the article's text is empty")
    if (at := text.find("\0")) >= 0:
        raise ValueError(f"the article's text has a NUL character at {at}: remove it")
    if len(text.encode()) > MOST_TEXT:
        raise ValueError(f"the article's text is longer than {MOST_TEXT:,} bytes")
    return text


class AddedArticle(ArticleParticulars):
    """An article with its text. Without an id it takes one from its title."""

    id: Id | None = None
    text: Annotated[
        str,
        StringConstraints(min_length=1),
        AfterValidator(_usable),
        Shown(description="The text as it is; it is kept in NFC, and never edited."),
    ]


@dataclass(frozen=True, slots=True)
class CompiledArticle:
    """An article that was found right, and the facts about it."""

    article_id: str
    source: SourceArticle
    facts: list[NewFact]


def compile_article(article: AddedArticle, article_id: str) -> CompiledArticle:
    """Check an article's particulars against its text; raises DossierError."""
    source = SourceArticle(article_id, article.text, article.publication_date)
    checker = Checker(
        places=Body(),
        article_id=article_id,
        text=source.text,
        published=source.published,
        kinds={},
        problems=[],
    )
    nothing = Addition(article_id=article_id)
    told = {name: getattr(article, name) for name in ArticleParticulars.model_fields}
    particulars = DossierArticle.model_construct(id=article_id, file="", **told)
    facts = [*Compiler(nothing, checker, {}).article_facts(particulars)]
    if checker.problems:
        raise DossierError(checker.problems)
    return CompiledArticle(article_id, source, facts)
