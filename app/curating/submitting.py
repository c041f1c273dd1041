"""Proposals on their way in: from a dossier, or one by one; checked, and each only once."""

import datetime as dt
import hashlib
import secrets
from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.bulk import insert_rows
from app.curating.compiling import Compiled, compile_proposals
from app.curating.needed import needed_by
from app.curating.parts import NewProposal, part_columns
from app.curating.problems import ProposalProblem, RefusedError, TooManyOpenError
from app.curating.sources import was_withdrawn
from app.curating.standing import standing_facts
from app.loading.compiling import entities_of
from app.loading.dossier import Dossier, Drafted, Part
from app.loading.on_record import clashes_with_ledger
from app.loading.problems import DossierError, Problem
from app.loading.reading import CompiledDossier
from app.models import Fact, Proposal, ProposedArticle, known
from app.models.base import table_of
from app.models.rows import FactRow, fact_rows
from app.profiles.evidence import kinds_of
from app.vocabulary import UNDECIDED, EntityKind, ProposalAction, ProposalStatus

# Of one holder, through the API: more than curators read in months, and few for a database.
MOST_OPEN: Final = 5_000
_ID_BYTES: Final = 10
_LISTS: Final = ("other_names", "facts", "identifiers", "links", "memberships", "events")
_DRAFTED: Final = ("draft", "about")


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes: the holder of a key, or a user."""

    name: str
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of a dossier: new proposals, and how many facts were known in one way or other."""

    article_id: str
    batch: str
    new: list[Proposal]
    proposed_before: int
    on_record: int


def submit(session: Session, wanted: Sequence[NewProposal], proposer: Proposer) -> list[Proposal]:
    """Take proposals, all or none; the session must be one of ``write_session``.

    Raises RefusedError, whose problems name proposals by their place in ``wanted``, and
    TooManyOpenError.
    """
    _require_room(session, proposer, len(wanted))
    batch = _new_id() if len(wanted) > 1 else None
    problems: list[ProposalProblem] = []
    facts = standing_facts(session, {each.fact_id for each in wanted if each.fact_id})
    proposals: list[Proposal] = []
    for index, each in enumerate(wanted):
        faults = [*_faults(each, facts)]
        problems += [ProposalProblem(str(index), (field,), fault) for field, fault in faults]
        if not faults:
            made = _proposal(each, facts.get(each.fact_id or ""), proposer)
            made.batch, made.id = batch, str(index)  # as problems name it
            proposals.append(made)
    _tell_kinds(session, proposals)
    if not problems:
        problems = _checked(session, proposals).problems
    if problems:
        raise RefusedError(problems)
    for proposal in proposals:
        proposal.id = _new_id()
    _insert(session, proposals)
    return proposals


def _require_room(session: Session, proposer: Proposer, more: int) -> None:
    """Refuse what nobody could review any more; raises TooManyOpenError."""
    undecided = select(Proposal.id).where(
        Proposal.proposer == proposer.name, Proposal.status.in_(UNDECIDED)
    )
    counted = select(func.count()).select_from(undecided.limit(MOST_OPEN).subquery())
    if (session.scalar(counted) or 0) + more > MOST_OPEN:
        raise TooManyOpenError(MOST_OPEN)


def submit_dossier(session: Session, dossier: CompiledDossier, proposer: Proposer) -> Submitted:
    """Propose every fact of a dossier that is neither on record nor was proposed before.

    What speaks of withdrawn entities is proposed as well, and says that it cannot be accepted.
    Raises DossierError.
    """
    problems = [*clashes_with_ledger(session, [dossier]), *_withdrawn(session, dossier)]
    if problems:
        raise DossierError(problems)
    _keep_article(session, dossier, proposer)
    batch = _new_id()
    told = {"article_id": dossier.article_id, "batch": batch}
    proposals = [_new(proposer, **told, **columns) for columns in _facts_of(dossier.parts)]
    facts = _checked(session, proposals).facts
    origin = fact_rows(session, Fact.origin == dossier.article_id, known(None))
    standing = {row.digest for row in origin}
    before = _proposed(session, dossier.article_id)
    unknown = [each for each in proposals if each.digest not in before]
    digests = {one: fact.digest(dossier.dataset) for one, fact in facts.items()}
    new = [each for each in unknown if digests.get(each.id) not in standing]
    _insert(session, new)
    return Submitted(
        dossier.article_id, batch, new, len(proposals) - len(unknown), len(unknown) - len(new)
    )


