"""The same person in two datasets: proposed to be merged, or merged where that was asked for.

Nothing is merged silently. A strong identifier that one entity has on each side merges them where
the operator names its scheme; all else is a proposal with its reasons, for somebody to decide.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.orm import Session

from app.batches import batches
from app.db import own_session, read_session, write_session
from app.importers.importing import Progress
from app.importers.records import InputError, Json
from app.ledger import LedgerError
from app.ledger.merging import merge
from app.matching.candidates import Asked, Candidate, find_candidates
from app.matching.description import description_of
from app.models import Dataset, Document, ImportRecord, MergeProposal
from app.queries.match import present_documents, with_identifiers
from app.queries.merge_proposals import declined_pairs, merged_proposals, proposed_pairs
from app.vocabulary import EntityKind, MergeStatus

# Identifiers that are given out once for one person or body, by somebody who takes care of that.
STRONG: Final = ("wikidata", "viaf", "isni", "gnd", "lcauth", "bnf", "orcid", "bioguide")
_KINDS: Final = (EntityKind.PERSON, EntityKind.ORGANIZATION)
_SAID: Final = ("facts", "other_names", "identifiers", "links", "memberships")  # of a document
_AGREES: Final = "identifier_agrees"
_LIKELY: Final = 0.5
_POSSIBLE: Final = 0.1  # of those that share an identifier, which some sources give out twice
_AT_ONCE: Final = 200  # entities compared before their proposals are written


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Which dataset is compared with which others; None with all of them.

    ``merge_on``: schemes of identifiers on which is merged.
    """

    dataset_id: str
    other_id: str | None = None
    merge_on: Sequence[str] = ()
    actor: str


@dataclass(slots=True)
class Matched:
    """What was found: ids merged (which into which), and how many new proposals there are.

    ``declined``: what was not merged, since somebody had decided that these are two.
    """

    merged: list[tuple[str, str]]
    proposed: int = 0
    declined: list[tuple[str, str]] = field(default_factory=list)


def check_schemes(schemes: Iterable[str]) -> None:
    """Raises InputError where a scheme is none to merge on."""
    for each in schemes:
        if each not in STRONG:
            known = ", ".join(STRONG)
            raise InputError(f"--merge-on: {each!r} is no strong identifier; such are {known}")


def match_dataset(engine: Engine, wanted: Matching, progress: Progress) -> Matched:
    """Compare a dataset with the others: merge where asked for, and propose what else is likely.

    Raises InputError where there is no such dataset or scheme.
    """
    check_schemes(wanted.merge_on)
    with read_session(engine) as session:
        _require_known(session, wanted)
        of = _count(session, wanted.dataset_id)
    matched = Matched([])
    if wanted.merge_on:
        _merge_identified(engine, wanted, matched, progress)
    done = 0
    for entity_ids in batches(_entities(engine, wanted.dataset_id), _AT_ONCE):
        with read_session(engine) as session:
            rows = list(_proposals(session, wanted, entity_ids))
        matched.proposed += _write(engine, rows)
        done += len(entity_ids)
        progress("Matching", done, of)
    _settle(engine, wanted.dataset_id)
    return matched


def merge_only(engine: Engine, wanted: Matching, progress: Progress) -> Matched:
    """Merge where that was asked for, and propose nothing; raises InputError as above."""
    check_schemes(wanted.merge_on)
    matched = Matched([])
    _merge_identified(engine, wanted, matched, progress)
    return matched


def _merge_identified(
    engine: Engine, wanted: Matching, matched: Matched, progress: Progress
) -> None:
    """Merge what shares a strong identifier that nobody else has, on either side."""
    done = 0
    with read_session(engine) as session:
        declined = declined_pairs(session)
    for entity_ids in batches(_entities(engine, wanted.dataset_id), _AT_ONCE):
        with read_session(engine) as session:
            pairs = list(_identified(session, wanted, entity_ids))
        for own_id, other_id, identifier in pairs:
            if frozenset((own_id, other_id)) in declined:
                matched.declined.append((own_id, other_id))
                continue
            reason = f"{wanted.dataset_id}: both have the identifier {identifier}"
            try:
                with write_session(engine) as session:
                    merge(session, own_id, other_id, actor=wanted.actor, reason=reason)
            except LedgerError:
                continue  # it was merged by another identifier just before
            matched.merged.append((own_id, other_id))
        done += len(entity_ids)
        progress("Comparing identifiers", done, None)


