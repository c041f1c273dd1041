"""Who repeats an entity: the documents that name it, and the members below it that it closes."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.batches import batches
from app.db import unindexed
from app.models import Citation, Fact, known
from app.vocabulary import FactKind

# Of the facts that stand now, or of all that ever did.
NOW: Final[tuple[ColumnElement[bool], ...]] = (known(None),)
EVER: Final[tuple[ColumnElement[bool], ...]] = ()
_NAMED: Final = (Fact.object_id, Fact.organization_id, Fact.post_id, Fact.on_behalf_of_id)
_BELOW: Final = (
    unindexed(Fact.kind) == FactKind.RELATION,
    Fact.property.in_(("parent", "organization")),
)


def repeating(
    session: Session, renamed: Iterable[str], when: tuple[ColumnElement[bool], ...] = NOW
) -> Iterator[str]:
    """The entities whose documents name these."""
    for batch in batches(sorted(renamed)):
        for column in _NAMED:
            found = select(Fact.subject_id).where(column.in_(batch), *when)
            yield from session.scalars(found.distinct())
        attended = (Fact.kind == FactKind.PARTICIPATION, *when)
        found_events = select(Fact.object_id).where(Fact.subject_id.in_(batch), *attended)
        yield from (str(event_id) for event_id in session.scalars(found_events.distinct()))
        citing = select(Fact.subject_id, Fact.object_id, Fact.kind).join(
            Citation, Citation.fact_row == Fact.row
        )
        for row in session.execute(citing.where(Citation.article_id.in_(batch), *when).distinct()):
            yield row.subject_id
            if row.kind == FactKind.PARTICIPATION:
                yield row.object_id


def members_below(
    session: Session, closed: Collection[str], when: tuple[ColumnElement[bool], ...] = NOW
) -> Iterator[str]:
    """The members of all organizations and posts below these, at any depth."""
    below, level = set(closed), set(closed)
    while level:
        found = [
            session.scalars(
                select(Fact.subject_id).where(Fact.object_id.in_(batch), *_BELOW, *when)
            )
            for batch in batches(sorted(level))
        ]
        level = {entity_id for ids in found for entity_id in ids} - below
        below |= level
    for batch in batches(sorted(below - set(closed))):
        held = Fact.organization_id.in_(batch) | Fact.post_id.in_(batch)
        yield from session.scalars(select(Fact.subject_id).where(held, *when).distinct())
