"""A curator's no to a proposal: the two are not the same, and are not proposed again."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.importers.records import InputError
from app.models import MergeProposal
from app.vocabulary import MergeStatus


def reject_proposal(session: Session, one_id: str, other_id: str) -> None:
    """Note that the pair was rejected, in whichever order; raises InputError where none is open."""
    pair = sorted((one_id, other_id))
    is_it = MergeProposal.one_id.in_(pair) & MergeProposal.other_id.in_(pair)
    is_open = MergeProposal.status == MergeStatus.OPEN
    rejected = update(MergeProposal).where(is_it, is_open).values(status=MergeStatus.REJECTED)
    if not session.execute(rejected.returning(MergeProposal.one_id)).all():
        raise InputError(f"no proposal to merge {one_id!r} and {other_id!r} is open")
