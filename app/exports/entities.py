"""The documents of entities, as an export tells them: each as its own permanent link gives it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.db import text_bytes
from app.exports.wanted import PAGE, Wanted, documents, gone, stream
from app.models import (
    Article,
    ArticleText,
    Dataset,
    Document,
    EntityValue,
    Event,
    Organization,
    Person,
    Post,
    holds,
)
from app.models.lists import ListRow
from app.profiles.citing import cite
from app.profiles.evidence import Evidence, gather
from app.profiles.facts import Json
from app.profiles.hidden import clean_sources
from app.profiles.ready import assemble
from app.profiles.spans import add_ancestors
from app.profiles.tenures import restrict
from app.profiles.view import View
from app.profiles.writing import write_shorts
from app.queries.changes import changes_by_number
from app.vocabulary import EntityKind

_COLUMNS: Final = (Document.id, Document.kind, Document.since, Document.name, Document.body)
# What stands for an id and a name in what is written once for many documents.
_AN_ID, _A_NAME = "%(id)b", "%(name)b"
_READY_PAGE: Final = 200  # a piece costs as much on its way as some twenty documents
_MOST_REMEMBERED: Final = 10_000  # changes
_ROWS: Final[dict[EntityKind, type[ListRow]]] = {
    EntityKind.PERSON: Person,
    EntityKind.ORGANIZATION: Organization,
    EntityKind.POST: Post,
    EntityKind.EVENT: Event,
    EntityKind.ARTICLE: Article,
}


def pieces(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """The documents as lines of JSON, a page at a time, in the order of their ids.

    Each is what the API answers at the document's ``cite.url``, byte for byte.
    """
    if EntityKind.ARTICLE in wanted.kinds or wanted.as_of:
        return _written(session, wanted)
    return _ready(session, wanted)


def _ready(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """Ready documents, with as little as can be done for each: they are copied once."""
    (kind,) = wanted.kinds
    endings = _Endings(session, kind)
    columns = (Document.id, Document.since, Document.name, text_bytes(Document.body))
    for rows in stream(session, documents(session, wanted, *columns), _READY_PAGE):
        endings.read({row[1] for row in rows})
        parts: list[bytes | memoryview] = []
        for entity_id, since, name, body in rows:
            told = {b"id": entity_id.encode(), b"name": _quoted(name, body)}
            parts += (memoryview(body)[:-1], endings.of[since] % told)
        yield b"".join(parts)


def _quoted(name: str | None, body: bytes) -> bytes:
    """A name as it stands within a text; older releases did not keep it beside the document."""
    return orjson.dumps(orjson.loads(body)["name"] if name is None else name)[1:-1]


def _written(session: Session, wanted: Wanted) -> Iterator[bytes]:
    """Documents with something in them that is not kept ready."""
    columns = (*_COLUMNS, ArticleText.text, ArticleText.sha256)
    found = documents(session, wanted, *columns)
    found = found.outerjoin(ArticleText, ArticleText.article_id == Document.id)
    for rows in stream(session, found):
        if wanted.as_of:
            yield _as_of(session, wanted, rows)
        else:
            days = _days(session, {row.since for row in rows})
            yield b"".join(
                row.body.encode()[:-1] + _ending(row, row.since, days[row.since], None)
                for row in rows
            )


def shorts(session: Session, wanted: Wanted) -> Iterator[list[Json]]:
    """The lines of the list with their datasets, a page at a time, in the order of their ids."""
    (kind,) = wanted.kinds
    table = _ROWS[kind]
    found = documents(session, wanted, Document.id, table.short).join(
        table, (table.id == Document.id) & holds(table, wanted.known_at)
    )
    for rows in stream(session, found):
        entity_ids = [row.id for row in rows]
        if wanted.as_of:
            told = write_shorts(session, entity_ids, wanted.view)
        else:
            told = [orjson.loads(row.short) for row in rows]
        datasets = _datasets(session, kind, entity_ids, wanted.known_at)
        yield [each | {"dataset": datasets[each["id"]]} for each in told]


def _datasets(
    session: Session, kind: EntityKind, entity_ids: Sequence[str], known_at: int | None
) -> defaultdict[str, list[str]]:
    """The datasets of which there are facts about each of these entities."""
    # All of the key is named, else every value is read for each page.
    found = select(EntityValue.entity_id, EntityValue.value).where(
        EntityValue.kind == kind,
        EntityValue.property == "dataset",
        EntityValue.value.in_(select(Dataset.id)),
        EntityValue.entity_id.in_(entity_ids),
        holds(EntityValue, known_at),
    )
    of: defaultdict[str, list[str]] = defaultdict(list)
    for entity_id, dataset_id in session.execute(found.order_by(EntityValue.value)):
        of[entity_id].append(dataset_id)
    return of


def tombstones(session: Session, wanted: Wanted) -> Iterator[list[Json]]:
    """What was told after the change ``since`` and is no more; nothing where none was named."""
    if wanted.since is None:
        return
    for rows in stream(session, gone(session, wanted)):
        yield [
            {
                "id": row.id,
                "kind": row.kind,
                "deleted": True,
                "merged_into": row.merged_into,
                "change": row.since,
            }
            for row in rows
        ]


def evidence_of(session: Session, entity_ids: Sequence[str], view: View) -> Evidence:
    """All that these entities' documents are made of in this view."""
    evidence = gather(session, entity_ids, view.known_at)
    said = (evidence.about, evidence.attending)
    clean_sources(session, [each for of in said for facts in of.values() for each in facts])
    add_ancestors(session, evidence)
    if view.as_of:
        restrict(evidence, view.as_of)
    return evidence


