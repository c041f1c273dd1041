"""Accepted proposals into the ledger: all of them with one change, each article its own facts.

A fact that is wrong stays with its source, and is noted as wrong, so that no import brings it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.curating.compiling import Compiled
from app.curating.sources import Source, particulars_of
from app.ledger import NewEntity, NewFact, OpenChange
from app.ledger.deprecating import mark_deprecated
from app.models import Fact, Proposal, known
from app.models.rows import fact_rows
from app.profiles.merges import survivors
from app.vocabulary import CURATED_TITLE, EntityKind, ProposalAction


@dataclass(slots=True)
class _Amendment:
    """What an origin is to say otherwise."""

    dataset_id: str
    add: list[NewFact] = field(default_factory=list)
    replace: dict[str, NewFact] = field(default_factory=dict)
    drop: dict[str, str] = field(default_factory=dict)


def record_proposals(
    session: Session, change: OpenChange, proposals: Sequence[Proposal], compiled: Compiled
) -> dict[str, str]:
    """Record what these proposals ask for; the ids of the facts that they became, by their own.

    Raises LedgerError.
    """
    spoken_of = {one for fact in compiled.facts.values() for one in fact.mentions()}
    merged = survivors(session, spoken_of)
    # As the ledger will have them, so that what stands already is known again.
    compiled.facts = {one: fact.resolved(merged) for one, fact in compiled.facts.items()}
    amendments: dict[str, _Amendment] = {}
    new = {
        source.article.id: source
        for source in compiled.sources.values()
        if source.particulars is not None
    }
    for source in new.values():
        _amendment(amendments, source).add += particulars_of(source)
    wrong: dict[str, str] = {}
    for each in proposals:
        _amend(each, compiled, amendments, wrong)
    entities = [
        NewEntity(id=each.subject_id, kind=EntityKind(each.subject_kind))
        for each in proposals
        if each.id in compiled.facts
    ]
    if not (wrong or _says_something(session, amendments)):
        return _made(session, proposals, compiled)
    _declare(change, new, entities, {each.dataset_id for each in amendments.values()})
    for fact_id, why in wrong.items():
        mark_deprecated(session, change, fact_id, why)
    for origin, wanted in amendments.items():
        change.amend(
            origin, wanted.dataset_id, add=wanted.add, replace=wanted.replace, drop=wanted.drop
        )
    change.close()
    return _made(session, proposals, compiled)


def rank_reason(proposal: Proposal) -> str:
    """Why a fact is taken back, with what says so."""
    source = proposal.source or {}
    told = proposal.article_id or source.get("url")
    if source.get("exact"):
        told = f"{told}: “{source['exact']}”"
    return f"{proposal.note or 'Corrected'} ({told})" if told else str(proposal.note)


def _amendment(amendments: dict[str, _Amendment], source: Source) -> _Amendment:
    return amendments.setdefault(source.article.id, _Amendment(source.dataset_id))


def _amend(
    proposal: Proposal,
    compiled: Compiled,
    amendments: dict[str, _Amendment],
    wrong: dict[str, str],
) -> None:
    """Tell what a proposal changes of what its source says, or which fact is ``wrong``."""
    fact, source = compiled.facts.get(proposal.id), compiled.sources.get(proposal.id)
    target = compiled.targets.get(proposal.id)
    if target and proposal.action == ProposalAction.RETRACT:
        of_target = amendments.setdefault(target.origin, _Amendment(target.dataset_id))
        of_target.drop[target.id] = rank_reason(proposal)
    elif target and fact and source and source.article.id == target.origin:
        _amendment(amendments, source).replace[target.id] = fact
        return
    elif target:  # what another source says stands beside it
        wrong[target.id] = rank_reason(proposal)
    if fact and source:
        _amendment(amendments, source).add.append(fact)


def _says_something(session: Session, amendments: Mapping[str, _Amendment]) -> bool:
    """Whether anything is asked for that does not stand already, to the letter."""
    for origin, wanted in amendments.items():
        standing = _digests(session, origin)
        said = [*wanted.add, *wanted.replace.values()]
        if wanted.drop or any(each.digest(wanted.dataset_id) not in standing for each in said):
            return True
    return False


def _declare(
    change: OpenChange,
    new: Mapping[str, Source],
    entities: Sequence[NewEntity],
    dataset_ids: set[str],
) -> None:
    for dataset_id in sorted(dataset_ids):
        change.declare_dataset(dataset_id, CURATED_TITLE)
    change.declare([*(NewEntity(id=each, kind=EntityKind.ARTICLE) for each in new), *entities])
    for article_id, source in new.items():
        change.declare_article(article_id, source.article.text)


def _made(session: Session, proposals: Sequence[Proposal], compiled: Compiled) -> dict[str, str]:
    made: dict[str, str] = {}
    for each in proposals:
        fact, source = compiled.facts.get(each.id), compiled.sources.get(each.id)
        target = compiled.targets.get(each.id)
        if fact and source:
            standing = _digests(session, source.article.id)
            made[each.id] = standing.get(fact.digest(source.dataset_id), "")
        elif target:
            made[each.id] = target.id
    return {proposal_id: fact_id for proposal_id, fact_id in made.items() if fact_id}


def _digests(session: Session, origin: str) -> dict[str, str]:
    """The ids of the facts that an origin says, by what they say."""
    rows = fact_rows(session, Fact.origin == origin, known(None))
    return {row.digest: row.id for row in rows}
