"""Taking back a decision: what was accepted is reverted, and open again."""

from sqlalchemy.orm import Session

from app.curating.deciding import Decision, refuse_decided, reopen
from app.curating.outcomes import undone
from app.curating.problems import ProposalProblem, RefusedError
from app.ledger import LedgerError
from app.ledger.undoing import revert
from app.models import Proposal
from app.queries.review import accepted_with
from app.vocabulary import ProposalStatus


def undo(session: Session, proposal: Proposal, decision: Decision) -> list[Proposal]:
    """Open again what was rejected, deferred or accepted; those that are open then.

    The change that accepted it is reverted as a whole: what was accepted with it is opened, too.
    Raises DecidedError where there is nothing to take back, and RefusedError where later changes
    stand in the way.
    """
    if proposal.status != ProposalStatus.ACCEPTED or proposal.change is None:
        return reopen(session, [proposal.id], decision)
    together = accepted_with(session, proposal.change)
    if proposal.id not in undone(session, [proposal]):
        _revert(session, proposal, decision)
    gone = undone(session, together)
    again = [each.id for each in together if each.id in gone]
    refuse_decided(session, [proposal], ProposalStatus.OPEN)
    return reopen(session, [proposal.id, *again], decision)


def _revert(session: Session, proposal: Proposal, decision: Decision) -> None:
    reason = decision.reason or f"Open proposal {proposal.id} again"
    try:
        revert(session, proposal.change or 0, actor=decision.by, reason=reason)
    except LedgerError as error:
        problem = ProposalProblem(proposal.id, (), str(error), is_conflict=True)
        raise RefusedError([problem]) from None
