"""``/review``: what curators send: accepted, edited, rejected, deferred, matched, undone.

Each answers with a redirection, so that going back or reloading sends nothing again. Each form
says which revision was seen: who was slower, or sends twice, is told what became of it.
"""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.curating.deciding import Decision, accept, defer, reject, revise
from app.curating.identifying import identify
from app.curating.problems import (
    DecidedError,
    ProposalError,
    ProposalProblem,
    RefusedError,
    StaleError,
)
from app.curating.reviewing import next_after, read_part
from app.curating.undoing import undo
from app.db import read_session, write_session
from app.errors import ConflictError, InvalidParameterError
from app.models import Proposal
from app.pages.review_form import Problem, part_of
from app.routers.pages.curators import HOME, Sent, SentDep
from app.routers.pages.review import (
    SEE_OTHER,
    Filters,
    FiltersDep,
    ProposalPath,
    editing,
    require_proposal,
    reviewing,
)
from app.vocabulary import ProposalStatus

router = APIRouter(prefix=f"{HOME}/proposals/{{proposal_id}}", include_in_schema=False)
Do = Callable[[Session, Proposal], Any]
_MOST_REASON: Final = 2000
_REVISION: Final = re.compile("[0-9]{1,9}")


@router.post("/accept")
def accept_reviewed(
    request: Request, sent: SentDep, filters: FiltersDep, proposal_id: ProposalPath
) -> Response:
    """Accept it: it becomes a fact, with what it cannot do without."""

    def do(session: Session, found: Proposal) -> None:
        accept(session, [found.id], _decision(sent, found))

    return _Deciding(request, sent, filters, proposal_id, ProposalStatus.ACCEPTED).answer(do)


@router.post("/reject")
def reject_reviewed(
    request: Request, sent: SentDep, filters: FiltersDep, proposal_id: ProposalPath
) -> Response:
    """Reject it, with a reason that the proposer can read."""

    def do(session: Session, found: Proposal) -> None:
        reject(session, [found.id], _decision(sent, found, needs_reason=True))

    return _Deciding(request, sent, filters, proposal_id, ProposalStatus.REJECTED).answer(do)


@router.post("/defer")
def defer_reviewed(
    request: Request, sent: SentDep, filters: FiltersDep, proposal_id: ProposalPath
) -> Response:
    """Leave it for later."""

    def do(session: Session, found: Proposal) -> None:
        defer(session, [found.id], _decision(sent, found))

    return _Deciding(request, sent, filters, proposal_id, ProposalStatus.DEFERRED).answer(do)


@router.post("/undo")
def undo_reviewed(
    request: Request, sent: SentDep, filters: FiltersDep, proposal_id: ProposalPath
) -> Response:
    """Open it again; what accepting it recorded is taken back."""

    def do(session: Session, found: Proposal) -> None:
        undo(session, found, _decision(sent, found))

    return _Deciding(request, sent, filters, proposal_id, ProposalStatus.OPEN).answer(do)


@router.post("/match")
def match_reviewed(
    request: Request, sent: SentDep, filters: FiltersDep, proposal_id: ProposalPath
) -> Response:
    """Say that the new one whom it names is one on record."""

    def do(session: Session, found: Proposal) -> None:
        _refuse_stale(sent, found)
        known_id = (sent.fields.get("other_id") or sent.fields.get("known_id", "")).strip()
        if not known_id:
            raise _refused(found, "choose one of those on record, or give an id")
        identify(session, found, known_id)

    return _Deciding(request, sent, filters, proposal_id, None).answer(do)


@router.post("/edit")
def edit_reviewed(
    request: Request, sent: SentDep, filters: FiltersDep, proposal_id: ProposalPath
) -> Response:
    """Let it read otherwise, and accept it like that where this is asked for."""
    accepting = sent.fields.get("then") == "accept"

    def do(session: Session, found: Proposal) -> None:
        part = read_part(found, part_of(str(found.section), sent.fields))
        _refuse_stale(sent, found)
        if accepting:
            accept(session, [found.id], _decision(sent, found), {found.id: part})
        else:
            revise(session, found, part)

    wanted = ProposalStatus.ACCEPTED if accepting else None
    return _Deciding(request, sent, filters, proposal_id, wanted, is_edit=True).answer(do)


