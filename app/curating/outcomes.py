"""What became of accepted proposals since, as the ledger has it now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.batches import batches
from app.models import Change, Fact, Proposal
from app.vocabulary import ProposalAction, ProposalStatus, Rank


@dataclass(frozen=True, slots=True)
class Undone:
    """The change that took back what accepting a proposal did, and why."""

    change: int
    reason: str


def undone(session: Session, proposals: Sequence[Proposal]) -> dict[str, Undone]:
    """Those of these proposals that were accepted, but are not so any more, by their ids."""
    accepted = [each for each in proposals if each.status == ProposalStatus.ACCEPTED]
    rows = _last_rows(session, {str(each.made_fact_id) for each in accepted if each.made_fact_id})
    found: dict[str, Undone] = {}
    for each in accepted:
        row = rows.get(str(each.made_fact_id))
        told = row and _undoing(session, each, row)
        if told:
            found[each.id] = told
    return found


def _undoing(session: Session, proposal: Proposal, row: Fact) -> Undone | None:
    """What undid it, where something did; ``row``: the last one of the fact that it speaks of."""
    stands = row.retracted_in is None
    if proposal.action in (ProposalAction.ADD, ProposalAction.REPLACE):
        gone = row.retracted_in
        return Undone(gone, str(row.retraction_reason)) if gone is not None else None
    if stands and (proposal.action == ProposalAction.RETRACT or row.rank != Rank.DEPRECATED):
        change = session.get_one(Change, row.recorded_in)
        return Undone(change.number, change.reason)
    return None


def _last_rows(session: Session, fact_ids: set[str]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for batch in batches(sorted(fact_ids)):
        last = select(func.max(Fact.row)).where(Fact.id.in_(batch)).group_by(Fact.id)
        rows = session.scalars(select(Fact).where(Fact.row.in_(last)))
        found |= {row.id: row for row in rows}
    return found
