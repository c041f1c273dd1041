"""From proposals to the facts that they would become, checked as dossiers are."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.curating.problems import ProposalProblem
from app.curating.sources import Source, find_sources
from app.ledger import NewFact
from app.loading.adding import Addition, organizations_of
from app.loading.compiling import SECTIONS, Compiler
from app.loading.problems import Field, Problem
from app.loading.values import Checker
from app.models import Fact, Proposal, shown
from app.models.rows import FactRow, fact_rows
from app.profiles.evidence import kinds_of
from app.profiles.merges import survivors, withdrawn
from app.queries.match import present_documents
from app.vocabulary import EntityKind, ProposalAction

_MENTIONS: Final = ("post", "organization", "on_behalf_of", "event", "object")
_SECTION_OF: Final = {kind: section for section, kind in SECTIONS.items()}


@dataclass(slots=True)
class Compiled:
    """What proposals would become, by their ids, and what stands in the way.

    ``targets`` are the standing facts that they speak of. ``facts`` lacks those that are wrong, and
    those that bring none.
    """

    facts: dict[str, NewFact] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    targets: dict[str, FactRow] = field(default_factory=dict)
    problems: list[ProposalProblem] = field(default_factory=list)


def compile_proposals(
    session: Session, proposals: Sequence[Proposal], *, deciding: bool = False
) -> Compiled:
    """Check proposals against their sources, what is on record, and one another.

    ``deciding``: whether they are to be recorded now, for which a source has to have its text.
    """
    sources = find_sources(session, proposals, deciding=deciding)
    compiled = Compiled(sources=sources.found, problems=sources.problems)
    ground = _Ground.of(session, proposals, sources.found.values())
    checkers: dict[tuple[str, str], Checker] = {}
    for each in proposals:
        compiled.problems += ground.problems(each)
        source = sources.found.get(each.id)
        if source is None:
            continue
        article = source.article
        if (article.id, article.text) not in checkers:
            checkers[article.id, article.text] = ground.checker(source)
        checker = checkers[article.id, article.text]
        fact, problems = _fact(each, checker, ground.organizations)
        compiled.problems += problems
        if fact is not None and not problems:
            compiled.facts[each.id] = fact
    _find_targets(session, proposals, compiled)
    return compiled


def mentions(proposal: Proposal) -> set[str]:
    """The ids of the entities that a proposal speaks of."""
    part: Mapping[str, Any] = proposal.part or {}
    return {proposal.subject_id, *(part[name] for name in _MENTIONS if part.get(name))}


def names_subject(proposal: Proposal) -> bool:
    """Whether it says what its subject is called, which makes it known."""
    return proposal.action == ProposalAction.ADD and proposal.section == "name"


def places_post(proposal: Proposal) -> bool:
    """Whether it says of which organization a post is."""
    part: Mapping[str, Any] = proposal.part or {}
    is_post = proposal.subject_kind == EntityKind.POST and proposal.section == "facts"
    return is_post and part.get("property") == "organization"


def present(session: Session, entity_ids: Collection[str]) -> set[str]:
    """Those of these ids that are on record, or were merged into what is."""
    leads = {each: each for each in entity_ids} | survivors(session, entity_ids)
    there = present_documents(session, set(leads.values()))
    return {each for each, now in leads.items() if now in there}


@dataclass(slots=True)
class _Ground:
    """What is on record of all that proposals speak of, and what they bring themselves."""

    kinds: dict[str, EntityKind]
    named: dict[str, EntityKind]
    present: set[str]
    withdrawn: set[str]
    organizations: dict[str, str]

    @classmethod
    def of(
        cls, session: Session, proposals: Sequence[Proposal], sources: Iterable[Source]
    ) -> "_Ground":
        spoken_of = {one for each in proposals for one in mentions(each)}
        on_record = kinds_of(session, spoken_of)
        organizations = organizations_of(session, on_record)
        for each in filter(places_post, proposals):
            organizations.setdefault(each.subject_id, (each.part or {}).get("object", ""))
        on_record |= kinds_of(session, set(organizations.values()))
        named = {
            each.subject_id: EntityKind(each.subject_kind)
            for each in proposals
            if names_subject(each)
        }
        new = (source.article.id for source in sources if source.particulars)
        named |= dict.fromkeys(new, EntityKind.ARTICLE)
        everyone = spoken_of | set(organizations.values())
        leads = survivors(session, everyone)
        gone = withdrawn(session, everyone | set(leads.values()))
        return cls(
            kinds={one: EntityKind(kind) for one, kind in on_record.items()},
            named=named,
            present=present(session, everyone),
            withdrawn={one for one in everyone if leads.get(one, one) in gone or one in gone},
            organizations=organizations,
        )

    def checker(self, source: Source) -> Checker:
        # What was withdrawn is told of by itself.
        known = self.present | self.withdrawn
        there = {one: kind for one, kind in self.kinds.items() if one in known}
        return Checker(
            places=_Fields(),
            article_id=source.article.id,
            text=source.article.text,
            published=source.article.published,
            kinds=there | self.named,
            problems=[],
            here=" here, nor on record",
        )

    def problems(self, proposal: Proposal) -> Iterator[ProposalProblem]:
        """What is wrong with the entities that a proposal speaks of."""
        subject, kind = proposal.subject_id, proposal.subject_kind
        for gone in sorted(mentions(proposal) & self.withdrawn):
            message = f"{gone!r} was withdrawn, and is not spoken of any more"
            yield ProposalProblem(proposal.id, _place(proposal, gone), message, is_conflict=True)
        known = self.kinds.get(subject, self.named.get(subject, kind))
        if known != kind:
            message = f"{subject!r} is the id of a known {known}, not of a {kind}"
            yield ProposalProblem(proposal.id, ("subject_id",), message)
        elif subject not in self.present | self.named.keys() | self.withdrawn:
            message = f"{subject!r} is not on record, and no open proposal gives its name"
            yield ProposalProblem(proposal.id, ("subject_id",), message, is_conflict=True)


class _Fields:
    """Tells places by the fields of a proposal."""

    def problem(self, field: Field, message: str) -> Problem:
        return Problem(_NOWHERE, 0, field, message)


_NOWHERE: Final[Any] = None  # proposals stand in no file


def _fact(
    proposal: Proposal, checker: Checker, organizations: Mapping[str, str]
) -> tuple[NewFact | None, list[ProposalProblem]]:
    """The fact of a part, with what is wrong with it."""
    if proposal.subject_kind == EntityKind.ARTICLE and proposal.section != "statements":
        message = "what an article says of itself stands in its dossier"
        return None, [ProposalProblem(proposal.id, ("subject_id",), message)]
    try:
        addition = Addition.model_validate(_as_addition(proposal))
    except ValidationError as error:
        return None, [
            ProposalProblem(proposal.id, _field(each["loc"]), _told(proposal, each))
            for each in error.errors()
        ]
    checker.problems = []
    facts = [*Compiler(addition, checker, organizations).facts()]
    problems = [
        ProposalProblem(proposal.id, _field(each.field), each.message) for each in checker.problems
    ]
    return next(iter(facts), None), problems


def _as_addition(proposal: Proposal) -> dict[str, Any]:
    """The proposal as the dossier of its article would have it."""
    section, part = str(proposal.section), dict(proposal.part or {})
    if section == "statements":
        return {"article_id": "article", "statements": [part | {"about": proposal.subject_id}]}
    said = {"id": proposal.subject_id, section: part if section == "name" else [part]}
    return {"article_id": "article", _SECTION_OF[EntityKind(proposal.subject_kind)]: [said]}


def _told(proposal: Proposal, error: Any) -> str:
    if error["type"] == "extra_forbidden" and error["loc"][-1] == proposal.section:
        return f"{proposal.section} are not said of {proposal.subject_kind}s"
    return str(error["msg"]).removeprefix("Value error, ")


def _field(field: Field) -> Field:
    """A field of the addition as one of the proposal."""
    inner = field[2:]  # behind people[0]
    if field[0] == "statements":
        return ("part", "statements", *inner)
    if not inner:
        return ("subject_id",)
    return ("part", inner[0], *(inner[1:] if inner[0] == "name" else inner[2:]))


def _place(proposal: Proposal, entity_id: str) -> Field:
    part: Mapping[str, Any] = proposal.part or {}
    named = (name for name in _MENTIONS if part.get(name) == entity_id)
    name = next(named, None)
    return ("part", str(proposal.section), name) if name else ("subject_id",)


def _find_targets(session: Session, proposals: Sequence[Proposal], compiled: Compiled) -> None:
    """The facts that proposals speak of; each must stand, and only one may speak of it."""
    wanted = {each.fact_id for each in proposals if each.fact_id}
    rows = {row.id: row for row in fact_rows(session, Fact.id.in_(wanted), shown(None))}
    taken: dict[str, str] = {}
    for each in proposals:
        if each.fact_id is None:
            continue
        place: Field = ("fact_id",)
        if each.fact_id not in rows:
            message = f"the fact {each.fact_id!r} does not stand any more"
            compiled.problems.append(ProposalProblem(each.id, place, message, is_conflict=True))
            continue
        compiled.targets[each.id] = rows[each.fact_id]
        fact, kind = compiled.facts.get(each.id), rows[each.fact_id].kind
        if fact is not None and fact.kind != kind:
            message = f"what stands is a {kind}, which this is not: replace it by another one"
            compiled.problems.append(ProposalProblem(each.id, ("part",), message))
        other = taken.setdefault(each.fact_id, each.id)
        if other != each.id:
            message = f"{other} speaks of the fact {each.fact_id!r}, too: decide one of them"
            compiled.problems.append(ProposalProblem(each.id, place, message, is_conflict=True))
