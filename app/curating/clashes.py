"""What proposals say that is known already, or that does not go with what is known or proposed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.curating.comparing import contradiction, rivals, says_the_same
from app.curating.compiling import Compiled, compile_proposals, names_subject, present
from app.curating.needed import needed_by
from app.curating.withholding import withheld
from app.db import unindexed
from app.ledger import NewFact
from app.matching.candidates import Asked, Candidate, find_candidates
from app.matching.description import Description
from app.models import Fact, Proposal, shown
from app.models.rows import FactRow, fact_rows
from app.profiles.merges import survivors
from app.search.folding import plain
from app.vocabulary import (
    PROPERTIES,
    UNDECIDED,
    EntityKind,
    FactKind,
    ProposalAction,
    Rank,
)

_MOST_MATCHES: Final = 5
_LEAST_SCORE: Final = 0.05
Topic = tuple[str, str, str]
# What bounds the terms in a post and in a body.
_BOUNDS: Final = ("founding_date", "dissolution_date", "start_date", "end_date")
_LIVES: Final = (*_BOUNDS, "birth_date", "death_date")


@dataclass(frozen=True, slots=True)
class Clash:
    """A standing fact, or another open proposal, and what it has to do with this one."""

    why: str
    fact: FactRow | None = None
    proposal: Proposal | None = None
    same_article: bool = False

    def is_seen_by(self, proposer: str) -> bool:
        """Whether it is on record, or the proposer's own."""
        return self.proposal is None or self.proposal.proposer == proposer


@dataclass(slots=True)
class Clashes:
    """``duplicates`` say the same, ``conflicts`` the contrary; ``matches`` may be the new entity.

    A duplicate of another article is worth accepting: the fact then has a second citation.
    """

    duplicates: list[Clash] = field(default_factory=list)
    conflicts: list[Clash] = field(default_factory=list)
    matches: list[Candidate] = field(default_factory=list)

    def keep_of(self, proposer: str) -> None:
        """Leave out what others propose."""
        for found in (self.duplicates, self.conflicts):
            kept = [each for each in found if each.is_seen_by(proposer)]
            found[:] = kept


def find_clashes(
    session: Session, proposals: Sequence[Proposal], compiled: Compiled, *, matching: bool
) -> dict[str, Clashes]:
    """The clashes of those of these proposals that are not decided, by their ids.

    ``matching``: with those on record that a new entity may be.
    """
    merged = survivors(
        session, {one for each in compiled.facts.values() for one in each.mentions()}
    )
    facts = {one: fact.resolved(merged) for one, fact in compiled.facts.items()}
    standing = _standing(session, facts.values())
    others = _alike(_others(session, proposals), proposals)
    # What they mention may be named by proposals of another topic.
    beside = _resolved(compile_proposals(session, [*needed_by(session, others), *others]), merged)
    clashes = {each.id: Clashes() for each in proposals}
    by_topic: defaultdict[Topic, list[Proposal]] = defaultdict(list)
    for other in others:
        by_topic[_topic(other)].append(other)
    for each in filter(is_undecided, proposals):
        found = clashes[each.id]
        _same_target(each, others, found)
        if each.id in facts:
            _compare(each, facts[each.id], standing, found)
            _compare_proposed(each, facts[each.id], by_topic[_topic(each)], beside, found)
    if matching:
        _match(session, proposals, clashes)
    return clashes


def is_undecided(proposal: Proposal) -> bool:
    """Whether somebody has still to say what becomes of it."""
    return proposal.status in UNDECIDED


def _compare(
    proposal: Proposal, fact: NewFact, standing: Sequence[FactRow], found: Clashes
) -> None:
    others = [row for row in standing if row.id != proposal.fact_id]
    for row in others:
        same_article = row.origin == proposal.article_id
        if says_the_same(fact, row):
            if row.rank == Rank.DEPRECATED:
                why = f"deprecated: {row.rank_reason}"
                found.conflicts.append(Clash(why, fact=row, same_article=same_article))
            else:
                found.duplicates.append(Clash("says the same", row, same_article=same_article))
        elif why_not := contradiction(fact, row):
            found.conflicts.append(Clash(why_not, row, same_article=same_article))
    for rival in rivals(fact, others):
        found.conflicts.append(Clash("another holder of the post", rival))


