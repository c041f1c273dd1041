"""Proposals to merge: two entities of which one may be the other."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.models import Fact, MergeProposal
from app.models.facts import noted
from app.queries.match import present_documents, survivors
from app.vocabulary import MERGED_INTO, MergeStatus


@dataclass(frozen=True, slots=True)
class Proposed:
    """An open proposal: the two entities as they are now, with their names."""

    ids: tuple[str, str]
    names: tuple[str, str]
    score: float
    reasons: Any


def open_proposals(session: Session, dataset_id: str | None = None) -> list[Proposed]:
    """The open proposals, of one dataset or of all, the likeliest first.

    One whose pair was merged since is accepted, and no longer open; nor is one of which an entity
    is gone.
    """
    rows = _rows(session, dataset_id)
    leads = survivors(session, {each for row in rows for each in (row.one_id, row.other_id)})
    documents = present_documents(session, set(leads.values()))
    proposed = []
    for row in rows:
        one, other = leads.get(row.one_id, ""), leads.get(row.other_id, "")
        if one != other and one in documents and other in documents:
            names = (str(documents[one].name), str(documents[other].name))
            proposed.append(Proposed((one, other), names, row.score, row.reasons))
    return proposed


def merged_proposals(session: Session, dataset_id: str) -> list[MergeProposal]:
    """The proposals that are noted as open though their pair was merged."""
    rows = _rows(session, dataset_id)
    leads = survivors(session, {each for row in rows for each in (row.one_id, row.other_id)})
    return [row for row in rows if leads.get(row.one_id, "") == leads.get(row.other_id)]


def proposed_pairs(session: Session, entity_ids: Collection[str]) -> set[tuple[str, str]]:
    """The pairs with one of these entities that were proposed once, whatever came of it."""
    named = MergeProposal.one_id.in_(entity_ids) | MergeProposal.other_id.in_(entity_ids)
    found = select(MergeProposal.one_id, MergeProposal.other_id).where(named)
    return {(row.one_id, row.other_id) for row in session.execute(found)}


def declined_pairs(session: Session) -> set[frozenset[str]]:
    """The pairs of which somebody decided that they are two, as they are called now.

    Their proposal was rejected, or their merge was reverted and not made again.
    """
    rejected = select(MergeProposal.one_id, MergeProposal.other_id)
    rejected = rejected.where(MergeProposal.status == MergeStatus.REJECTED)
    # One that was only moved by another merge, or was made again, stands under the same id.
    again = aliased(Fact)
    stands = exists().where(again.id == Fact.id, again.retracted_in.is_(None))
    reverted = select(Fact.subject_id, Fact.object_id).where(
        noted(MERGED_INTO),
        Fact.property == MERGED_INTO,
        Fact.retracted_in.is_not(None),
        ~stands,
    )
    pairs = [
        (str(one), str(other))
        for found in (rejected, reverted)
        for one, other in session.execute(found)
    ]
    leads = survivors(session, {each for pair in pairs for each in pair})
    return {frozenset(leads.get(each, each) for each in pair) for pair in pairs}


def _rows(session: Session, dataset_id: str | None) -> list[MergeProposal]:
    found = select(MergeProposal).where(MergeProposal.status == MergeStatus.OPEN)
    if dataset_id is not None:
        found = found.where(MergeProposal.dataset_id == dataset_id)
    likeliest = MergeProposal.score.desc()
    return list(session.scalars(found.order_by(likeliest, MergeProposal.one_id)))
