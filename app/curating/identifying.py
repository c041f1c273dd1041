"""Saying that somebody new, whom proposals name, is somebody on record."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.curating.compiling import MENTIONS, mentions, present
from app.curating.deciding import refuse_decided, refuse_withheld, update_proposal
from app.curating.problems import ProposalProblem, RefusedError
from app.models import Proposal
from app.profiles.evidence import kinds_of
from app.vocabulary import UNDECIDED, ProposalStatus


def identify(session: Session, proposal: Proposal, known_id: str) -> list[Proposal]:
    """Let what is undecided of its batch or article name ``known_id`` in the place of its subject.

    Those that read otherwise then, this one first. Raises DecidedError, and RefusedError where the
    subject is on record itself, or where there is no such entity of its kind.
    """
    refuse_decided(session, [proposal], ProposalStatus.ACCEPTED)
    refuse_withheld(session, [proposal])
    if faults := [*_faults(session, proposal, known_id)]:
        raise RefusedError([ProposalProblem(proposal.id, ("same_as",), each) for each in faults])
    new_id = proposal.subject_id
    together = [each for each in _beside(session, proposal) if new_id in mentions(each)]
    for each in together:
        part = each.part and renamed(each.part, new_id, known_id)
        subject = known_id if each.subject_id == new_id else each.subject_id
        post = part and part.get("post")
        update_proposal(session, each, {"subject_id": subject, "part": part, "post_id": post})
    return sorted(together, key=lambda each: each.id != proposal.id)


def renamed(part: Mapping[str, Any], new_id: str, known_id: str) -> dict[str, Any]:
    """A part that names another entity in the place of one."""
    named = {name: known_id for name in MENTIONS if part.get(name) == new_id}
    return {**part, **named}


def _faults(session: Session, proposal: Proposal, known_id: str) -> Iterator[str]:
    new_id, kind = proposal.subject_id, proposal.subject_kind
    there = present(session, {new_id, known_id})
    if new_id in there:
        yield f"{new_id!r} is on record itself: to say that two are one, merge them"
    elif known_id not in there:
        yield f"there is no {kind} {known_id!r} on record"
    elif (known := kinds_of(session, [known_id]).get(known_id)) != kind:
        yield f"{known_id!r} is a known {known}, not a {kind}"


def _beside(session: Session, proposal: Proposal) -> list[Proposal]:
    """What is undecided of the same batch or article, this one among it."""
    same = [Proposal.id == proposal.id]
    if proposal.batch is not None:
        same.append(Proposal.batch == proposal.batch)
    if proposal.article_id is not None:
        same.append(Proposal.article_id == proposal.article_id)
    found = select(Proposal).where(or_(*same), Proposal.status.in_(UNDECIDED))
    return list(session.scalars(found.order_by(Proposal.number)))
