"""All versions of what is kept of entities written anew, from the facts that may be shown.

A takedown takes something out of every past view, too, and its revert brings it back. So the
changes at which what is kept of an entity may have come to read otherwise are gone through again,
in their order, each as of itself: what comes of it is what would have been written had the facts
that are withheld never been, and is the same wherever the ledger is replayed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.batches import batches
from app.models import (
    Change,
    ChangeEntity,
    Citation,
    Fact,
    Reference,
    in_profiles,
    shown,
)
from app.models.facts import noted
from app.models.rows import fact_rows
from app.profiles.best import Facts
from app.profiles.evidence import kinds_of
from app.profiles.ready import TOLD_KINDS, write_batch
from app.profiles.references import Changed, write_references
from app.profiles.repeating import EVER, members_below, repeating
from app.profiles.texts import drop_unused, written_texts
from app.profiles.versions import close_versions, erase_references, erase_versions
from app.vocabulary import EXCLUDE, HIDDEN, REPAIR, UPGRADE, WITHDRAWN, FactKind

Points = defaultdict[str, set[int]]  # changes, by entity
_OTHERS: Final = (Fact.object_id, Fact.organization_id, Fact.post_id, Fact.on_behalf_of_id)


@dataclass(frozen=True, slots=True)
class Forced:
    """The changes that write documents whether they read otherwise or not: of all, or of those
    that they touched.
    """

    of_all: frozenset[int]
    of_touched: frozenset[int]


def rewriting_changes(session: Session) -> frozenset[int]:
    """The changes that had the past written anew."""
    found = set(session.scalars(select(Change.number).where(Change.action.in_((EXCLUDE, REPAIR)))))
    for property_ in (WITHDRAWN, HIDDEN):
        for column in (Fact.recorded_in, Fact.retracted_in):
            told = select(column).where(noted(property_), column.is_not(None))
            found |= {int(number) for number in session.scalars(told) if number is not None}
    return frozenset(found)


def rewrite(session: Session, change: int, entity_ids: Collection[str]) -> set[str]:
    """Write all that is kept of these entities anew, and of those that repeat them.

    Every document gets a version of this change, so that whoever follows learns of it. The ids of
    all entities that were written are what comes back.
    """
    renamed, closing = set[str](), set[str]()
    for batch in batches(sorted(entity_ids)):
        changed = _rewrite_references(session, change, batch)
        renamed |= changed.all
        closing |= changed.closing
    affected = set(entity_ids)
    affected |= {*repeating(session, renamed, EVER), *members_below(session, closing, EVER)}
    forced = forced_changes(session, change)
    for batch in batches(sorted(affected)):
        _rewrite_batch(session, change, batch, forced)
    return affected


def forced_changes(session: Session, *more: int) -> Forced:
    """The changes that wrote documents whether they read otherwise or not; ``more``: those, too."""
    upgrades = session.scalars(select(Change.number).where(Change.action == UPGRADE))
    return Forced(frozenset(upgrades), rewriting_changes(session).union(more))


def _rewrite_references(session: Session, change: int, entity_ids: list[str]) -> Changed:
    """Write the references anew; says of which any version differs from before."""
    kinds = kinds_of(session, entity_ids)
    before = _versions(session, entity_ids)
    erase_references(session, entity_ids)
    points = touched_in(session, entity_ids)
    for number in sorted({change}.union(*points.values())):
        of_kind = {
            each: kinds[each] for each in kinds if number == change or number in points[each]
        }
        write_references(session, number, of_kind, told_facts(session, of_kind, number))
    after = _versions(session, entity_ids)
    renamed = {each for each in kinds if before[each] != after[each]}
    return Changed(renamed, renamed)


def told_facts(
    session: Session, entity_ids: Collection[str], known_at: int | None
) -> Mapping[str, Facts]:
    """The facts that what others repeat of these entities rests on."""
    facts: defaultdict[str, Facts] = defaultdict(Facts)
    told = (Fact.kind.in_(TOLD_KINDS), shown(known_at), in_profiles())
    for fact in fact_rows(session, Fact.subject_id.in_(sorted(entity_ids)), *told):
        facts[fact.subject_id].append(fact)
    return facts


def _versions(session: Session, entity_ids: Collection[str]) -> defaultdict[str, list[object]]:
    columns = (Reference.id, Reference.since, Reference.until, Reference.name, Reference.told)
    found: defaultdict[str, list[object]] = defaultdict(list)
    there = select(*columns).where(Reference.id.in_(entity_ids)).order_by(Reference.since)
    for entity_id, *version in session.execute(there):
        found[entity_id].append(version)
    return found


def _rewrite_batch(session: Session, change: int, entity_ids: list[str], forced: Forced) -> None:
    touched = touched_in(session, entity_ids)
    points = points_of(session, touched, forced)
    texts = written_texts(session, entity_ids)
    erase_versions(session, entity_ids)
    for number in sorted({change}.union(*points.values())):
        here = [each for each in entity_ids if number == change or number in points[each]]
        anew = [each for each in here if number in touched[each] or number == change]
        if number in forced.of_all:
            close_versions(session, here, number)
        elif number in forced.of_touched:
            close_versions(session, anew, number, gone=True)
        write_batch(session, number, here, known_at=number, texts=texts)
    drop_unused(session, entity_ids, texts)


def touched_in(session: Session, entity_ids: Iterable[str]) -> Points:
    """The changes that touched each of these entities."""
    points: Points = defaultdict(set)
    found = select(ChangeEntity.entity_id, ChangeEntity.change)
    for row in session.execute(found.where(ChangeEntity.entity_id.in_(list(entity_ids)))):
        points[row.entity_id].add(row.change)
    return points


def points_of(session: Session, touched: Points, forced: Forced) -> Points:
    """The changes by which the documents of entities may have come to read otherwise.

    Those that touched them, or what others repeat of an entity that they mention, or of one above
    it; and those that wrote every document.
    """
    points: Points = defaultdict(set)
    first = {each: min(numbers) for each, numbers in touched.items()}
    for entity_id, numbers in touched.items():
        points[entity_id] |= numbers
    mentioned = _mentioned(session, list(touched))
    renamed = _renamed(session, {each for ids in mentioned.values() for each in ids})
    for entity_id, others in mentioned.items():
        for other in others:
            points[entity_id] |= renamed[other]
    return defaultdict(
        set,
        {
            entity_id: {each for each in numbers | forced.of_all if each >= first[entity_id]}
            for entity_id, numbers in points.items()
        },
    )


def _mentioned(session: Session, entity_ids: Collection[str]) -> dict[str, set[str]]:
    """The entities that the facts about each of these ever mentioned or cited."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    attended = Fact.kind == FactKind.PARTICIPATION
    for column, *conditions in ((Fact.subject_id,), (Fact.object_id, attended)):
        about = (column.in_(entity_ids), *conditions)
        _collect(session, column, about, found)
    return dict(found)