def evidence_pages(
    session: Session, wanted: Wanted, size: int = PAGE
) -> Iterator[tuple[list[str], Evidence]]:
    """The ids wanted, in their order, a page at a time, with the evidence about them."""
    for rows in stream(session, documents(session, wanted, Document.id), size):
        entity_ids = [row.id for row in rows]
        yield entity_ids, evidence_of(session, entity_ids, wanted.view)
        session.expunge_all()  # nothing of it is asked for again


def _as_of(session: Session, wanted: Wanted, rows: Sequence[Row[*tuple[Any, ...]]]) -> bytes:
    evidence = evidence_of(session, [row.id for row in rows], wanted.view)
    day = f"{wanted.at:%Y-%m-%d}"
    return b"".join(
        orjson.dumps(assemble(evidence, row.id))[:-1] + _ending(row, wanted.number, day, wanted)
        for row in rows
    )


def _ending(row: Row[Any], change: int, day: str, asked: Wanted | None) -> bytes:
    """What follows a document: the day asked about, an article's text, and how to cite it all."""
    as_of = asked.as_of if asked else None
    told: Json = {"as_of": as_of and as_of.text}
    if row.kind == EntityKind.ARTICLE:
        told |= {"text": row.text, "text_sha256": row.sha256}
    name = row.name or orjson.loads(row.body)["name"]
    told["cite"] = cite(row.kind, row.id, name, change, f"as recorded {day}", as_of)
    return b"," + orjson.dumps(told)[1:] + b"\n"


def _days(session: Session, numbers: set[int]) -> dict[int, str]:
    """The days on which changes were recorded."""
    return {each.number: f"{each.at:%Y-%m-%d}" for each in changes_by_number(session, numbers)}


class _Endings:
    """What follows the documents of each change, with places for an id and a name."""

    def __init__(self, session: Session, kind: EntityKind) -> None:
        self._session = session
        self._kind = kind
        self.of: dict[int, bytes] = {}

    def read(self, numbers: set[int]) -> None:
        """Let those of these changes be there."""
        missing = numbers - self.of.keys()
        if len(self.of) > _MOST_REMEMBERED:
            self.of.clear()
            missing = numbers
        if missing:
            days = _days(self._session, missing)
            self.of |= {number: self._ending(number, day) for number, day in days.items()}

    def _ending(self, change: int, day: str) -> bytes:
        cited = cite(self._kind, _AN_ID, _A_NAME, change, f"as recorded {day}")
        return b"," + orjson.dumps({"as_of": None, "cite": cited})[1:] + b"\n"