def _identified(
    session: Session, wanted: Matching, entity_ids: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """Which entity is which other, and by what identifier."""
    documents = _documents(session, entity_ids)
    schemes = set(wanted.merge_on)
    held = {
        one: [each for each in description_of(body).identifiers if each[0] in schemes]
        for one, body in documents.items()
    }
    asked = {each for identifiers in held.values() for each in identifiers}
    holders = with_identifiers(session, asked, _KINDS) if asked else {}
    beside = {one for of in holders.values() for one in of} - documents.keys()
    documents |= _documents(session, sorted(beside))
    is_other = _is_other(wanted)
    for own_id, identifiers in held.items():
        for scheme, value in sorted(identifiers):
            others = [one for one in holders[scheme, value] if one != own_id]
            if len(others) == 1 and is_other(documents[others[0]]):
                yield own_id, others[0], f"{scheme}:{value}"


def _proposals(
    session: Session, wanted: Matching, entity_ids: Sequence[str]
) -> Iterator[dict[str, Any]]:
    among = _is_other(wanted)
    rows = present_documents(session, entity_ids)
    asked = {
        one: Asked(
            description_of(orjson.loads(str(row.body))), kinds=(EntityKind(row.kind),), among=among
        )
        for one, row in rows.items()
        if row.kind in _KINDS
    }
    known = proposed_pairs(session, list(asked))
    for own_id, candidates in find_candidates(session, asked).items():
        for each in candidates:
            one, other = sorted((own_id, each.id))
            if _is_likely(each) and (one, other) not in known:
                yield {
                    "one_id": one,
                    "other_id": other,
                    "dataset_id": wanted.dataset_id,
                    "score": round(each.score, 4),
                    "reasons": _reasons(each),
                    "status": MergeStatus.OPEN,
                    "made_at": dt.datetime.now(dt.UTC),
                    "made_by": wanted.actor,
                }


def _is_likely(candidate: Candidate) -> bool:
    """Names say who somebody is, but not which of many committees on finance is meant."""
    if _AGREES in candidate.features:
        return candidate.score >= _POSSIBLE
    return candidate.kind is EntityKind.PERSON and candidate.score >= _LIKELY


def _reasons(candidate: Candidate) -> Json:
    """What agrees and what differs, with how much each says, the strongest first."""
    effects = sorted(candidate.effects.items(), key=lambda each: -abs(each[1]))
    return {name: round(effect, 2) for name, effect in effects if effect}


def _is_other(wanted: Matching) -> Callable[[Json], bool]:
    """Tells of a document whether it is on the other side."""

    def is_other(document: Json) -> bool:
        said = (fact for part in _SAID for fact in document.get(part, ()))
        datasets = {fact["dataset"] for fact in said}
        is_wanted = wanted.other_id is None or wanted.other_id in datasets
        return is_wanted and wanted.dataset_id not in datasets

    return is_other


def _documents(session: Session, entity_ids: Collection[str]) -> dict[str, Json]:
    rows: dict[str, Document] = present_documents(session, entity_ids)
    return {one: orjson.loads(str(row.body)) for one, row in rows.items() if row.kind in _KINDS}


def _entities(engine: Engine, dataset_id: str) -> Iterator[str]:
    last = ""
    while True:
        found = select(ImportRecord.entity_id).where(
            ImportRecord.dataset_id == dataset_id, ImportRecord.entity_id > last
        )
        with read_session(engine) as session:
            page = list(session.scalars(found.order_by(ImportRecord.entity_id).limit(_AT_ONCE)))
        if not page:
            return
        yield from page
        last = page[-1]


def _count(session: Session, dataset_id: str) -> int:
    counted = select(func.count()).where(ImportRecord.dataset_id == dataset_id)
    return session.scalar(counted) or 0


def _write(engine: Engine, rows: Sequence[dict[str, Any]]) -> int:
    if rows:
        with own_session(engine) as session:
            session.execute(insert(MergeProposal), rows)
    return len(rows)


def _settle(engine: Engine, dataset_id: str) -> None:
    """Note as accepted what was proposed and is merged by now."""
    with own_session(engine) as session:
        for row in merged_proposals(session, dataset_id):
            pair = (MergeProposal.one_id == row.one_id) & (MergeProposal.other_id == row.other_id)
            accepted = update(MergeProposal).where(pair)
            session.execute(accepted.values(status=MergeStatus.ACCEPTED))


def _require_known(session: Session, wanted: Matching) -> None:
    for each in (wanted.dataset_id, wanted.other_id):
        if each is not None and session.get(Dataset, each) is None:
            raise InputError(f"there is no dataset {each!r}: incumbent datasets list")
