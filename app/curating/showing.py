"""Proposals as they are shown: in words, in the context of their source, with what they clash with.

All of it is computed when it is read, from what is on record then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.curating.clashes import Clashes, find_clashes, is_undecided
from app.curating.compiling import (
    Compiled,
    compile_proposals,
    mentions,
    names_subject,
    present,
)
from app.curating.needed import needed_by
from app.curating.outcomes import Undone, undone
from app.curating.parts import ProposedPart, part_columns
from app.curating.problems import ProposalProblem
from app.curating.withholding import withheld
from app.curating.wording import Context, around, in_words, wanted_in_words
from app.ledger import NewFact
from app.models import ArticleText, Proposal
from app.models.base import table_of
from app.models.rows import FactRow, citation_rows
from app.profiles.references import read_references

_IDS = ("subject_id", "object_id", "organization_id", "post_id", "on_behalf_of_id")


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with all that helps to decide on it; ``problems`` stand in the way of accepting.

    ``clashing``: the words of each fact and proposal that it clashes with, by their ids. Of one
    that is ``withheld`` nothing else may be shown. ``undone``: what took back that it was accepted.
    ``fact``: what it would become, where it can be read.
    """

    proposal: Proposal
    words: str
    context: Context | None
    clashes: Clashes
    problems: list[ProposalProblem]
    clashing: Mapping[str, str]
    withheld: bool = False
    undone: Undone | None = None
    fact: NewFact | None = None


def show_proposals(
    session: Session,
    proposals: Sequence[Proposal],
    *,
    matching: bool = False,
    to: str | None = None,
) -> list[Shown]:
    """These proposals as they are now; ``matching``: with whom a new entity may be.

    ``to``: the proposer who sees nothing of what others propose; None of a curator.
    Give some dozens at a time: all that they may clash with is looked at, too.
    """
    gone = withheld(session, proposals)
    kept = [each for each in proposals if each.id not in gone]
    shown = {each.proposal.id: each for each in _shown(session, kept, matching, to)}
    return [shown.get(each.id) or _withheld(each, gone[each.id]) for each in proposals]


def _withheld(proposal: Proposal, why: str) -> Shown:
    faults = [ProposalProblem(proposal.id, (), why, is_conflict=True)]
    problems = faults if is_undecided(proposal) else []
    return Shown(proposal, f"Not shown: {why}", None, Clashes(), problems, {}, withheld=True)


def _shown(
    session: Session,
    proposals: Sequence[Proposal],
    matching: bool,  # noqa: FBT001 (as it was asked for)
    to: str | None,
) -> list[Shown]:
    along = needed_by(session, proposals)
    compiled = compile_proposals(session, [*along, *proposals])
    clashes = find_clashes(session, proposals, compiled, matching=matching)
    if to is not None:
        along = [each for each in along if each.proposer == to]
        for clash in clashes.values():
            clash.keep_of(to)
    others = [
        one.proposal
        for each in clashes.values()
        for one in (*each.duplicates, *each.conflicts)
        if one.proposal
    ]
    needed = needed_by(session, [*proposals, *others]) if others else along
    every = [*needed, *proposals, *others]
    beside = compile_proposals(session, every) if others else compiled
    names = _names(session, every, compiled, clashes)
    known = present(session, {each.subject_id for each in proposals})
    since = undone(session, proposals)
    return [
        Shown(
            proposal=each,
            words=_words(each, compiled, names, is_new=each.subject_id not in known),
            context=_context(session, each, compiled),
            clashes=clashes[each.id],
            problems=_problems(each, compiled),
            clashing=_clashing(clashes[each.id], beside, names),
            undone=since.get(each.id),
            fact=compiled.facts.get(each.id),
        )
        for each in proposals
    ]


def _problems(proposal: Proposal, compiled: Compiled) -> list[ProposalProblem]:
    found = (each for each in compiled.problems if each.proposal_id == proposal.id)
    return [*found] if is_undecided(proposal) else []


def _words(
    proposal: Proposal, compiled: Compiled, names: Mapping[str, str], *, is_new: bool = False
) -> str:
    if is_new and names_subject(proposal):
        return f"New {proposal.subject_kind}: {names[proposal.subject_id]}"
    target, fact = compiled.targets.get(proposal.id), compiled.facts.get(proposal.id)
    return wanted_in_words(
        proposal.action,
        in_words(target, names) if target else proposal.fact_id,
        in_words(fact, names) if fact else f"{proposal.section} of {proposal.subject_id}",
    )


def _clashing(clashes: Clashes, beside: Compiled, names: Mapping[str, str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for each in (*clashes.duplicates, *clashes.conflicts):
        if each.fact is not None:
            told[each.fact.id] = in_words(each.fact, names)
        elif each.proposal is not None:
            told[each.proposal.id] = _words(each.proposal, beside, names)
    return told


def _names(
    session: Session,
    proposals: Sequence[Proposal],
    compiled: Compiled,
    clashes: Mapping[str, Clashes],
) -> dict[str, str]:
    """What the entities are called that are spoken of: on record, else as proposed."""
    rows: list[FactRow] = [*compiled.targets.values()]
    rows += [
        one.fact
        for each in clashes.values()
        for one in (*each.duplicates, *each.conflicts)
        if one.fact
    ]
    spoken_of = {one for each in proposals for one in mentions(each)}
    spoken_of |= {one for row in rows for name in _IDS if (one := getattr(row, name))}
    spoken_of |= {one for fact in compiled.facts.values() for one in fact.mentions()}
    proposed = {
        each.subject_id: str((each.part or {})["value"])
        for each in proposals
        if names_subject(each)
    }
    on_record = read_references(session, spoken_of, None)
    # What is not on record any more has no name but its id there.
    named = {one: row.name for one, row in on_record.items() if row.name != one}
    return proposed | named


def _context(session: Session, proposal: Proposal, compiled: Compiled) -> Context | None:
    """The first quote in its sentence: of the fact that it brings, else of the one that stands."""
    fact, source = compiled.facts.get(proposal.id), compiled.sources.get(proposal.id)
    if fact and source and fact.citations:
        first = fact.citations[0]
        found = around(source.article.text, first.start, first.end)
        return found if source.article.id else replace(found, start=None, end=None)
    if proposal.source:
        return Context("", str(proposal.source["exact"]), "")
    target = compiled.targets.get(proposal.id)
    cited = citation_rows(session, [target.row]) if target else []
    text = session.get(ArticleText, cited[0].article_id) if cited else None
    return around(text.text, cited[0].start, cited[0].end) if text else None


def show_edited(session: Session, proposal: Proposal, part: ProposedPart) -> Shown:
    """A proposal as it would be with another part; nothing is written."""
    columns = {each.key: getattr(proposal, each.key) for each in table_of(Proposal).columns}
    edited = Proposal(**columns | part_columns(part, (proposal.source or {}).get("exact")))
    (shown,) = show_proposals(session, [edited], matching=True)
    return shown