def _collect(
    session: Session,
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    about: tuple[ColumnElement[bool], ...],
    found: defaultdict[str, set[str]],
) -> None:
    for own, *others in session.execute(
        select(column, Fact.subject_id, *_OTHERS).where(*about).distinct()
    ):
        found[str(own)] |= {each for each in others if each}
    cited = select(column, Citation.article_id).join(Citation, Citation.fact_row == Fact.row)
    for own, article_id in session.execute(cited.where(*about).distinct()):
        found[str(own)].add(article_id)


def _renamed(session: Session, entity_ids: Collection[str]) -> defaultdict[str, set[int]]:
    """The changes at which what others repeat of these entities, or of those above, came to be."""
    own: Points = defaultdict(set)
    above: defaultdict[str, set[str]] = defaultdict(set)
    level = set(entity_ids)
    while level:
        for batch in batches(sorted(level)):
            found = select(Reference.id, Reference.since, Reference.told)
            for row in session.execute(found.where(Reference.id.in_(batch))):
                own[row.id].add(row.since)
                above[row.id] |= {*_parents(row.told)}
        level = {each for ids in above.values() for each in ids} - own.keys()
        for each in level:
            own[each] = set()
    return defaultdict(set, {each: _with_above(each, own, above) for each in entity_ids})


def _parents(told: dict[str, object]) -> Iterable[str]:
    parent, bodies = told.get("parent"), told.get("organization")
    return [str(each) for each in (parent, *(bodies if isinstance(bodies, list) else ())) if each]


def _with_above(entity_id: str, own: Points, above: Mapping[str, set[str]]) -> set[int]:
    found, seen, level = set[int](), set[str](), {entity_id}
    while level:
        seen |= level
        found = found.union(*(own[each] for each in level))
        level = {other for each in level for other in above.get(each, ())} - seen
    return found
