"""``/review``: proposals beside the articles that they quote, for curators to decide on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.curating.reviewing import outcome_of, queue, review_of
from app.errors import InvalidParameterError, NotFoundError, UnauthorizedError
from app.keys.checking import Key
from app.models import Proposal
from app.pages import review as pages
from app.pages.frame import Frame
from app.pages.rendering import PAGE_HEADERS
from app.pages.review_form import Problem, edit_form
from app.queries.proposals import Wanted, find_proposal
from app.queries.review import ORDERS, choices
from app.routers.dependencies import SessionDep, proposal_path
from app.routers.pages.curators import (
    HOME,
    Curator,
    CuratorDep,
    RefusedKey,
    SentDep,
    SigningInDep,
    page_within,
    sign_in,
    sign_out,
)
from app.routers.pages.shared import plain_frame
from app.vocabulary import NO_NUL_PATTERN, UNDECIDED, ProposalStatus

router = APIRouter(prefix=HOME, include_in_schema=False)
SEE_OTHER: Final = 303
_MOST_PAGES: Final = 10_000
Json = Mapping[str, Any]
ProposalPath = Annotated[str, proposal_path("5f3kq7ztx2mdwo4a")]
Text = Annotated[str, Query(max_length=2000, pattern=NO_NUL_PATTERN)]
ShortText = Annotated[str, Query(max_length=40, pattern=NO_NUL_PATTERN)]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which proposals a curator goes through; ``query``: the same as an address has it."""

    wanted: Wanted
    given: dict[str, str]

    @property
    def query(self) -> str:
        """With the question mark; nothing where nothing is narrowed."""
        return f"?{urlencode(self.given)}" if self.given else ""


def get_filters(
    status: ShortText = "", rule: Text = "", proposer: Text = "", min_confidence: ShortText = ""
) -> Filters:
    """What narrows the queue; without a status, what is open. Raises InvalidParameterError."""
    known = status if status in set(ProposalStatus) else ProposalStatus.OPEN
    try:
        least = float(min_confidence) if min_confidence.strip() else None
    except ValueError:
        raise InvalidParameterError("min_confidence: give a number from 0 to 1") from None
    wanted = Wanted(
        status=ProposalStatus(known),
        rule=rule or None,
        proposer=proposer or None,
        min_confidence=least,
    )
    told = {"status": known if known != ProposalStatus.OPEN else "", "rule": rule}
    told |= {"proposer": proposer, "min_confidence": min_confidence.strip()}
    return Filters(wanted, {name: value for name, value in told.items() if value})


FiltersDep = Annotated[Filters, Depends(get_filters)]


@router.get("")
def show_queue(
    request: Request,
    session: SessionDep,
    curator: CuratorDep,
    filters: FiltersDep,
    order: ShortText = "newest",
    page: Annotated[int, Query(ge=0, le=_MOST_PAGES)] = 0,
    done: ShortText = "",
) -> Response:
    """Show the articles that have proposals; who is not signed in can do so here."""
    if curator is None:
        return signing_in(request)
    order = order if order in ORDERS else "newest"
    found = queue(session, filters.wanted, order, page)
    told = {"order": order, "page": page, "query": filters.query, "given": filters.given}
    told |= {"choices": choices(session, filters.wanted), "status": filters.wanted.status}
    told |= {"outcome": _outcome(session, done)}
    return answer(pages.queue_page(_frame(request, "Review"), found, told, signed(curator)))


@router.post("/session")
def begin(request: Request, signing: SigningInDep, next: Text = HOME) -> Response:  # noqa: A002 (the address has it)
    """Sign in with a key."""
    if isinstance(signing, RefusedKey):
        return signing_in(request, signing)
    done = RedirectResponse(page_within(next), SEE_OTHER)
    sign_in(request, done, signing)
    return done


@router.post("/session/end")
def end(request: Request, sent: SentDep) -> Response:  # noqa: ARG001 (that it was sent is enough)
    """Sign out."""
    done = RedirectResponse(HOME, SEE_OTHER)
    sign_out(request, done)
    return done


@router.get("/proposals/{proposal_id}")
def show_proposal(
    request: Request,
    session: SessionDep,
    curator: CuratorDep,
    filters: FiltersDep,
    proposal_id: ProposalPath,
    done: ShortText = "",
) -> Response:
    """Show a proposal beside its article."""
    if curator is None:
        return signing_in(request)
    found = require_proposal(session, proposal_id)
    return reviewing(request, session, curator, filters, found, outcome=_outcome(session, done))


@router.get("/proposals/{proposal_id}/edit")
def show_editing(
    request: Request,
    session: SessionDep,
    curator: CuratorDep,
    filters: FiltersDep,
    proposal_id: ProposalPath,
) -> Response:
    """Show the form in which a proposal is edited."""
    if curator is None:
        return signing_in(request)
    found = require_proposal(session, proposal_id)
    return editing(request, session, curator, filters, found)


def reviewing(
    request: Request,
    session: Session,
    curator: Curator,
    filters: Filters,
    proposal: Proposal,
    *,
    status: int = 200,
    **more: Any,
) -> Response:
    """The page of a proposal; ``more``: an ``outcome`` to be told, or a ``problem``."""
    told = review_of(session, proposal, filters.wanted) | more | {"query": filters.query}
    frame = _frame(request, f"Review: {told['source']['title'] or 'a source'}")
    return answer(pages.review_page(frame, told, signed(curator)), status)


def editing(
    request: Request,
    session: Session,
    curator: Curator,
    filters: Filters,
    proposal: Proposal,
    *,
    status: int = 200,
    typed: Json | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    """The page on which a proposal is edited, with what was ``typed`` and what is wrong with it."""
    told = review_of(session, proposal, filters.wanted) | {"query": filters.query}
    shown = told["proposal"]
    is_fixed = proposal.status not in UNDECIDED or proposal.part is None or shown["withheld"]
    if is_fixed:
        why = "there is nothing to edit of it, since it was decided, or brings no fact of its own"
        return reviewing(request, session, curator, filters, proposal, status=409, problem=why)
    form = edit_form(shown, typed, problems)
    frame = _frame(request, f"Edit: {told['source']['title'] or 'a source'}")
    return answer(pages.edit_page(frame, told | {"form": form}, signed(curator)), status)


def signing_in(request: Request, refused: RefusedKey | None = None) -> Response:
    """The form for a key; what was wrong with the last one."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = asked if request.method == "GET" else request.query_params.get("next", HOME)
    page = pages.sign_in_page(_frame(request, "Sign in"), page_within(wanted), refused)
    shown = answer(page, refused.status if refused else 200)
    if shown.status_code == UnauthorizedError.status:
        shown.headers["WWW-Authenticate"] = "Bearer"
    return shown


def require_proposal(session: Session, proposal_id: str) -> Proposal:
    """The proposal; raises NotFoundError."""
    found = find_proposal(session, proposal_id, None)
    if found is None:
        raise NotFoundError(f"There is no proposal {proposal_id!r}.")
    return found


def signed(curator: Curator) -> Json:
    """What pages tell of who is signed in, and their forms carry."""
    key: Key = curator.key
    return {"holder": key.holder, "key_id": key.id, "token": curator.form_token}


def answer(page: str, status: int = 200) -> Response:
    """A page for this curator alone."""
    return HTMLResponse(page, status, PAGE_HEADERS)


def _outcome(session: Session, done: str) -> Json | None:
    """What became of the proposal that was just decided."""
    found = find_proposal(session, done, None) if done else None
    return outcome_of(session, found) if found else None


def _frame(request: Request, title: str) -> Frame:
    return plain_frame(request, title, is_past=True)
