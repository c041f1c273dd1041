"""Which standing articles still speak of an entity: they cite it, or their text has its name."""

from collections.abc import Collection, Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Article, ArticleText, Citation, Fact, holds
from app.queries.documents import ids_of
from app.vocabulary import FactKind

_SHORTEST: Final = 2  # characters of a name that is looked for
_AT_ONCE: Final = 200  # texts
_SPEAKS: Final = (
    *(Fact.subject_id, Fact.object_id, Fact.organization_id, Fact.post_id),
    Fact.on_behalf_of_id,
)


def articles_naming(session: Session, entity_id: str) -> list[str]:
    """The standing articles that ever supported a fact about the entity, or of which the text has
    one of the names that it ever had, whatever its capitals and spaces.
    """
    ids = ids_of(session, entity_id)
    named = (Fact.subject_id.in_(ids), Fact.kind == FactKind.NAME)
    names = {_folded(str(each)) for each in session.scalars(select(Fact.value).where(*named))}
    wanted = {each for each in names if len(each) >= _SHORTEST}
    return sorted({*_citing(session, ids), *_having(session, wanted)} - set(ids))


def _citing(session: Session, ids: Collection[str]) -> Iterator[str]:
    for column in _SPEAKS:
        found = select(Citation.article_id).join(Fact, Fact.row == Citation.fact_row)
        found = found.join(Article, (Article.id == Citation.article_id) & holds(Article, None))
        yield from session.scalars(found.where(column.in_(ids)).distinct())


def _having(session: Session, names: Collection[str]) -> Iterator[str]:
    found = select(ArticleText.article_id, ArticleText.text)
    found = found.join(Article, (Article.id == ArticleText.article_id) & holds(Article, None))
    for rows in session.execute(found).partitions(_AT_ONCE):
        for article_id, text in rows:
            written = _folded(text)
            if any(name in written for name in names):
                yield article_id


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
