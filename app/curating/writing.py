"""Proposals as JSON, as they go over the wire and out of the terminal."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from app.curating.clashes import Clash
from app.curating.outcomes import Undone
from app.curating.showing import Shown
from app.curating.wording import Context
from app.loading.problems import field_name
from app.matching.candidates import Candidate
from app.models import Proposal
from app.vocabulary import CURATED

Json = dict[str, Any]
# Of a proposal that is withheld; an id that it made up for somebody new says a name, too.
_NOT_SHOWN: Final = dict.fromkeys(
    ("subject_id", "part", "article_id", "source", "fact_id", "note", "reason")
)


def write_proposal(shown: Shown, *, matching: bool = False) -> Json:
    """A proposal with its context and clashes; ``matching``: and whom a new entity may be."""
    told = plain_proposal(shown.proposal) | (_NOT_SHOWN if shown.withheld else {})
    told |= {
        "withheld": shown.withheld,
        "undone": _undone(shown.undone),
        "words": shown.words,
        "context": _context(shown.context),
        "duplicates": [_clash(each, shown.clashing) for each in shown.clashes.duplicates],
        "conflicts": [_clash(each, shown.clashing) for each in shown.clashes.conflicts],
        "problems": [
            {"field": field_name(each.field), "message": each.message} for each in shown.problems
        ],
    }
    if matching:
        told["matches"] = [_match(each) for each in shown.clashes.matches]
    return told


def plain_proposal(proposal: Proposal) -> Json:
    """A proposal as it is kept."""
    return {
        "id": proposal.id,
        "action": proposal.action,
        "status": proposal.status,
        "revision": proposal.revision,
        "subject_id": proposal.subject_id,
        "subject_kind": proposal.subject_kind,
        "part": {proposal.section: proposal.part} if proposal.section else None,
        "article_id": proposal.article_id,
        "source": _source(proposal.source),
        "fact_id": proposal.fact_id,
        "note": proposal.note,
        "proposer": proposal.proposer,
        "key_id": proposal.key_id,
        "rule": proposal.rule,
        "confidence": proposal.confidence,
        "batch": proposal.batch,
        "created_at": proposal.created_at.isoformat(),
        "updated_at": proposal.updated_at.isoformat(),
        "decided_at": _moment(proposal.decided_at),
        "decided_by": proposal.decided_by,
        "reason": proposal.reason,
        "change": proposal.change,
        "recorded_fact_id": proposal.made_fact_id,
    }


def _undone(undone: Undone | None) -> Json | None:
    return {"change": undone.change, "reason": undone.reason} if undone else None


def _source(source: Mapping[str, Any] | None) -> Json | None:
    """A source without its text, which may be long."""
    if source is None:
        return None
    names = ("url", "title", "publisher", "publication_date", "exact")
    return {name: source.get(name) for name in names} | {"has_text": bool(source.get("text"))}


def _context(context: Context | None) -> Json | None:
    if context is None:
        return None
    return {
        "before": context.before,
        "exact": context.exact,
        "after": context.after,
        "start": context.start,
        "end": context.end,
    }


def _clash(clash: Clash, words: Mapping[str, str]) -> Json:
    fact, proposal = clash.fact, clash.proposal
    of_article = fact is not None and fact.dataset_id == CURATED
    return {
        "fact_id": fact.id if fact else None,
        "proposal_id": proposal.id if proposal else None,
        "words": words[fact.id if fact else proposal.id if proposal else ""],
        "why": clash.why,
        "article_id": fact.origin if fact and of_article else proposal and proposal.article_id,
        "same_article": clash.same_article,
    }


def _match(candidate: Candidate) -> Json:
    score = round(candidate.score, 4)
    return {"id": candidate.id, "kind": candidate.kind, "name": candidate.name, "score": score}


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
