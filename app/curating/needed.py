"""What proposals cannot do without: the open ones that name what they mention."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.curating.compiling import mentions, names_subject, places_post, present
from app.curating.withholding import withheld
from app.models import Proposal
from app.vocabulary import Certainty, EntityKind, ProposalStatus


def needed_by(
    session: Session,
    wanted: Sequence[Proposal],
    status: ProposalStatus = ProposalStatus.OPEN,
) -> list[Proposal]:
    """The proposals beside these that name what these speak of and what is not on record.

    Of posts also those that give the organization. ``status``: which ones are looked at.

    Those of the same article come first; else the oldest.
    """
    along: dict[str, Proposal] = {}
    having = list(wanted)
    asked: set[str] = set()
    while missing := _missing(session, having) - asked:
        asked |= missing
        found = _about(session, missing, status)
        for entity_id in sorted(missing):
            about = [each for each in found if each.subject_id == entity_id]
            along |= {each.id: each for each in _first(about, having)}
        having = [*wanted, *along.values()]
    known = {each.id for each in wanted}
    return [each for each in along.values() if each.id not in known]


def standing_in(session: Session, ids: Collection[str]) -> set[str]:
    """Those of these proposals that rest on an organization which no article names.

    Drafting puts one in the place of a post's organization where the text has none, as inferred.
    """
    if not ids:
        return set()
    article = select(Proposal.article_id).where(Proposal.id.in_(ids))
    undecided = Proposal.status.in_((ProposalStatus.OPEN, ProposalStatus.DEFERRED))
    found = select(Proposal).where(Proposal.article_id.in_(article), undecided)
    proposals = list(session.scalars(found))
    inferred = {each.subject_id for each in proposals if _is_inferred_body(each)}
    inferred -= present(session, inferred)
    posts = {
        each.subject_id
        for each in proposals
        if places_post(each) and (each.part or {}).get("object") in inferred
    }
    return {each.id for each in proposals if mentions(each) & (inferred | posts)}.intersection(ids)


def _is_inferred_body(proposal: Proposal) -> bool:
    is_body = proposal.subject_kind == EntityKind.ORGANIZATION and names_subject(proposal)
    return is_body and (proposal.part or {}).get("certainty") == Certainty.INFERRED


def _missing(session: Session, having: Sequence[Proposal]) -> set[str]:
    """What is spoken of, and neither on record nor told of by all that it needs."""
    spoken_of = {one for each in having for one in mentions(each)}
    named = {each.subject_id for each in having if names_subject(each)}
    posts = {each.subject_id for each in having if each.subject_kind == EntityKind.POST}
    placed = {each.subject_id for each in having if places_post(each)}
    there = present(session, spoken_of)
    return spoken_of - there - (named - (posts - placed))


def _about(session: Session, entity_ids: Iterable[str], status: ProposalStatus) -> list[Proposal]:
    found = select(Proposal).where(
        Proposal.subject_id.in_(sorted(entity_ids)),
        Proposal.status == status,
        Proposal.section.in_(("name", "facts")),
    )
    about = list(session.scalars(found.order_by(Proposal.number)))
    gone = withheld(session, about)
    return [each for each in about if each.id not in gone]


def _first(about: Sequence[Proposal], having: Sequence[Proposal]) -> list[Proposal]:
    """Of what is proposed of an entity, one name, and of a post one organization."""
    articles = {each.article_id for each in having}
    has_name = {each.subject_id for each in having if names_subject(each)}
    has_place = {each.subject_id for each in having if places_post(each)}
    ordered = sorted(about, key=lambda each: each.article_id not in articles)
    names = [each for each in ordered if names_subject(each)]
    places = [each for each in ordered if places_post(each)]
    first_names = [each for each in names[:1] if each.subject_id not in has_name]
    return first_names + [each for each in places[:1] if each.subject_id not in has_place]