def _compare_proposed(
    proposal: Proposal,
    fact: NewFact,
    others: Sequence[Proposal],
    beside: Mapping[str, NewFact],
    found: Clashes,
) -> None:
    for other in others:
        said = beside.get(other.id)
        if said is None or other.id == proposal.id:
            continue
        same_article = other.article_id == proposal.article_id
        if says_the_same(fact, said):
            clash = Clash("says the same", proposal=other, same_article=same_article)
            found.duplicates.append(clash)
        elif why := contradiction(fact, said):
            found.conflicts.append(Clash(why, proposal=other, same_article=same_article))
        elif rivals(fact, [said]):
            found.conflicts.append(Clash("another holder of the post", proposal=other))


def _same_target(proposal: Proposal, others: Sequence[Proposal], found: Clashes) -> None:
    for other in others:
        if proposal.fact_id and other.fact_id == proposal.fact_id and other.id != proposal.id:
            clash = Clash(f"{_WANTS[ProposalAction(other.action)]} the same fact", proposal=other)
            found.conflicts.append(clash)


_WANTS: Final = {
    ProposalAction.ADD: "speaks of",
    ProposalAction.REPLACE: "replaces",
    ProposalAction.DEPRECATE: "deprecates",
    ProposalAction.RETRACT: "retracts",
}


def _resolved(compiled: Compiled, merged: Mapping[str, str]) -> dict[str, NewFact]:
    return {one: fact.resolved(merged) for one, fact in compiled.facts.items()}


def _standing(session: Session, facts: Collection[NewFact]) -> list[FactRow]:
    """The standing facts that these may clash with."""
    subjects = {fact.subject_id for fact in facts}
    posts = {fact.post_id for fact in facts if fact.post_id}
    bodies = posts | {fact.organization_id for fact in facts if fact.organization_id}
    if not subjects:
        return []
    about = fact_rows(session, Fact.subject_id.in_(subjects), shown(None))
    of_kind = unindexed(Fact.kind) == FactKind.MEMBERSHIP
    held = fact_rows(session, Fact.post_id.in_(posts), of_kind, shown(None))
    bounds = fact_rows(
        session, Fact.subject_id.in_(bodies), Fact.property.in_(_BOUNDS), shown(None)
    )
    rows = {row.row: row for row in (*about, *held, *bounds)}
    return [rows[number] for number in sorted(rows)]


def _others(session: Session, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The undecided proposals of the same subjects, posts and facts, these among them."""
    posts = {each.post_id for each in proposals if each.post_id}
    targets = {each.fact_id for each in proposals if each.fact_id}
    found = select(Proposal).where(
        Proposal.status.in_(UNDECIDED),
        or_(
            Proposal.subject_id.in_({each.subject_id for each in proposals}),
            Proposal.post_id.in_(posts),
            Proposal.fact_id.in_(targets),
        ),
    )
    others = list(session.scalars(found.order_by(Proposal.number)))
    gone = withheld(session, others)
    return [each for each in others if each.id not in gone]


def _alike(others: Sequence[Proposal], proposals: Sequence[Proposal]) -> list[Proposal]:
    """Those that may clash with these; there may be very many others of one person."""
    topics = {_topic(each) for each in proposals}
    targets = {each.fact_id for each in proposals if each.fact_id}
    return [each for each in others if _topic(each) in topics or each.fact_id in targets]


def _topic(proposal: Proposal) -> Topic:
    """What a proposal is of: only those of one topic say the same or the contrary.

    Terms in posts, and the dates that bound them, are one topic.
    """
    part: Mapping[str, Any] = proposal.part or {}
    section, property_ = str(proposal.section), str(part.get("property"))
    if section == "memberships" or property_ in _LIVES:
        return ("terms", "", "")
    if section == "facts":
        known = PROPERTIES.get(property_)
        many = known is not None and known.many and "value" in part
        return ("facts", property_, plain(str(part["value"])) if many else "")
    return (section.replace("other_names", "name"), "", plain(str(part.get("value", ""))))


def _match(session: Session, proposals: Sequence[Proposal], clashes: Mapping[str, Clashes]) -> None:
    """Whom new entities may be: those on record with such a name."""
    there = present(session, {each.subject_id for each in proposals})
    new = [each for each in proposals if names_subject(each) and each.subject_id not in there]
    asked = {
        each.id: Asked(
            Description(names=(str((each.part or {})["value"]),)),
            kinds=(EntityKind(each.subject_kind),),
        )
        for each in new
    }
    for proposal_id, candidates in find_candidates(session, asked).items():
        likely = [each for each in candidates if each.score >= _LEAST_SCORE]
        clashes[proposal_id].matches = likely[:_MOST_MATCHES]
