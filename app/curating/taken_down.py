"""Proposals that say what must not be shown: of what was withdrawn, or of a hidden field.

They stay what they are, and are told of by their ids alone until the takedown is reverted.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.curating.compiling import mentions
from app.hidden_fields import parse_field
from app.models import Fact, Proposal
from app.models.base import table_of
from app.models.facts import withheld
from app.profiles.hidden import HiddenFields, hidden_fields
from app.profiles.merges import survivors, withdrawn
from app.vocabulary import FactKind

# Under which key a part of a section has its property, what it is where that is left out, and the
# kinds of facts that the part may become.
_PROPERTY_OF: Final = {
    "other_names": ("kind", "name", (FactKind.NAME,)),
    "facts": ("property", "", (FactKind.ATTRIBUTE, FactKind.RELATION)),
    "identifiers": ("scheme", "", (FactKind.IDENTIFIER,)),
    "links": ("kind", "website", (FactKind.LINK,)),
}
_SAYS: Final = ("section", "part", "source", "note")


def taken_down(session: Session, proposals: Sequence[Proposal]) -> set[str]:
    """The ids of those of these proposals that say what must not be shown."""
    named = {each.id: {*_named(each)} for each in proposals}
    everyone = {one for ids in named.values() for one in ids}
    leads = survivors(session, everyone)
    gone = withdrawn(session, everyone | set(leads.values()))
    hidden = hidden_fields(session)
    of_hidden = _withheld(session, {each.fact_id for each in proposals if each.fact_id})
    return {
        each.id
        for each in proposals
        if any(one in gone or leads.get(one) in gone for one in named[each.id])
        or each.fact_id in of_hidden
        or _is_hidden(each, leads.get(each.subject_id, each.subject_id), hidden)
    }


def emptied(proposal: Proposal) -> Proposal:
    """The same proposal without anything that it says; it is of no session."""
    columns = {each.key: getattr(proposal, each.key) for each in table_of(Proposal).columns}
    return Proposal(**columns | dict.fromkeys(_SAYS))


def _named(proposal: Proposal) -> Iterator[str]:
    yield from mentions(proposal)
    if proposal.article_id is not None:
        yield proposal.article_id


def _withheld(session: Session, fact_ids: Collection[str]) -> set[str]:
    """Those of these facts of which a row is shown no more."""
    found = select(Fact.id).where(Fact.id.in_(fact_ids), withheld())
    return set(session.scalars(found)) if fact_ids else set()


def _is_hidden(proposal: Proposal, subject_id: str, hidden: HiddenFields) -> bool:
    names = hidden.everywhere | hidden.of.get(subject_id, set())
    if not names or proposal.section not in _PROPERTY_OF:
        return False
    key, usual, kinds = _PROPERTY_OF[proposal.section]
    said = (proposal.part or {}).get(key, usual)
    return any(
        set(kinds) & set(field.kinds)
        and field.word in (None, said)
        and field.of in (None, proposal.subject_kind)
        for field in map(parse_field, names)
    )
