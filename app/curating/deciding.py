"""Deciding on proposals: accepted under one change, rejected, deferred or opened again.

::

    open -> accepted, rejected, deferred        deferred -> accepted, rejected, open
    rejected -> open                            accepted -> open, once it was undone

Every decision is taken in a session of ``write_session``, so that two curators come one behind the
other: the second is told what became of it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.curating.compiling import Compiled, compile_proposals
from app.curating.needed import needed_by
from app.curating.outcomes import undone
from app.curating.parts import ProposedPart, part_columns
from app.curating.problems import (
    DecidedError,
    ProposalProblem,
    RefusedError,
    StaleError,
    UnknownProposalError,
)
from app.curating.recording import record_proposals
from app.curating.withholding import problems_of_withheld
from app.ledger import LedgerError, OpenChange
from app.models import Proposal
from app.vocabulary import CURATED, ProposalStatus

_LEADS_TO: Final = {
    ProposalStatus.OPEN: {
        ProposalStatus.ACCEPTED,
        ProposalStatus.REJECTED,
        ProposalStatus.DEFERRED,
    },
    ProposalStatus.DEFERRED: {
        ProposalStatus.ACCEPTED,
        ProposalStatus.REJECTED,
        ProposalStatus.OPEN,
    },
    ProposalStatus.REJECTED: {ProposalStatus.OPEN},
    ProposalStatus.ACCEPTED: set[ProposalStatus](),
}
_MOST_NAMED: Final = 3  # proposals in the reason of a change


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting did. ``change`` is None where all of it stood already, to the letter.

    ``along``: open proposals that were accepted too, since they name what the others mention.
    """

    change: int | None
    accepted: list[Proposal]
    along: list[Proposal]
    recorded: int
    retracted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decides, why, and on which revisions of the proposals, where that was said."""

    by: str
    reason: str | None = None
    revisions: Mapping[str, int] = field(default_factory=dict)


def accept(
    session: Session,
    ids: Sequence[str],
    decision: Decision,
    edits: Mapping[str, ProposedPart] | None = None,
) -> Accepted:
    """Record these proposals with one change, all or none; ``edits``: parts as they should read.

    Raises UnknownProposalError, DecidedError, StaleError, and RefusedError with every problem.
    """
    wanted = _for_decision(session, ids, ProposalStatus.ACCEPTED, decision.revisions)
    refuse_withheld(session, wanted)
    for each in wanted:
        if edits and each.id in edits:
            _edit(session, each, edits[each.id])
    along = needed_by(session, wanted)
    # What names an entity goes before what speaks of it.
    proposals = [*along, *wanted]
    compiled = compile_proposals(session, proposals, deciding=True)
    if compiled.problems:
        raise RefusedError(compiled.problems)
    change = OpenChange(
        session,
        actor=decision.by,
        action="accept",
        reason=_reason_of([*wanted, *along], decision.reason),
        origin=_origin_of(compiled),
    )
    try:
        made = record_proposals(session, change, proposals, compiled)
    except LedgerError as error:
        refused = ProposalProblem(wanted[0].id, (), str(error), is_conflict=True)
        raise RefusedError([refused]) from None
    if change.withheld:  # the ledger knows of withdrawn entities that the checks do not
        message = "it speaks of something that was withdrawn"
        raise RefusedError([ProposalProblem(wanted[0].id, (), message, is_conflict=True)])
    number = change.number if change.recorded or change.retracted else None
    for each in proposals:
        _write(
            session,
            each,
            status=ProposalStatus.ACCEPTED,
            decision=decision,
            change=number,
            made_fact_id=made.get(each.id),
        )
    return Accepted(number, wanted, along, change.recorded, change.retracted)


def reject(session: Session, ids: Sequence[str], decision: Decision) -> list[Proposal]:
    """Say no to these proposals, all or none; raises as above."""
    return _settle(session, ids, ProposalStatus.REJECTED, decision)


def defer(session: Session, ids: Sequence[str], decision: Decision) -> list[Proposal]:
    """Leave these for later, all or none; raises as above."""
    return _settle(session, ids, ProposalStatus.DEFERRED, decision)


def reopen(session: Session, ids: Sequence[str], decision: Decision) -> list[Proposal]:
    """Open what was rejected or deferred, or accepted and undone since; all or none.

    What was accepted along and undone, too, is opened with it. Raises as above.
    """
    proposals = _for_decision(session, ids, ProposalStatus.OPEN, decision.revisions)
    along = needed_by(session, proposals, ProposalStatus.ACCEPTED)
    gone = undone(session, along)
    opened = [*proposals, *(each for each in along if each.id in gone)]
    for each in opened:
        _write(
            session,
            each,
            status=ProposalStatus.OPEN,
            decision=decision,
            change=None,
            made_fact_id=None,
        )
    return opened


def revise(
    session: Session, proposal: Proposal, part: ProposedPart | None, note: str | None = None
) -> None:
    """Let a proposal that is not decided read otherwise.

    Raises DecidedError, and RefusedError where the part is wrong.
    """
    refuse_decided(session, [proposal], ProposalStatus.ACCEPTED)
    refuse_withheld(session, [proposal])
    if note is not None:
        update_proposal(session, proposal, {"note": note})
    if part is not None:
        _edit(session, proposal, part)
        compiled = compile_proposals(session, [*needed_by(session, [proposal]), proposal])
        wrong = [
            each
            for each in compiled.problems
            if each.proposal_id == proposal.id and not each.is_conflict
        ]
        if wrong:
            raise RefusedError(wrong)


def _edit(session: Session, proposal: Proposal, part: ProposedPart) -> None:
    if proposal.part is None:
        message = f"is for add and replace: this is to {proposal.action} a fact"
        raise RefusedError([ProposalProblem(proposal.id, ("part",), message)])
    update_proposal(session, proposal, part_columns(part, _quote_of(proposal)))


def _quote_of(proposal: Proposal) -> str | None:
    source: Mapping[str, Any] = proposal.source or {}
    return source.get("exact")


def find_proposals(session: Session, ids: Sequence[str]) -> list[Proposal]:
    """These proposals, each once, in the order given; raises UnknownProposalError."""
    wanted = list(dict.fromkeys(ids))
    rows = session.scalars(select(Proposal).where(Proposal.id.in_(wanted)))
    found = {each.id: each for each in rows}
    if unknown := [each for each in wanted if each not in found]:
        raise UnknownProposalError(unknown)
    return [found[each] for each in wanted]


def _settle(
    session: Session, ids: Sequence[str], status: ProposalStatus, decision: Decision
) -> list[Proposal]:
    proposals = _for_decision(session, ids, status, decision.revisions)
    for each in proposals:
        _write(session, each, status=status, decision=decision)
    return proposals


def _for_decision(
    session: Session, ids: Sequence[str], to: ProposalStatus, revisions: Mapping[str, int]
) -> list[Proposal]:
    proposals = find_proposals(session, ids)
    refuse_decided(session, proposals, to)
    for each in proposals:
        if revisions.get(each.id, each.revision) != each.revision:
            raise StaleError(each)
    return proposals


def refuse_withheld(session: Session, proposals: Sequence[Proposal]) -> None:
    """Refuse to do something with what is not shown; raises RefusedError."""
    if problems := [*problems_of_withheld(session, proposals)]:
        raise RefusedError(problems)


def refuse_decided(session: Session, proposals: Sequence[Proposal], to: ProposalStatus) -> None:
    """Refuse what does not lead to this status any more; raises DecidedError."""
    refused = [each for each in proposals if to not in _LEADS_TO[ProposalStatus(each.status)]]
    if refused and to is ProposalStatus.OPEN:
        gone = undone(session, refused)
        refused = [each for each in refused if each.id not in gone]
    if refused:
        raise DecidedError(refused)


def _write(
    session: Session,
    proposal: Proposal,
    *,
    status: ProposalStatus,
    decision: Decision,
    **more: Any,
) -> None:
    is_open = status is ProposalStatus.OPEN
    told = {
        "status": status.value,
        "decided_at": None if is_open else dt.datetime.now(dt.UTC),
        "decided_by": None if is_open else decision.by,
        "reason": decision.reason,
    }
    update_proposal(session, proposal, told | more)


def update_proposal(session: Session, proposal: Proposal, changed: Mapping[str, Any]) -> None:
    """Write these columns, as another revision."""
    beside = {"revision": proposal.revision + 1, "updated_at": dt.datetime.now(dt.UTC)}
    this = update(Proposal).where(Proposal.number == proposal.number)
    session.execute(this.values(**changed, **beside))
    session.refresh(proposal)


def _origin_of(compiled: Compiled) -> str | None:
    """The article whose facts change, where it is one alone. Imports have origins of their own."""
    articles = {source.article.id for source in compiled.sources.values()}
    for target in compiled.targets.values():
        articles.add(target.origin if target.dataset_id == CURATED else "")
    return next(iter(articles)) or None if len(articles) == 1 else None


def _reason_of(proposals: Sequence[Proposal], said: str | None) -> str:
    """What the ledger keeps: which proposals, whose, and why the curator accepts them.

    Not their notes: a reason is told to all for good, and nobody has read these for that.
    """
    ids = [each.id for each in proposals]
    listed = ", ".join(ids[:_MOST_NAMED])
    if len(ids) > _MOST_NAMED:
        listed += f" and {len(ids) - _MOST_NAMED} more"
    proposers = ", ".join(dict.fromkeys(each.proposer for each in proposals))
    noun = "proposal" if len(ids) == 1 else "proposals"
    told = f"Accept {noun} {listed} of {proposers}"
    return f"{told}: {said}" if said else told
