"""Reading from the ledger what documents are made of: facts, their citations, names of others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.batches import batches
from app.db import unindexed
from app.models import Citation, Dataset, Entity, Fact, in_profiles, shown
from app.models.rows import (
    CitationRow,
    FactRow,
    ReferenceRow,
    citation_rows,
    fact_rows,
    stands_in_profiles,
)
from app.profiles.best import Facts
from app.profiles.references import read_references
from app.timespans import Answer
from app.vocabulary import EntityKind, FactKind, Rank

# By the entities asked about: an index by kind would lead through all such facts there are.
_ATTENDS: Final = unindexed(Fact.kind) == FactKind.PARTICIPATION
_HOLDS: Final = (unindexed(Fact.kind) == FactKind.MEMBERSHIP, Fact.rank != Rank.DEPRECATED)
_REFERENCES: Final = ("subject_id", "object_id", "organization_id", "post_id", "on_behalf_of_id")


def grouped() -> defaultdict[str, Facts]:
    """An empty grouping of facts."""
    return defaultdict(Facts)


@dataclass(slots=True)
class Recorded:
    """The facts that a change itself recorded of entities that it declared: all there are of them.

    So they need not be read back from the ledger.
    """

    entity_ids: set[str] = field(default_factory=set)
    facts: defaultdict[str, Facts] = field(default_factory=grouped)
    citations: dict[int, list[CitationRow]] = field(default_factory=dict)

    def add(self, fact: FactRow, citations: list[CitationRow]) -> None:
        """Add a fact of which one of the entities is the subject."""
        if stands_in_profiles(fact):
            self.facts[fact.subject_id].append(fact)
            if citations:
                self.citations[fact.row] = citations


@dataclass(slots=True)
class Evidence:
    """Facts with all that is needed to write them out.

    ``about`` are the facts whose subject an entity is, ``attending`` the participations in an
    event, ``references`` what is repeated of every entity mentioned, ``datasets`` what is told of
    those that the facts are from. ``holders`` counts the people
    who held a post or belonged to an organization, ``citing`` the facts that an article supports.
    ``answers`` says of facts, by row, whether they hold on the day asked about. ``known_at``: as of
    which change; None for now.
    """

    known_at: int | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    about: defaultdict[str, Facts] = field(default_factory=grouped)
    attending: defaultdict[str, Facts] = field(default_factory=grouped)
    references: dict[str, ReferenceRow] = field(default_factory=dict)
    citations: defaultdict[int, list[CitationRow]] = field(
        default_factory=lambda: defaultdict(list)
    )
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    holders: dict[str, int] = field(default_factory=dict)
    citing: dict[str, int] = field(default_factory=dict)


def gather(
    session: Session,
    entity_ids: Collection[str],
    known_at: int | None = None,
    recorded: Recorded | None = None,
) -> Evidence:
    """All that the documents of these entities are made of, in a fixed number of queries.

    ``recorded``: what need not be read.
    """
    evidence = Evidence(known_at=known_at, kinds=kinds_of(session, entity_ids))
    standing = (shown(known_at), in_profiles())
    of_kind: dict[str, list[str]] = defaultdict(list)
    for entity_id, kind in evidence.kinds.items():
        of_kind[kind].append(entity_id)
    at_hand = recorded or Recorded()
    about = [fact for each in entity_ids for fact in at_hand.facts.get(each, ())]
    to_read = [each for each in entity_ids if each not in at_hand.entity_ids]
    about += _facts(session, Fact.subject_id, to_read, *standing)
    events = of_kind[EntityKind.EVENT]
    attending = list(_facts(session, Fact.object_id, events, *standing, _ATTENDS))
    for fact in about:
        evidence.about[fact.subject_id].append(fact)
    for fact in attending:
        evidence.attending[str(fact.object_id)].append(fact)
    for column, kind in _HELD:
        counted = select(column, func.count(Fact.subject_id.distinct()))
        counted = counted.where(*standing, *_HOLDS)
        evidence.holders |= _count(session, counted, of_kind[kind])
    citing = _CITING.where(shown(known_at))
    evidence.citing = _count(session, citing, of_kind[EntityKind.ARTICLE])
    add_context(session, evidence, about + attending, at_hand)
    evidence.datasets = _datasets(session, {fact.dataset_id for fact in about + attending})
    return evidence


def gather_own(session: Session, entity_id: str, known_at: int | None = None) -> Evidence:
    """The facts about one entity, with what is needed to write them out.

    It has neither kind nor datasets nor counts: those are only for documents.
    """
    evidence = Evidence(known_at=known_at)
    standing = (shown(known_at), in_profiles())
    for fact in _facts(session, Fact.subject_id, [entity_id], *standing):
        evidence.about[entity_id].append(fact)
    add_context(session, evidence, evidence.about[entity_id])
    return evidence


def add_context(
    session: Session,
    evidence: Evidence,
    facts: Sequence[FactRow],
    recorded: Recorded | None = None,
) -> None:
    """Add the citations of these facts, and the references of every entity they mention."""
    at_hand = recorded or Recorded()
    evidence.citations |= at_hand.citations
    to_read = [fact.row for fact in facts if fact.subject_id not in at_hand.entity_ids]
    # A part in an event stands with the person and with the event.
    for batch in batches(dict.fromkeys(to_read)):
        for citation in citation_rows(session, batch):
            evidence.citations[citation.fact_row].append(citation)
    mentioned = {named for fact in facts for name in _REFERENCES if (named := getattr(fact, name))}
    mentioned |= {each.article_id for of in evidence.citations.values() for each in of}
    evidence.references |= read_references(session, mentioned, evidence.known_at)


def _datasets(session: Session, dataset_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    columns = (Dataset.id, Dataset.title, Dataset.licence, Dataset.attribution, Dataset.url)
    found = select(*columns).where(Dataset.id.in_(sorted(dataset_ids)))
    names = [column.key for column in columns]
    return {row.id: dict(zip(names, row, strict=True)) for row in session.execute(found)}


def kinds_of(session: Session, entity_ids: Iterable[str]) -> dict[str, str]:
    """The kind of each of these entities."""
    kinds: dict[str, str] = {}
    for batch in batches(sorted(entity_ids)):
        found = select(Entity.id, Entity.kind).where(Entity.id.in_(batch))
        kinds |= {row.id: row.kind for row in session.execute(found)}
    return kinds


def _facts(
    session: Session,
    column: InstrumentedAttribute[Any],
    entity_ids: Collection[str],
    *conditions: ColumnElement[bool],
) -> Iterable[FactRow]:
    for batch in batches(sorted(entity_ids)):
        yield from fact_rows(session, column.in_(batch), *conditions, order_by=Fact.row)


def _count(
    session: Session, counted: Select[Any, int], entity_ids: Collection[str]
) -> dict[str, int]:
    counts: dict[str, int] = {}
    column = counted.selected_columns[0]
    for batch in batches(sorted(entity_ids)):
        found = counted.where(column.in_(batch)).group_by(column)
        counts |= {row[0]: row[1] for row in session.execute(found)}
    return counts


_HELD: Final = (
    (Fact.post_id, EntityKind.POST),
    (Fact.organization_id, EntityKind.ORGANIZATION),
)
_CITING: Final = select(Citation.article_id, func.count(Fact.row.distinct())).join(
    Fact, Fact.row == Citation.fact_row
)