def _withdrawn(session: Session, dossier: CompiledDossier) -> Iterator[Problem]:
    """An article that was taken back does not come in again under its id."""
    article_id = dossier.article_id
    if was_withdrawn(session, article_id):
        message = (
            f"{article_id!r} was withdrawn: revert that change (incumbent revert), or give the"
            " article another id"
        )
        yield Problem(dossier.path, dossier.lines[article_id], ("article", "id"), message)


def _checked(session: Session, proposals: Sequence[Proposal]) -> Compiled:
    """The proposals compiled, beside open ones that they need; problems are only their own."""
    along = needed_by(session, proposals)
    compiled = compile_proposals(session, [*along, *proposals])
    own = {each.id for each in proposals}
    compiled.problems = [each for each in compiled.problems if each.proposal_id in own]
    return compiled


def _action(wanted: NewProposal) -> ProposalAction:
    """What is wanted, where it is not said."""
    if wanted.action is not None:
        return wanted.action
    if wanted.fact_id is None:
        return ProposalAction.ADD
    return ProposalAction.REPLACE if wanted.part else ProposalAction.DEPRECATE


def _faults(wanted: NewProposal, facts: Mapping[str, FactRow]) -> Iterator[tuple[str, str]]:
    """What does not fit together in a proposal: the field, and what would be right."""
    action = _action(wanted)
    if action is ProposalAction.ADD:
        if wanted.fact_id is not None:
            yield "fact_id", "is of a fact on record: to add another one, leave it out"
        if wanted.subject_id is None:
            yield "subject_id", "is missing: whom the fact is about"
    elif wanted.fact_id is None:
        yield "fact_id", f"is missing: which fact to {action}"
    elif wanted.subject_id is not None:
        yield "subject_id", "is that of the fact: leave it out"
    if wanted.fact_id is not None and wanted.fact_id not in facts:
        yield "fact_id", f"there is no fact {wanted.fact_id!r} that stands"
    yield from _faults_of_part(wanted, action)


def _faults_of_part(wanted: NewProposal, action: ProposalAction) -> Iterator[tuple[str, str]]:
    brings = action in (ProposalAction.ADD, ProposalAction.REPLACE)
    if brings and wanted.part is None:
        yield "part", "is missing: the fact, as a dossier has it"
    if not brings and wanted.part is not None:
        yield "part", f"is for add and replace: to {action}, say why in note"
    if not brings and wanted.note is None:
        yield "note", "is missing: why"
    if (wanted.article_id is None) == (wanted.source is None):
        yield "source", "give either source, or article_id of an article on record"
    elif wanted.part is not None and "cite" not in wanted.part.stated(_exact(wanted)):
        yield f"part.{wanted.part.section}.cite", "is missing: the words of the article"


def _exact(wanted: NewProposal) -> str | None:
    return wanted.source.exact if wanted.source else None


def _proposal(wanted: NewProposal, target: FactRow | None, proposer: Proposer) -> Proposal:
    columns: dict[str, Any] = part_columns(wanted.part, _exact(wanted)) if wanted.part else {}
    source = wanted.source and wanted.source.model_dump(mode="json", exclude_none=True)
    return _new(
        proposer,
        action=_action(wanted),
        subject_id=target.subject_id if target else wanted.subject_id,
        subject_kind=wanted.subject_kind,
        article_id=wanted.article_id,
        source=source,
        fact_id=wanted.fact_id,
        note=wanted.note,
        rule=wanted.rule,
        confidence=wanted.confidence,
        **columns,
    )


