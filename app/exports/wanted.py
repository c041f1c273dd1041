"""What an export is asked to tell, and the statements that find it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from app.dates import PartialDate
from app.db import AnySelect, unindexed
from app.models import ChangeEntity, Document, holds
from app.profiles.rewriting import rewriting_changes
from app.profiles.view import View
from app.queries import articles, events, organizations, people, posts
from app.queries.lists import ListSpec, listing
from app.queries.parameters import Given
from app.vocabulary import EntityKind

PAGE: Final = 100  # items written at once
LISTS: Final[Mapping[EntityKind, ListSpec]] = {
    EntityKind.PERSON: people.LIST,
    EntityKind.ORGANIZATION: organizations.LIST,
    EntityKind.POST: posts.LIST,
    EntityKind.EVENT: events.LIST,
    EntityKind.ARTICLE: articles.LIST,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be told.

    ``number`` and ``at``: the newest change that the snapshot has. ``known_at``: that number where
    the past was asked for, None for the present, whose statements are the quicker ones. ``given``:
    filters of the lists. ``since``: only what came to read otherwise after that change. ``after``:
    only what stands behind this id. ``bom``: that CSV begins with a byte order mark.
    """

    number: int
    at: dt.datetime
    kinds: tuple[EntityKind, ...] = tuple(EntityKind)
    known_at: int | None = None
    as_of: PartialDate | None = None
    given: Given = field(default_factory=dict)
    since: int | None = None
    after: str | None = None
    bom: bool = False

    @property
    def view(self) -> View:
        """The view of documents."""
        return View(known_at=self.known_at, as_of=self.as_of)

    def fingerprint(self) -> str:
        """What tells this request from others on the same snapshot."""
        asked = (self.as_of, self.since, self.after, self.bom, sorted(self.given.items()))
        return sha256(repr(asked).encode()).hexdigest()[:16]


def stream(
    session: Session, statement: AnySelect | CompoundSelect[Any], size: int = PAGE
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """The rows of a statement, so many at a time; they are never all in memory."""
    connection = session.connection()
    result = connection.execute(statement, execution_options={"yield_per": size})
    with result:
        yield from result.partitions()


def documents(session: Session, wanted: Wanted, *columns: Any) -> AnySelect:
    """The ready documents that are wanted, in the order of their ids."""
    found: AnySelect = select(*columns).where(*_of(wanted), Document.body.is_not(None))
    found = found.where(*_meeting(session, wanted), *_of_a_rare_kind(wanted))
    if wanted.after is not None:
        found = found.where(Document.id > wanted.after)
    return found.order_by(Document.id)


def gone(session: Session, wanted: Wanted) -> AnySelect:
    """The documents that were told after the change ``since``, and are so no more.

    Withdrawn or merged ones, and those that meet the filters no longer.
    """
    columns = (Document.id, Document.kind, Document.merged_into, Document.since)
    found: AnySelect = select(*columns).where(*_of(wanted))
    then = _meets(session, wanted, wanted.since)
    now = _meets(session, wanted, wanted.known_at)
    if then is None or now is None:
        there = select(Document.id).where(holds(Document, wanted.since), Document.body.is_not(None))
        then = Document.id.in_(there)
        now = (Document.since <= wanted.since) | Document.body.is_not(None)
    anew = written_anew_since(session, wanted.since or 0, wanted.number)
    if anew is not None:
        then |= Document.id.in_(anew)
    return found.where(then, ~now).order_by(Document.id)


def written_anew_since(session: Session, since: int, upto: int) -> Select[str] | None:
    """The entities of which the past was written anew behind a change; None where it never was.

    What was told of them then cannot be read any more, so all that is not told now is told as gone.
    """
    changes = [each for each in rewriting_changes(session) if since < each <= upto]
    if not changes:
        return None
    return select(ChangeEntity.entity_id).where(ChangeEntity.change.in_(sorted(changes)))


def among(session: Session, wanted: Wanted, column: Any) -> list[ColumnElement[bool]]:
    """That a column names an entity that is wanted; nothing where all are."""
    if not wanted.given and wanted.since is None:
        return []
    return [column.in_(documents(session, wanted, Document.id).order_by(None))]


def _of(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    there = holds(Document, wanted.known_at)
    if len(wanted.kinds) == len(EntityKind):
        return (there,)
    # Lest the index by kind be taken, and all documents be sorted before the first.
    return there, unindexed(Document.kind).in_(wanted.kinds)


def _of_a_rare_kind(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """That a document is one of its kind's list, which is short where it is not that of people.

    Else every document of a person is looked at before the first of another kind.
    """
    if wanted.given or len(wanted.kinds) > 1 or EntityKind.PERSON in wanted.kinds:
        return
    for kind in wanted.kinds:
        of_kind = select(LISTS[kind].item).where(holds(LISTS[kind].table, wanted.known_at))
        yield Document.id.in_(of_kind)


def _meeting(session: Session, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    now = _meets(session, wanted, wanted.known_at)
    if now is not None:
        yield now
    if wanted.since is not None:
        later = Document.since > wanted.since
        then = _meets(session, wanted, wanted.since)
        yield later if then is None else or_(later, ~then)


def _meets(session: Session, wanted: Wanted, known_at: int | None) -> ColumnElement[bool] | None:
    """That a document's entity met the filters; None where there are none."""
    if not wanted.given:
        return None
    met = [
        and_(Document.kind == kind, Document.id.in_(items))
        for kind in wanted.kinds
        for items in [listing(session, LISTS[kind], wanted.given, known_at).items()]
    ]
    return or_(*met)
