"""The texts that entities are searched by, written with the facts that say them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import ArticleText, SearchText, SearchWord
from app.profiles.best import best_value
from app.profiles.evidence import Evidence
from app.profiles.facts import Json
from app.profiles.versions import add_rows, write_versions
from app.search.tokens import places
from app.vocabulary import EntityKind

BODY: Final = "text"  # of an article, which is kept apart
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    EntityKind.PERSON: ("summary", "biography"),
    EntityKind.ORGANIZATION: ("summary",),
    EntityKind.POST: ("summary",),
    EntityKind.EVENT: ("summary",),
    EntityKind.ARTICLE: ("title",),
}
_MOST_PLACES: Final = 1000  # of one word in one text
Key = tuple[str, str, str | None]  # entity id, field, text


@dataclass(slots=True)
class _Written:
    """The numbers and lengths of the texts that were ever written, and the words of new ones."""

    texts: dict[Key, tuple[int, int]]
    last: int
    words: list[Json] = field(default_factory=list)

    def add(self, key: Key, text: str) -> None:
        """Give a text that is new a number, and take its words."""
        if key in self.texts:
            return
        found, length = places(text)
        self.last += 1
        self.texts[key] = (self.last, length)
        self.words += [
            {
                "word": word,
                "number": self.last,
                "places": ",".join(map(str, at[:_MOST_PLACES])),
            }
            for word, at in found.items()
        ]


def write_texts(
    session: Session, change: int, entity_ids: Collection[str], evidence: Evidence
) -> None:
    """Let the texts of these entities be those that their facts say from this change on."""
    present = [each for each in entity_ids if evidence.about[each]]
    written = _written(session, entity_ids)
    rows = [row for each in present for row in _said(each, evidence, written)]
    articles = [each for each in present if evidence.kinds[each] == EntityKind.ARTICLE]
    rows += _bodies(session, articles, written)
    write_versions(session, SearchText, SearchText.entity_id, entity_ids, rows, change)
    add_rows(session, SearchWord, written.words)


def _written(session: Session, entity_ids: Collection[str]) -> _Written:
    known = select(SearchText).where(SearchText.entity_id.in_(entity_ids))
    texts: dict[Key, tuple[int, int]] = {
        (row.entity_id, row.field, row.text): (row.number, row.length)
        for row in session.scalars(known)
    }
    return _Written(texts, session.scalar(select(func.max(SearchText.number))) or 0)


def _said(entity_id: str, evidence: Evidence, written: _Written) -> list[Json]:
    kind, facts = evidence.kinds[entity_id], evidence.about[entity_id]
    rows: list[Json] = []
    for name in _FIELDS[kind]:
        text = best_value(facts, name)
        if text:
            written.add((entity_id, name, text), text)
            rows.append(_row(kind, (entity_id, name, text), written))
    return rows


def _bodies(session: Session, article_ids: Collection[str], written: _Written) -> list[Json]:
    fresh = [each for each in article_ids if (each, BODY, None) not in written.texts]
    if fresh:
        found = select(ArticleText.article_id, ArticleText.text)
        found = found.where(ArticleText.article_id.in_(fresh)).order_by(ArticleText.article_id)
        for row in session.execute(found):
            written.add((row.article_id, BODY, None), row.text)
    keys: list[Key] = [(each, BODY, None) for each in article_ids]
    return [_row(EntityKind.ARTICLE, key, written) for key in keys if key in written.texts]


def _row(kind: str, key: Key, written: _Written) -> Json:
    entity_id, name, text = key
    number, length = written.texts[key]
    row = {"entity_id": entity_id, "field": name, "number": number, "kind": kind}
    return row | {"length": length, "text": text}