def _tell_kinds(session: Session, proposals: Sequence[Proposal]) -> None:
    """Say what the subjects are, where the proposals do not: as on record, or as proposed."""
    subjects = [each.subject_id for each in proposals]
    proposed = select(Proposal.subject_id, Proposal.subject_kind).where(
        Proposal.subject_id.in_(subjects), Proposal.status == ProposalStatus.OPEN
    )
    kinds = {row.subject_id: row.subject_kind for row in session.execute(proposed)}
    kinds |= {each.subject_id: each.subject_kind for each in proposals if each.subject_kind}
    kinds |= kinds_of(session, subjects)
    for each in proposals:
        each.subject_kind = each.subject_kind or kinds.get(each.subject_id, EntityKind.PERSON)


def _keep_article(session: Session, dossier: CompiledDossier, proposer: Proposer) -> None:
    """Keep what is to be recorded of the article with the first proposal that is accepted."""
    row = {
        "id": dossier.article_id,
        "dataset_id": dossier.dataset,
        "particulars": dossier.parts.article.model_dump(mode="json", exclude_none=True),
        "text": dossier.text,
        "proposer": proposer.name,
        "updated_at": dt.datetime.now(dt.UTC),
    }
    session.execute(delete(ProposedArticle).where(ProposedArticle.id == dossier.article_id))
    session.execute(insert(ProposedArticle).values(row))


def _facts_of(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Every fact of a dossier, as the columns of a proposal have it."""
    for _, kind, entity in entities_of(dossier):
        about = {"subject_id": entity.id, "subject_kind": kind}
        if entity.name is not None:
            drafted = entity.name.draft or entity.draft
            yield about | _columns("name", entity.name, drafted)
        for section in _LISTS:
            for part in getattr(entity, section, ()):
                yield about | _columns(section, part, part.draft)
    kinds = {entity.id: kind for _, kind, entity in entities_of(dossier)}
    kinds[dossier.article.id] = EntityKind.ARTICLE
    for statement in dossier.statements:
        about = {"subject_id": statement.about, "subject_kind": kinds[statement.about]}
        yield about | _columns("statements", statement, statement.draft)


def _columns(section: str, part: Part, drafted: Drafted | None) -> dict[str, Any]:
    told = part.model_dump(
        mode="json", exclude_unset=True, exclude_none=True, exclude=set(_DRAFTED)
    )
    return {
        "action": ProposalAction.ADD,
        "section": section,
        "part": told,
        "post_id": told.get("post"),
        "rule": drafted and drafted.rule,
        "confidence": drafted and drafted.confidence,
    }


def _new(proposer: Proposer, **columns: Any) -> Proposal:
    now = dt.datetime.now(dt.UTC)
    proposal = Proposal(
        id=_new_id(),
        status=ProposalStatus.OPEN,
        proposer=proposer.name,
        key_id=proposer.key_id,
        revision=1,
        created_at=now,
        updated_at=now,
        **columns,
    )
    proposal.digest = _digest(proposal)
    return proposal


def _digest(proposal: Proposal) -> str:
    """What is proposed, whoever does: 128 bits over it."""
    told = (
        *(proposal.action, proposal.article_id, proposal.source, proposal.fact_id),
        *(proposal.subject_id, proposal.section, proposal.part),
    )
    said = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(said).hexdigest()[:32]


def _proposed(session: Session, article_id: str) -> set[str]:
    found = select(Proposal.digest).where(Proposal.article_id == article_id)
    return set(session.scalars(found))


def _insert(session: Session, proposals: Sequence[Proposal]) -> None:
    last = session.scalar(select(func.max(Proposal.number))) or 0
    names = table_of(Proposal).columns.keys()
    for number, each in enumerate(proposals, start=last + 1):
        each.number = number
    rows = [{name: getattr(each, name) for name in names} for each in proposals]
    insert_rows(session, table_of(Proposal), rows)


def _new_id() -> str:
    """An id that nobody can guess, in lower-case letters and digits."""
    return b32encode(secrets.token_bytes(_ID_BYTES)).decode().lower()
