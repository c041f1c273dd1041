"""The texts that entities are searched by, written with the facts that say them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models import ArticleText, SearchText, SearchWord
from app.profiles.articles import boilerplate
from app.profiles.best import best_value
from app.profiles.evidence import Evidence
from app.profiles.facts import Json
from app.profiles.versions import add_rows, drop_words, write_versions
from app.search.tokens import Span, places
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
# Entity id, field, the text (None: an article's, which never changes), the parts left out as JSON.
Key = tuple[str, str, str | None, str | None]


@dataclass(slots=True)
class WrittenTexts:
    """The numbers and lengths of the texts that were ever written, and the words of new ones."""

    texts: dict[Key, tuple[int, int]]
    last: int
    words: list[Json] = field(default_factory=list)

    def add(self, key: Key, text: str, without: Sequence[Span] = ()) -> None:
        """Give a text that is new a number, and take its words."""
        self.last += 1
        words, length = words_of(self.last, text, without)
        self.texts[key] = (self.last, length)
        self.words += words


def words_of(number: int, text: str, without: Sequence[Span] = ()) -> tuple[list[Json], int]:
    """The words by which a text with this number is found, and how many tokens it has."""
    found, length = places(text, without)
    words = [
        {"word": word, "number": number, "places": ",".join(map(str, at[:_MOST_PLACES]))}
        for word, at in found.items()
    ]
    return words, length


def write_texts(
    session: Session,
    change: int,
    entity_ids: Collection[str],
    evidence: Evidence,
    written: WrittenTexts,
) -> None:
    """Let the texts of these entities be those that their facts say from this change on."""
    rows = text_rows(session, entity_ids, evidence, written)
    write_versions(session, SearchText, SearchText.entity_id, entity_ids, rows, change)
    add_rows(session, SearchWord, written.words)
    written.words.clear()


def text_rows(
    session: Session, entity_ids: Collection[str], evidence: Evidence, written: WrittenTexts
) -> list[Json]:
    """The texts of these entities, as their facts say; those that are new are added to others."""
    present = [each for each in entity_ids if evidence.about[each]]
    keys = [key for each in present for key in _said(each, evidence, written)]
    articles = [each for each in present if evidence.kinds[each] == EntityKind.ARTICLE]
    keys += _bodies(session, articles, evidence, written)
    return [_row(evidence.kinds[key[0]], key, written) for key in keys]


def written_texts(session: Session, entity_ids: Collection[str]) -> WrittenTexts:
    """The texts that these entities have, or once had, as they were written."""
    known = select(SearchText).where(SearchText.entity_id.in_(entity_ids))
    texts: dict[Key, tuple[int, int]] = {
        (row.entity_id, row.field, row.text, row.without): (row.number, row.length)
        for row in session.scalars(known)
    }
    return WrittenTexts(texts, session.scalar(select(func.max(SearchText.number))) or 0)


def drop_unused(session: Session, entity_ids: Collection[str], written: WrittenTexts) -> None:
    """Take away the words of texts that these entities had, and that none of their versions has."""
    kept = set(session.scalars(_numbers_of(entity_ids)))
    for (entity_id, _, text, without), (number, _) in written.texts.items():
        if number in kept:
            continue
        if text is None:
            of_article = select(ArticleText.text).where(ArticleText.article_id == entity_id)
            text = session.scalars(of_article).one()  # noqa: PLW2901 (kept apart)
        found, _ = places(text, orjson.loads(without) if without else ())
        drop_words(session, [{"word": word, "number": number} for word in found])


def _numbers_of(entity_ids: Collection[str]) -> Select[int]:
    return select(SearchText.number).where(SearchText.entity_id.in_(entity_ids))


def _said(entity_id: str, evidence: Evidence, written: WrittenTexts) -> Iterator[Key]:
    for name in _FIELDS[evidence.kinds[entity_id]]:
        text = best_value(evidence.about[entity_id], name)
        if text:
            key = (entity_id, name, text, None)
            if key not in written.texts:
                written.add(key, text)
            yield key


def _bodies(
    session: Session, article_ids: Collection[str], evidence: Evidence, written: WrittenTexts
) -> list[Key]:
    spans = {each: boilerplate(evidence.about[each]) for each in article_ids}
    without = {each: orjson.dumps(at).decode() if at else None for each, at in spans.items()}
    keys: dict[str, Key] = {each: (each, BODY, None, without[each]) for each in article_ids}
    fresh = [each for each in article_ids if keys[each] not in written.texts]
    found = select(ArticleText.article_id, ArticleText.text)
    found = found.where(ArticleText.article_id.in_(fresh)).order_by(ArticleText.article_id)
    for row in session.execute(found) if fresh else ():
        written.add(keys[row.article_id], row.text, spans[row.article_id])
    return [key for key in keys.values() if key in written.texts]


def _row(kind: str, key: Key, written: WrittenTexts) -> Json:
    entity_id, name, text, without = key
    number, length = written.texts[key]
    told = {"entity_id": entity_id, "field": name, "kind": kind, "text": text, "without": without}
    return told | {"number": number, "length": length}
