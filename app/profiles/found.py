"""What a search found, written out: each with the name and the passage that it matched by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.languages import lookup
from app.models import (
    Article,
    ArticleText,
    Event,
    Fact,
    Organization,
    Person,
    Post,
    SearchText,
    holds,
    shown,
)
from app.profiles.describing import described
from app.profiles.facts import Json
from app.profiles.texts import BODY
from app.search.finding import Found
from app.search.hits import Hit
from app.search.marking import passage, spans_in_name
from app.search.script_codes import script_code
from app.search.texts import FoundText
from app.search.tokens import Span
from app.vocabulary import EntityKind, FactKind, Rank

_TABLES: Final[dict[EntityKind, type[Any]]] = {
    EntityKind.PERSON: Person,
    EntityKind.ORGANIZATION: Organization,
    EntityKind.POST: Post,
    EntityKind.EVENT: Event,
    EntityKind.ARTICLE: Article,
}


@dataclass(frozen=True, slots=True)
class Line:
    """An entity's line of its list, and its names by language."""

    told: Json
    display_names: dict[str, str]

    def head(self, languages: Sequence[str]) -> tuple[Json, str | None]:
        """What is told of an entity that was found, for a reader; and the language of its name."""
        language = lookup(languages, tuple(self.display_names))
        shown = self.display_names[language] if language else self.told["name"]
        line = self.told
        head = {name: line[name] for name in ("id", "kind", "name")} | {"display_name": shown}
        return head | {"description": described(line), "api_url": line["api_url"]}, language


def read_lines(session: Session, found: Iterable[tuple[str, EntityKind]]) -> dict[str, Line]:
    """The lines of these entities, by id, with one statement whatever their kinds."""
    of_kind: dict[EntityKind, list[str]] = defaultdict(list)
    for entity_id, kind in found:
        of_kind[EntityKind(kind)].append(entity_id)
    if not of_kind:
        return {}
    rows = session.execute(union_all(*(_lines(kind, ids) for kind, ids in of_kind.items())))
    return {
        row.id: Line(orjson.loads(row.short), orjson.loads(row.display_names or "{}"))
        for row in rows
    }


def write_hits(
    session: Session, hits: Sequence[Hit], words: str, languages: Sequence[str]
) -> tuple[list[Json], list[str | None]]:
    """Each hit, and the languages that names are shown in. ``words``: that names were found by."""
    lines = read_lines(session, ((hit.entity_id, hit.kind) for hit in hits))
    names = _names(session, {hit.entity_id for hit in hits if hit.name})
    texts = _texts(session, [text for hit in hits for text in hit.texts])
    written: list[Json] = []
    shown: list[str | None] = []
    for hit in hits:
        if hit.entity_id not in lines:
            continue
        head, language = lines[hit.entity_id].head(languages)
        matches = [
            *([_name_match(hit.name, words, names)] if hit.name else []),
            *(_text_match(text, texts) for text in hit.texts),
        ]
        written.append(head | {"score": hit.score, "matches": matches})
        shown.append(language)
    return written, shown


def write_suggestions(
    session: Session, found: Sequence[Found], prefix: str, languages: Sequence[str]
) -> tuple[list[Json], list[str | None]]:
    """Each suggestion with the name that fits, and the languages that names are shown in."""
    lines = read_lines(session, ((each.entity_id, each.kind) for each in found))
    heads = [(each, *lines[each.entity_id].head(languages)) for each in found]
    written = [
        head | {"match": each.name, "highlights": _spans(spans_in_name(each.name, prefix))}
        for each, head, _ in heads
    ]
    return written, [language for *_, language in heads]


def _name_match(found: Found, words: str, names: Mapping[tuple[str, str], Any]) -> Json:
    """Which name matched, of what kind, in which script and how; where the words stand in it."""
    said = names.get((found.entity_id, found.name))
    return {
        "field": "name",
        "text": found.name,
        "highlights": _spans(spans_in_name(found.name, words)),
        "how": found.how,
        "name_kind": said and said.property,
        "lang": said and said.lang,
        "script": script_code(found.name),
        "start": None,
        "end": None,
    }


def _text_match(found: FoundText, texts: Mapping[tuple[str, str], str]) -> Json:
    shown = passage(texts[found.entity_id, found.field], found.at())
    return {
        "field": found.field,
        "text": shown.text,
        "highlights": _spans(shown.spans),
        "how": "words",
        "name_kind": None,
        "lang": None,
        "script": None,
        "start": shown.start,
        "end": shown.start + len(shown.text),
    }


def _spans(spans: Iterable[Span]) -> list[Json]:
    return [{"start": start, "end": end} for start, end in spans]


def _lines(kind: EntityKind, entity_ids: Sequence[str]) -> AnySelect:
    table = _TABLES[kind]
    found: AnySelect = select(table.id, table.short, table.display_names)
    return found.where(table.id.in_(entity_ids), holds(table, None))


def _names(session: Session, entity_ids: Collection[str]) -> dict[tuple[str, str], Any]:
    """The kind and the language of each name of these entities, as the first of its facts says."""
    found = select(Fact.row, Fact.subject_id, Fact.value, Fact.property, Fact.lang).where(
        Fact.subject_id.in_(sorted(entity_ids)),
        Fact.kind == FactKind.NAME,
        Fact.rank != Rank.DEPRECATED,
        shown(None),
    )
    names: dict[tuple[str, str], Any] = {}
    # In order of the rows, SQLite would read every name there is.
    rows = session.execute(found).all() if entity_ids else []
    for row in sorted(rows, key=lambda each: each.row):
        names.setdefault((row.subject_id, str(row.value)), row)
    return names


def _texts(session: Session, found: Sequence[FoundText]) -> dict[tuple[str, str], str]:
    """The texts that matched, by entity and field."""
    texts: dict[tuple[str, str], str] = {}
    bodies = [each.entity_id for each in found if each.field == BODY]
    others = [each.entity_id for each in found if each.field != BODY]
    if bodies:
        kept = select(ArticleText.article_id, ArticleText.text)
        for row in session.execute(kept.where(ArticleText.article_id.in_(bodies))):
            texts[row.article_id, BODY] = row.text
    if others:
        said = select(SearchText.entity_id, SearchText.field, SearchText.text)
        said = said.where(SearchText.entity_id.in_(others), holds(SearchText, None))
        for entity_id, field, text in session.execute(said.where(SearchText.text.is_not(None))):
            texts[entity_id, field] = str(text)
    return texts
