"""Proposals that are not shown: they speak of what was withdrawn, or of what is hidden.

It is computed when they are read, so that they are shown again when that is reverted.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.batches import batches
from app.curating.compiling import mentions, places_post
from app.curating.problems import ProposalProblem
from app.hidden_fields import parse_field
from app.models import Fact, Proposal, WithheldFact
from app.profiles.hidden import HiddenFields, hidden_fields
from app.profiles.merges import survivors, withdrawn
from app.vocabulary import FactKind

# Which kind of fact the parts of a section become, and which of their fields says what of it.
_SAID: Final = {
    "other_names": (FactKind.NAME, "kind"),
    "facts": (FactKind.ATTRIBUTE, "property"),
    "identifiers": (FactKind.IDENTIFIER, "scheme"),
    "links": (FactKind.LINK, "kind"),
}


def withheld(session: Session, proposals: Sequence[Proposal]) -> dict[str, str]:
    """Those of these proposals that are not to be shown: why, by their ids."""
    if not proposals:
        return {}
    speaks_of = _entities_of(session, proposals)
    everyone = {one for ids in speaks_of.values() for one in ids}
    leads = survivors(session, everyone)
    gone = withdrawn(session, everyone | set(leads.values()))
    facts = _withheld_facts(session, proposals)
    addresses = _withheld_addresses(session) if any(each.source for each in proposals) else set()
    hidden = hidden_fields(session)
    told: dict[str, str] = {}
    for each in proposals:
        if of := sorted(e for e in speaks_of[each.id] if {e, leads.get(e)} & gone):
            told[each.id] = f"{', '.join(map(repr, of))} was withdrawn"
        elif facts & {each.fact_id, each.made_fact_id} or _url(each) in addresses:
            told[each.id] = "what it speaks of, or its source, was withdrawn or hidden"
        elif _is_hidden(each, hidden, leads):
            told[each.id] = "it is of a hidden field"
    return told


def problems_of_withheld(
    session: Session, proposals: Sequence[Proposal]
) -> Iterator[ProposalProblem]:
    """What is not shown can be neither edited nor accepted."""
    for proposal_id, why in withheld(session, proposals).items():
        yield ProposalProblem(proposal_id, (), why, is_conflict=True)


def _entities_of(session: Session, proposals: Sequence[Proposal]) -> dict[str, set[str]]:
    """The entities that each of them speaks of or quotes; with posts those whose they are."""
    posts = {each.post_id for each in proposals if each.post_id}
    bodies = _bodies_of(session, posts)
    told: dict[str, set[str]] = {}
    for each in proposals:
        told[each.id] = mentions(each) | bodies.get(str(each.post_id), set())
        if each.article_id:
            told[each.id].add(each.article_id)
    return told


def _bodies_of(session: Session, posts: Collection[str]) -> dict[str, set[str]]:
    """The organizations of posts: as proposed, and as last said, though it was taken back since."""
    bodies: dict[str, set[str]] = {}
    for batch in batches(sorted(posts)):
        proposed = session.scalars(
            select(Proposal).where(Proposal.subject_id.in_(batch), Proposal.section == "facts")
        )
        for each in filter(places_post, proposed):
            bodies.setdefault(each.subject_id, set()).add(str((each.part or {}).get("object")))
        said = select(Fact.subject_id, Fact.object_id).where(
            Fact.subject_id.in_(batch),
            Fact.kind == FactKind.RELATION,
            Fact.property == "organization",
        )
        bodies |= {
            row.subject_id: {str(row.object_id)} for row in session.execute(said.order_by(Fact.row))
        }
    return bodies


def _withheld_facts(session: Session, proposals: Sequence[Proposal]) -> set[str]:
    """Those of the facts that proposals speak of, or that they became, that are withheld."""
    ids = {one for each in proposals for one in (each.fact_id, each.made_fact_id) if one}
    found: set[str] = set()
    for batch in batches(sorted(ids)):
        row = select(Fact.id).join(WithheldFact, WithheldFact.row == Fact.row)
        found |= set(session.scalars(row.where(Fact.id.in_(batch))))
    return found


def _url(proposal: Proposal) -> str | None:
    source: Mapping[str, Any] = proposal.source or {}
    return source.get("url")


def _withheld_addresses(session: Session) -> set[str]:
    """Where articles that were withdrawn can be read."""
    said = select(Fact.value).join(WithheldFact, WithheldFact.row == Fact.row)
    return {str(each) for each in session.scalars(said.where(Fact.property == "url"))}


def _is_hidden(proposal: Proposal, hidden: HiddenFields, leads: Mapping[str, str]) -> bool:
    """Whether it says what a hidden field would show."""
    subject = proposal.subject_id
    of_it = (hidden.of.get(each, set()) for each in {subject, leads.get(subject, subject)})
    names = hidden.everywhere.union(*of_it)
    if not names or proposal.section not in _SAID:
        return False
    kind, says = _SAID[proposal.section]
    part: Mapping[str, Any] = proposal.part or {}
    return any(
        kind in field.kinds
        and field.word in (None, part.get(says))
        and field.of in (None, proposal.subject_kind)
        for field in map(parse_field, sorted(names))
    )
