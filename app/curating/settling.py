"""Many decisions of one curator at once, as the terminal collects them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.curating.deciding import Accepted, Decision, accept, defer, find_proposals, reject
from app.curating.needed import needed_by
from app.curating.parts import ProposedPart
from app.curating.problems import DecidedError, ProposalError, RefusedError, StaleError
from app.db import read_session, write_session
from app.vocabulary import ProposalStatus


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided on one proposal, as it was at this revision."""

    proposal_id: str
    revision: int
    status: ProposalStatus
    reason: str | None = None
    part: ProposedPart | None = None


@dataclass(slots=True)
class Settled:
    """What came of it; ``refused``: why a decision was not kept, by the ids of the proposals."""

    accepted: Accepted | None = None
    rejected: list[str] = field(default_factory=list)
    deferred: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def kept(self) -> set[str]:
        """The ids of all proposals that are decided now."""
        done = self.accepted
        accepted = [each.id for each in (*done.accepted, *done.along)] if done else []
        return {*accepted, *self.rejected, *self.deferred}


def settle(engine: Engine, verdicts: Sequence[Verdict], by: str) -> Settled:
    """Write these decisions in one transaction, what is accepted under one change.

    A decision that cannot be kept, since somebody else was quicker or something stands in the way,
    is left out and told; the others are kept.
    """
    left = {each.proposal_id: each for each in verdicts}
    refused: dict[str, str] = {}
    while left:
        try:
            with write_session(engine) as session:
                settled = _written(session, [*left.values()], by)
        except (DecidedError, StaleError, RefusedError) as error:
            found = _blamed(engine, error, left)
            refused |= found
            left = {one: each for one, each in left.items() if one not in found}
        else:
            settled.refused = refused
            return settled
    return Settled(refused=refused)


def _written(session: Session, verdicts: Sequence[Verdict], by: str) -> Settled:
    """What is rejected or deferred goes first: it is not to be accepted along."""
    settled = Settled()
    for each in verdicts:
        decision = Decision(by=by, reason=each.reason, revisions={each.proposal_id: each.revision})
        if each.status is ProposalStatus.REJECTED:
            settled.rejected += [one.id for one in reject(session, [each.proposal_id], decision)]
        elif each.status is ProposalStatus.DEFERRED:
            settled.deferred += [one.id for one in defer(session, [each.proposal_id], decision)]
    wanted = [each for each in verdicts if each.status is ProposalStatus.ACCEPTED]
    if wanted:
        ids = [each.proposal_id for each in wanted]
        decision = Decision(by=by, revisions={each.proposal_id: each.revision for each in wanted})
        edits = {each.proposal_id: each.part for each in wanted if each.part}
        settled.accepted = accept(session, ids, decision, edits)
    return settled


def _blamed(engine: Engine, error: ProposalError, left: Mapping[str, Verdict]) -> dict[str, str]:
    """The decisions that an error is about: those themselves, or those that need what is wrong."""
    own = {one: why for one, why in error.reasons.items() if one in left}
    if own:
        return own
    with read_session(engine) as session:
        for proposal in find_proposals(session, [*left]):
            for each in needed_by(session, [proposal]):
                if each.id in error.reasons:
                    own[proposal.id] = f"it needs {each.id}: {error.reasons[each.id]}"
    return own or dict.fromkeys(left, str(error))
