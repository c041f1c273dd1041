"""``/v1/proposals``: suggested by the holders of keys, decided by curators."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import Discriminator, Field, Tag
from sqlalchemy.orm import Session

from app.conditional import etag_of
from app.curating.deciding import (
    Accepted,
    Decision,
    accept,
    defer,
    find_proposals,
    reject,
    reopen,
    revise,
)
from app.curating.identifying import identify
from app.curating.parts import Acceptance, NewProposal, Revision
from app.curating.problems import (
    DecidedError,
    ProposalProblem,
    RefusedError,
    TooManyOpenError,
    UnknownProposalError,
)
from app.curating.showing import show_proposals
from app.curating.submitting import Proposer, submit
from app.curating.writing import write_proposal
from app.errors import ConflictError, ForbiddenError, InvalidParameterError, NotFoundError
from app.keys.checking import Key
from app.models import Proposal
from app.queries import proposals
from app.queries.parameters import ListError
from app.routers.authorization import require_scope
from app.routers.dependencies import (
    PageDep,
    SessionDep,
    invalid_parameter,
    proposal_path,
)
from app.routers.openapi import CHANGED, CONDITIONAL, LISTED, SCOPED, SENT, answers
from app.routers.preconditions import IfMatch, MaybeIfMatch, require_revision, revision_etag
from app.routers.responses import fetch, json_response, page_response
from app.routers.writing import CurateDep, ProposeDep
from app.schemas.proposals import (
    AcceptedAnswer,
    AcceptSeveral,
    ProposalBatch,
    ProposalFilters,
    ProposalsPage,
    RejectedAnswer,
    Rejection,
    RejectSeveral,
    Several,
)
from app.schemas.proposals import Proposal as ProposalAnswer
from app.vocabulary import ProposalStatus, Scope

router = APIRouter(prefix="/proposals", tags=["proposals"])
_FOUND = (*SCOPED, NotFoundError)
_DECIDED = (*_FOUND, *CHANGED, *SENT)
_MOST_AT_ONCE = 500
_PATH = "/v1/proposals"

KeyDep = Annotated[Key, require_scope(Scope.PROPOSE)]
ProposalPath = Annotated[str, proposal_path("5f3kq7ztx2mdwo4a")]
RejectedPath = Annotated[str, proposal_path("5f3kq7ztx2mdwo4b")]


def _shape(sent: Any) -> str:
    return "(several)" if isinstance(sent, list) else "(one)"


OneOrSeveral = Annotated[
    Annotated[NewProposal, Tag("(one)")]
    | Annotated[list[NewProposal], Field(min_length=1, max_length=_MOST_AT_ONCE), Tag("(several)")],
    Discriminator(_shape),
]


@router.post(
    "",
    status_code=201,
    responses=answers(ProposalAnswer | ProposalBatch, (*SCOPED, *CHANGED, *SENT), status=201),
)
def create_proposals(
    request: Request, write: ProposeDep, wanted: Annotated[OneOrSeveral, Body()]
) -> Response:
    """Propose a fact, or say that one on record is wrong; a list is taken as a whole or not at all.

    Nothing that is proposed is shown to others before a curator accepts it. A holder has no more
    than 5,000 open at once.
    """
    several = wanted if isinstance(wanted, list) else [wanted]
    is_list = isinstance(wanted, list)
    own = None if is_list else "0"

    def do(session: Session) -> Response:
        with _refusals(own, submitting=True):
            made = submit(session, several, Proposer(write.key.holder, write.key.id))
        return _created(request, session, write.key, made, is_list=is_list)

    def recall(session: Session, address: str) -> Response:
        made = _made_before(session, write.key, address)
        return _created(request, session, write.key, made, is_list=is_list)

    # Their texts are kept in one place alone, where a takedown finds them.
    return write.once(do, recall=recall)


@router.get("", responses=answers(ProposalsPage, (*SCOPED, *LISTED)))
def list_proposals(
    request: Request,
    session: SessionDep,
    page: PageDep,
    key: KeyDep,
    filters: Annotated[ProposalFilters, Query()],
) -> Response:
    """List your proposals; with the scope curate, those of all."""
    given = filters.model_dump(exclude={"sort"})
    try:
        wanted = proposals.Wanted(of=_whose(key), **given)
        statement, order = proposals.list_proposals(wanted, filters.sort)
    except ListError as error:
        raise invalid_parameter(error.parameter, str(error)) from None
    found = fetch(session, statement, order, page)
    shown = show_proposals(session, [row.Proposal for row in found.rows], to=_whose(key))
    return page_response(request, found, orjson.dumps([*map(write_proposal, shown)])[1:-1])


@router.get("/{proposal_id}", responses=answers(ProposalAnswer, _FOUND))
def get_proposal(
    request: Request, session: SessionDep, key: KeyDep, proposal_id: ProposalPath
) -> Response:
    """Get one proposal: its quote in context, what says the same, and what contradicts it."""
    return _answer(request, session, key, _require(session, key, proposal_id))


@router.patch("/{proposal_id}", responses=answers(ProposalAnswer, (*_DECIDED, *CONDITIONAL)))
def edit_proposal(
    request: Request,
    write: ProposeDep,
    proposal_id: ProposalPath,
    wanted: Revision,
    if_match: IfMatch = None,
) -> Response:
    """Edit a proposal, defer it or open it again; the proposer may take back an open one."""

    def do(session: Session) -> Response:
        found = _require(session, write.key, proposal_id)
        require_revision(if_match, found.revision, f"{_PATH}/{found.id}")
        _refuse_others_work(write.key, found, wanted)
        with _refusals(proposal_id):
            _edit(session, found, wanted, write.key.holder)
        return _answer(request, session, write.key, found)

    def recall(session: Session, _: str) -> Response:
        return _answer(request, session, write.key, _require(session, write.key, proposal_id))

    return write.once(do, recall=recall)


@router.post("/accept", responses=answers(AcceptedAnswer, _DECIDED))
def accept_proposals(write: CurateDep, wanted: AcceptSeveral) -> Response:
    """Accept several proposals with one change: all, or none where something is wrong with one."""

    def do(session: Session) -> Response:
        decision = Decision(by=write.key.holder, reason=wanted.reason)
        with _refusals():
            return _accepted(accept(session, _chosen(session, wanted), decision))

    return write.once(do)


@router.post("/reject", responses=answers(RejectedAnswer, _DECIDED))
def reject_proposals(write: CurateDep, wanted: RejectSeveral) -> Response:
    """Reject several proposals, with one reason."""

    def do(session: Session) -> Response:
        decision = Decision(by=write.key.holder, reason=wanted.reason)
        with _refusals():
            rejected = reject(session, _chosen(session, wanted), decision)
        return _json({"rejected": [each.id for each in rejected]})

    return write.once(do)


@router.post(
    "/{proposal_id}/accept",
    responses=answers(AcceptedAnswer, (*_DECIDED, *CONDITIONAL[:1])),
)
def accept_proposal(
    write: CurateDep,
    proposal_id: ProposalPath,
    wanted: Acceptance,
    if_match: MaybeIfMatch = None,
) -> Response:
    """Accept a proposal, as it is or edited: it becomes a fact, with what it cannot do without."""

    def do(session: Session) -> Response:
        found = _require_seen(session, write.key, proposal_id, if_match)
        edits = {found.id: wanted.part} if wanted.part else {}
        decision = Decision(by=write.key.holder, reason=wanted.reason)
        with _refusals(proposal_id):
            return _accepted(accept(session, [found.id], decision, edits))

    return write.once(do)


@router.post(
    "/{proposal_id}/reject",
    responses=answers(RejectedAnswer, (*_DECIDED, *CONDITIONAL[:1])),
)
def reject_proposal(
    write: CurateDep,
    proposal_id: RejectedPath,
    wanted: Rejection,
    if_match: MaybeIfMatch = None,
) -> Response:
    """Reject a proposal, with a reason that the proposer can read."""

    def do(session: Session) -> Response:
        found = _require_seen(session, write.key, proposal_id, if_match)
        with _refusals(proposal_id):
            reject(session, [found.id], Decision(by=write.key.holder, reason=wanted.reason))
        return _json({"rejected": [proposal_id]})

    return write.once(do)


@contextmanager
def _refusals(own: str | None = None, *, submitting: bool = False) -> Iterator[None]:
    """What the room of proposals refuses, as problems of HTTP.

    ``own``: the proposal that the request is about, whose fields are named without its id.
    """
    try:
        yield
    except UnknownProposalError as error:
        raise NotFoundError(f"{error}.") from None
    except (DecidedError, TooManyOpenError) as error:
        raise ConflictError(f"{error}.") from None
    except RefusedError as error:
        is_conflict = not submitting and all(each.is_conflict for each in error.problems)
        errors = [_parameter_error(each, own) for each in error.problems]
        first = ": ".join(filter(None, (errors[0]["parameter"], errors[0]["detail"])))
        kind = ConflictError if is_conflict else InvalidParameterError
        raise kind(first, errors=errors) from None


def _parameter_error(problem: ProposalProblem, own: str | None) -> dict[str, str]:
    whose = () if problem.proposal_id == own else (problem.proposal_id,)
    parameter = ".".join(map(str, (*whose, *problem.field)))
    return {"parameter": parameter, "location": "body", "detail": problem.message}


def _whose(key: Key) -> str | None:
    """Whose proposals a key sees: its holder's, or with the scope curate everybody's."""
    return None if key.scope.includes(Scope.CURATE) else key.holder


def _require(session: Session, key: Key, proposal_id: str) -> Proposal:
    found = proposals.find_proposal(session, proposal_id, _whose(key))
    if found is None:
        raise NotFoundError(f"There is no proposal {proposal_id!r}, or it is not yours.")
    return found


def _require_seen(session: Session, key: Key, proposal_id: str, if_match: str | None) -> Proposal:
    """The proposal, at the revision that the client saw, where it says which one."""
    found = _require(session, key, proposal_id)
    if if_match is not None:
        require_revision(if_match, found.revision, f"{_PATH}/{found.id}")
    return found


def _edit(session: Session, found: Proposal, wanted: Revision, by: str) -> None:
    if wanted.part is not None or wanted.note is not None:
        revise(session, found, wanted.part, wanted.note)
    if wanted.same_as is not None:
        identify(session, found, wanted.same_as)
    if wanted.status is not None and wanted.status != found.status:
        decide = {"deferred": defer, "open": reopen, "rejected": reject}[wanted.status]
        decide(session, [found.id], Decision(by=by, reason=wanted.reason))


def _refuse_others_work(key: Key, found: Proposal, wanted: Revision) -> None:
    """A proposer edits and takes back what is open; the rest is for curators."""
    if key.scope.includes(Scope.CURATE):
        return
    if found.status != ProposalStatus.OPEN:
        raise ConflictError(f"{found.id} is {found.status}: only a curator changes it now.")
    if wanted.same_as is not None:
        message = "To say whom it means needs a key with the scope curate."
        raise ForbiddenError(message, needed=Scope.CURATE)
    if wanted.status not in (None, "open", "rejected"):
        message = f"To say that it is {wanted.status} needs a key with the scope curate."
        raise ForbiddenError(message, needed=Scope.CURATE)


def _chosen(session: Session, wanted: Several) -> list[str]:
    """The proposals named, and the open ones of the batch or article."""
    chosen = list(wanted.ids)
    if wanted.batch is not None or wanted.article_id is not None:
        open_ones = proposals.Wanted(
            status=ProposalStatus.OPEN,
            batch=wanted.batch,
            article_id=wanted.article_id,
            min_confidence=wanted.min_confidence,
        )
        chosen += proposals.matching_ids(session, open_ones)
    if not chosen:
        detail = "there is nothing to decide: give ids, or a batch or article that has open ones"
        errors = [{"parameter": "ids", "location": "body", "detail": detail}]
        raise InvalidParameterError(f"body parameter ids: {detail}", errors=errors)
    return chosen


def _answer(request: Request, session: Session, key: Key, found: Proposal) -> Response:
    (shown,) = show_proposals(session, [found], matching=True, to=_whose(key))
    body = orjson.dumps(write_proposal(shown, matching=True))
    etag = revision_etag(found.revision, etag_of(body).strip('"'))
    return json_response(request, body, changed_at=found.updated_at, etag=etag)


def _created(
    request: Request, session: Session, key: Key, made: Sequence[Proposal], *, is_list: bool
) -> Response:
    """What was proposed, as it is now, and where it is to be seen."""
    if is_list:
        lines = [*map(write_proposal, show_proposals(session, made, to=_whose(key)))]
        answer = _json({"data": lines, "batch": made[0].batch})
    else:
        answer = _answer(request, session, key, made[0])
    batch = made[0].batch
    answer.headers["Location"] = f"{_PATH}?batch={batch}" if batch else f"{_PATH}/{made[0].id}"
    answer.status_code = 201
    return answer


def _made_before(session: Session, key: Key, address: str) -> list[Proposal]:
    """The proposals at an address that was answered to those who made them."""
    _, are_several, batch = address.partition("?batch=")
    if not are_several:
        return [_require(session, key, address.rpartition("/")[2])]
    ids = proposals.matching_ids(session, proposals.Wanted(of=_whose(key), batch=batch))
    return find_proposals(session, ids)


def _accepted(done: Accepted) -> Response:
    return _json(
        {
            "change": done.change,
            "recorded": done.recorded,
            "retracted": done.retracted,
            "accepted": [each.id for each in done.accepted],
            "along": [
                {"id": each.id, "subject_id": each.subject_id, "section": each.section}
                for each in done.along
            ],
        }
    )


def _json(told: dict[str, Any]) -> Response:
    return Response(orjson.dumps(told), media_type="application/json")
