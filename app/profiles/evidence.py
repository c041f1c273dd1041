"""Reading from the ledger what documents are made of: facts, their citations, names of others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.batches import batches
from app.models import Citation, Entity, Fact
from app.vocabulary import EntityKind, FactKind, Rank

LIVE: Final[ColumnElement[bool]] = Fact.retracted_in.is_(None)
# What others repeat of an entity: its names and attributes, not what it held or attended.
_TOLD: Final = Fact.kind.in_((FactKind.NAME, FactKind.ATTRIBUTE, FactKind.RELATION))
_ATTENDS: Final = Fact.kind == FactKind.PARTICIPATION
_HOLDS: Final = Fact.kind == FactKind.MEMBERSHIP
_REFERENCES: Final = ("subject_id", "object_id", "organization_id", "post_id", "on_behalf_of_id")


def grouped() -> defaultdict[str, list[Fact]]:
    """An empty grouping of facts."""
    return defaultdict(list)


@dataclass(slots=True)
class Evidence:
    """Facts with all that is needed to write them out.

    ``about`` are the facts whose subject an entity is, ``attending`` the participations in an
    event, ``told`` the names and attributes of every entity mentioned, ``kinds`` each one's kind.
    ``holders`` counts the people who held a post or belonged to an organization, ``citing`` the
    facts that an article supports.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    about: defaultdict[str, list[Fact]] = field(default_factory=grouped)
    attending: defaultdict[str, list[Fact]] = field(default_factory=grouped)
    told: defaultdict[str, list[Fact]] = field(default_factory=grouped)
    citations: defaultdict[int, list[Citation]] = field(default_factory=lambda: defaultdict(list))
    holders: dict[str, int] = field(default_factory=dict)
    citing: dict[str, int] = field(default_factory=dict)


def gather(session: Session, entity_ids: Collection[str]) -> Evidence:
    """All that the documents of these entities are made of, in a fixed number of queries."""
    evidence = Evidence(kinds=kinds_of(session, entity_ids))
    of_kind: dict[str, list[str]] = defaultdict(list)
    for entity_id, kind in evidence.kinds.items():
        of_kind[kind].append(entity_id)
    about = list(_facts(session, Fact.subject_id, entity_ids))
    attending = list(_facts(session, Fact.object_id, of_kind[EntityKind.EVENT], _ATTENDS))
    for fact in about:
        evidence.about[fact.subject_id].append(fact)
    for fact in attending:
        evidence.attending[str(fact.object_id)].append(fact)
    evidence.holders = _count(session, _holders(Fact.post_id), of_kind[EntityKind.POST])
    evidence.holders |= _count(
        session, _holders(Fact.organization_id), of_kind[EntityKind.ORGANIZATION]
    )
    evidence.citing = _count(session, _CITING, of_kind[EntityKind.ARTICLE])
    add_context(session, evidence, about + attending)
    return evidence


def add_context(session: Session, evidence: Evidence, facts: Sequence[Fact]) -> None:
    """Add the citations of these facts, and what is told of every entity they mention."""
    for batch in batches(fact.row for fact in facts):
        found = select(Citation).where(Citation.fact_row.in_(batch))
        for citation in session.scalars(found.order_by(Citation.fact_row, Citation.ordinal)):
            evidence.citations[citation.fact_row].append(citation)
    mentioned = {named for fact in facts for name in _REFERENCES if (named := getattr(fact, name))}
    mentioned |= {each.article_id for of in evidence.citations.values() for each in of}
    evidence.kinds |= kinds_of(session, mentioned - evidence.kinds.keys())
    for fact in _facts(session, Fact.subject_id, mentioned, _TOLD):
        evidence.told[fact.subject_id].append(fact)


def kinds_of(session: Session, entity_ids: Iterable[str]) -> dict[str, str]:
    """The kind of each of these entities."""
    kinds: dict[str, str] = {}
    for batch in batches(sorted(entity_ids)):
        found = select(Entity.id, Entity.kind).where(Entity.id.in_(batch))
        kinds |= {row.id: row.kind for row in session.execute(found)}
    return kinds


def best(facts: Iterable[Fact]) -> list[Fact]:
    """The facts of best rank (Wikibase): the preferred ones if there are any, else the normal."""
    ranked: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        ranked[fact.rank].append(fact)
    return ranked[Rank.PREFERRED] or ranked[Rank.NORMAL]


def _facts(
    session: Session,
    column: InstrumentedAttribute[Any],
    entity_ids: Collection[str],
    *conditions: ColumnElement[bool],
) -> Iterable[Fact]:
    for batch in batches(sorted(entity_ids)):
        found = select(Fact).where(column.in_(batch), LIVE, *conditions)
        yield from session.scalars(found.order_by(Fact.row))


def _count(
    session: Session, counted: Select[Any, int], entity_ids: Collection[str]
) -> dict[str, int]:
    counts: dict[str, int] = {}
    column = counted.selected_columns[0]
    for batch in batches(sorted(entity_ids)):
        found = counted.where(column.in_(batch)).group_by(column)
        counts |= {row[0]: row[1] for row in session.execute(found)}
    return counts


def _holders(column: InstrumentedAttribute[Any]) -> Select[Any, int]:
    return select(column, func.count(Fact.subject_id.distinct())).where(LIVE, _HOLDS)


_CITING: Final = (
    select(Citation.article_id, func.count(Fact.row.distinct()))
    .join(Fact, Fact.row == Citation.fact_row)
    .where(LIVE)
)
