"""What several sources say alike, which stands in a profile once, under one of the facts."""

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from app.batches import batches
from app.models import Fact, in_profiles, shown
from app.models.rows import FactRow, citation_rows, fact_rows
from app.profiles.evidence import Evidence
from app.profiles.facts import Group, Json, Writer
from app.profiles.writing import write_facts


def standing_for(
    session: Session, entity_ids: Collection[str], known_at: int | None = None
) -> dict[str, str]:
    """By the id of each fact that the profiles of these entities show: that of the one it is under.

    What is not of best rank, only disputed, or may not stand in a profile is missing.
    """
    groups = _groups(session, entity_ids, known_at)
    return {fact.id: group[0].id for group in groups for fact in group}


def alike(session: Session, fact: FactRow) -> tuple[str | None, list[Json]]:
    """The id under which the profile shows a fact, and the other facts that say the same."""
    for group in _groups(session, [fact.subject_id], None):
        if fact.id in {each.id for each in group}:
            others = [each for each in group if each.id != fact.id]
            return group[0].id, write_facts(session, others)
    return None, []


def _groups(session: Session, entity_ids: Collection[str], known_at: int | None) -> Iterator[Group]:
    for batch in batches(sorted(entity_ids)):
        about = Fact.subject_id.in_(batch)
        facts = fact_rows(session, about, shown(known_at), in_profiles(), order_by=Fact.row)
        evidence = Evidence()
        for rows in batches([fact.row for fact in facts]):
            for citation in citation_rows(session, rows):
                evidence.citations[citation.fact_row].append(citation)
        yield from Writer(evidence).said_alike(facts)
