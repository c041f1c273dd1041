"""The list of proposals: what it can be narrowed and sorted by."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Proposal
from app.queries.paging import Order, plain
from app.queries.sorting import SortKey, order_by
from app.vocabulary import ProposalStatus

_LEAST, _MOST = -1.0, 2.0  # beyond any confidence: what has none stands last
SORTS: Final = {
    "created_at": SortKey(Proposal.number, Proposal.number.desc()),
    "confidence": SortKey(
        func.coalesce(Proposal.confidence, _MOST).label("confidence_up"),
        func.coalesce(Proposal.confidence, _LEAST).label("confidence_down").desc(),
    ),
}
TIES: Final = (Proposal.number,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What narrows the list. ``of``: of whom, where one may not see those of all.

    ``elsewhere``: only those whose source is no article of ours, where no ``article_id`` is given.
    """

    of: str | None = None
    status: ProposalStatus | None = None
    article_id: str | None = None
    subject_id: str | None = None
    batch: str | None = None
    proposer: str | None = None
    min_confidence: float | None = None
    rule: str | None = None
    elsewhere: bool = False


def list_proposals(wanted: Wanted, sort: str | None) -> tuple[AnySelect, Order]:
    """The statement, which finds proposals, and its order; raises ListError."""
    order: Order = order_by(sort, SORTS, TIES) if sort else TIES
    keys = [plain(each) for each in order]
    found: AnySelect = select(Proposal, *keys)
    compared = {
        Proposal.proposer: wanted.of,
        Proposal.status: wanted.status,
        Proposal.article_id: wanted.article_id,
        Proposal.subject_id: wanted.subject_id,
        Proposal.batch: wanted.batch,
        Proposal.rule: wanted.rule,
    }
    for column, value in compared.items():
        if value is not None:
            found = found.where(column == value)
    if wanted.proposer is not None:
        found = found.where(Proposal.proposer == wanted.proposer)
    if wanted.elsewhere:
        found = found.where(Proposal.article_id.is_(None))
    if wanted.min_confidence is not None:
        found = found.where(Proposal.confidence >= wanted.min_confidence)
    return found, order


def find_proposal(session: Session, proposal_id: str, of: str | None) -> Proposal | None:
    """A proposal of this proposer, or of anyone."""
    found = select(Proposal).where(Proposal.id == proposal_id)
    if of is not None:
        found = found.where(Proposal.proposer == of)
    return session.scalars(found).first()


def matching_ids(session: Session, wanted: Wanted) -> list[str]:
    """The ids of all that a filter finds, in the order in which they came."""
    found, _ = list_proposals(wanted, None)
    ids = found.with_only_columns(Proposal.id, maintain_column_froms=True)
    return [row.id for row in session.execute(ids.order_by(Proposal.number))]