class _Deciding:
    """One decision of a curator, and what is answered to it."""

    def __init__(
        self,
        request: Request,
        sent: Sent,
        filters: Filters,
        proposal_id: str,
        status: ProposalStatus | None,
        *,
        is_edit: bool = False,
    ) -> None:
        """``status``: what it is to be; None where it stays undecided."""
        self._request = request
        self._sent = sent
        self._filters = filters
        self._id = proposal_id
        self._status = status
        self._is_edit = is_edit
        self._engine = request.app.state.engine

    def answer(self, do: Do) -> Response:
        """Do it, and lead on to what is to be looked at next; or show why it cannot be done."""
        try:
            with write_session(self._engine) as session:
                do(session, require_proposal(session, self._id))
        except ProposalError as error:
            return self._refusal(error)
        return self._onward()

    def _onward(self) -> Response:
        """The next one, where this one is decided; else this one again."""
        following: str | None = self._id
        if self._status not in (None, ProposalStatus.OPEN):
            with read_session(self._engine) as session:
                found = require_proposal(session, self._id)
                following = next_after(session, found, self._filters.wanted)
        path = f"{HOME}/proposals/{following}" if following else HOME
        asked = urlencode(self._filters.given | {"done": self._id})
        return RedirectResponse(f"{path}?{asked}", SEE_OTHER)

    def _refusal(self, error: ProposalError) -> Response:
        """Why it was not done; where it was done before by the same curator, as if it were now."""
        with read_session(self._engine) as session:
            found = require_proposal(session, self._id)
            if self._was_done(error, found):
                return self._onward()
            if self._is_edit and isinstance(error, RefusedError):
                return self._edited_again(session, found, error)
            curator = self._sent.curator
            return reviewing(
                self._request,
                session,
                curator,
                self._filters,
                found,
                status=_status_of(error),
                problem=_words(error),
                reason=self._sent.fields.get("reason", ""),
            )

    def _was_done(self, error: ProposalError, found: Proposal) -> bool:
        is_late = isinstance(error, DecidedError | StaleError)
        by_self = found.decided_by in (self._sent.curator.key.holder, None)  # None: it is open
        return is_late and self._status == found.status and by_self

    def _edited_again(self, session: Session, found: Proposal, error: RefusedError) -> Response:
        own = [each for each in error.problems if each.proposal_id == found.id]
        others = [each for each in error.problems if each.proposal_id != found.id]
        told: list[Problem] = [(tuple(map(str, each.field)), each.message) for each in own]
        told += [((), str(each)) for each in others]
        return editing(
            self._request,
            session,
            self._sent.curator,
            self._filters,
            found,
            status=_status_of(error),
            typed=self._sent.fields,
            problems=told,
        )


def _decision(sent: Sent, found: Proposal, *, needs_reason: bool = False) -> Decision:
    """Who decides, why, and on which revision; raises RefusedError."""
    reason = sent.fields.get("reason", "").strip()
    if needs_reason and not reason:
        raise _refused(found, "say why: who proposed it can read that")
    if len(reason) > _MOST_REASON:
        raise _refused(found, f"a reason has up to {_MOST_REASON} characters")
    revisions = {found.id: _revision(sent)}
    return Decision(by=sent.curator.key.holder, reason=reason or None, revisions=revisions)


def _refuse_stale(sent: Sent, found: Proposal) -> None:
    if found.revision != _revision(sent):
        raise StaleError(found)


def _revision(sent: Sent) -> int:
    """The revision that was seen; 0, which there is none of, where the form does not say."""
    given = sent.fields.get("revision", "")
    return int(given) if _REVISION.fullmatch(given) else 0


def _refused(found: Proposal, message: str) -> RefusedError:
    return RefusedError([ProposalProblem(found.id, (), message)])


def _status_of(error: ProposalError) -> int:
    is_fault = isinstance(error, RefusedError) and not all(e.is_conflict for e in error.problems)
    return InvalidParameterError.status if is_fault else ConflictError.status


def _words(error: ProposalError) -> str:
    if isinstance(error, RefusedError):
        return "; ".join(each.told for each in error.problems)
    return str(error)
