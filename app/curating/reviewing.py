"""All that a curator sees at once of a proposal: its source, its neighbours, what it brings along.

Everything is told as JSON, as pages take it.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.curating.compiling import names_subject, present
from app.curating.deciding import find_proposals
from app.curating.needed import needed_by
from app.curating.parts import ProposedPart
from app.curating.problems import ProposalProblem, RefusedError
from app.curating.showing import Shown, show_proposals
from app.curating.sources import find_sources
from app.curating.wording import Context
from app.curating.writing import write_proposal
from app.ledger import NewFact
from app.model_errors import field_of, is_in, words_of
from app.models import ArticleText, Proposal, ProposedArticle
from app.profiles.merges import withdrawn
from app.profiles.references import read_references
from app.queries.documents import find_document
from app.queries.proposals import Wanted
from app.queries.review import (
    SOURCES_AT_ONCE,
    accepted_with,
    ids_of_numbers,
    of_same_source,
    waiting_sources,
)
from app.vocabulary import UNDECIDED, ProposalStatus

Json = dict[str, Any]
_BEFORE: Final = 8  # of the neighbours that are shown of a long list
_SHOWN: Final = 25
_PARTICULARS: Final = ("title", "publisher", "publication_date", "url", "language")
_UNTITLED: Final = "An article without a title"
_WITHDRAWN: Final = "A source that was withdrawn"


def queue(session: Session, wanted: Wanted, order: str, page: int) -> Json:
    """One page of the sources that have such proposals; ``more``: whether others follow."""
    rows = waiting_sources(session, wanted, order, page)
    shown = rows[:SOURCES_AT_ONCE]
    first = ids_of_numbers(session, [row.first for row in shown])
    titles = titles_of(session, [row.article_id for row in shown if row.article_id])
    sources = [
        {
            "title": titles[row.article_id] if row.article_id else "Sources that are not on record",
            "proposals": row.proposals,
            "unsure": row.unsure,
            "first": first[row.first],
            "last_at": row.last_at,
        }
        for row in shown
    ]
    return {"sources": sources, "more": len(rows) > len(shown)}


def titles_of(session: Session, article_ids: Collection[str]) -> dict[str, str]:
    """The titles of articles, on record or proposed; those that were withdrawn have none."""
    titles = dict.fromkeys(article_ids, "An article that is not on record")
    for each in article_ids:
        proposed = session.get(ProposedArticle, each)
        if proposed is not None:
            titles[each] = str(proposed.particulars.get("title") or _UNTITLED)
    titles |= {one: row.name for one, row in read_references(session, set(titles), None).items()}
    return titles | dict.fromkeys(withdrawn(session, titles), _WITHDRAWN)


def review_of(session: Session, proposal: Proposal, wanted: Wanted) -> Json:
    """A proposal with its source, and with its neighbours among those wanted of that source."""
    (shown,) = show_proposals(session, [proposal], matching=True)
    is_undecided = proposal.status in UNDECIDED and not shown.withheld
    along = needed_by(session, [proposal]) if is_undecided else []
    places, around = _around(session, proposal, wanted)
    # One by one they would cost as much as all together.
    lines = _lines(session, [*around, *along])
    return {
        "proposal": write_proposal(shown, matching=True) | {"dates": _dates(shown)},
        "along": lines[len(around) :],
        "is_new": is_undecided and _is_new(session, proposal),
        "source": _source(session, proposal, shown),
        "neighbours": places | {"lines": lines[: len(around)]},
    }


def outcome_of(session: Session, proposal: Proposal) -> Json:
    """A proposal that was decided, in a line; ``along``: what else its change accepted."""
    together = accepted_with(session, proposal.change) if proposal.change else []
    others = [each for each in together if each.id != proposal.id]
    told, *along = _lines(session, [proposal, *others])
    for line, each in zip((told, *along), (proposal, *others), strict=True):
        # Now that it is on record, it would read: Ada Moreau is called Ada Moreau.
        if names_subject(each) and each.status == ProposalStatus.ACCEPTED and not line["withheld"]:
            line["words"] = f"New {each.subject_kind}: {(each.part or {})['value']}"
    return told | {"change": proposal.change, "along": along}


def next_after(session: Session, proposal: Proposal, wanted: Wanted) -> str | None:
    """The proposal to be looked at next, of the same source; None where none is left."""
    others = [each for each in of_same_source(session, wanted, proposal) if each[1] != proposal.id]
    later = [one for number, one in others if number > proposal.number]
    return next(iter([*later, *(one for _, one in others)]), None)


def read_part(proposal: Proposal, content: Any) -> ProposedPart:
    """The part that a form has; raises RefusedError with what is wrong with each field."""
    try:
        return ProposedPart.model_validate(content)
    except ValidationError as error:
        schema = ProposedPart.model_json_schema()
        raise RefusedError(
            [
                ProposalProblem(proposal.id, ("part", *at), words_of(each, at, schema, "the fact"))
                for each in error.errors()
                for at in (field_of(each["loc"], partial(is_in, content)),)
            ]
        ) from None


def _is_new(session: Session, proposal: Proposal) -> bool:
    """Whether it names somebody or something that is not on record."""
    return names_subject(proposal) and not present(session, {proposal.subject_id})


def _lines(session: Session, proposals: Sequence[Proposal]) -> list[Json]:
    shown = show_proposals(session, proposals) if proposals else []
    return [
        {
            "id": each.proposal.id,
            "status": each.proposal.status,
            "revision": each.proposal.revision,
            "words": each.words,
            "withheld": each.withheld,
            "confidence": each.proposal.confidence,
            "conflicts": len(each.clashes.conflicts),
            "duplicates": len(each.clashes.duplicates),
            "problems": len(each.problems),
        }
        for each in shown
    ]


def _around(
    session: Session, proposal: Proposal, wanted: Wanted
) -> tuple[Json, Sequence[Proposal]]:
    """Where it stands among the others of its source, and those around it."""
    found = of_same_source(session, wanted, proposal)
    ids = [one for _, one in found]
    if proposal.id not in ids:  # it was decided meanwhile, or is looked at by its address
        place = sum(number < proposal.number for number, _ in found)
        ids = [*ids[:place], proposal.id, *ids[place:]]
    at = ids.index(proposal.id)
    first = max(0, min(at - _BEFORE, len(ids) - _SHOWN))
    around = find_proposals(session, ids[first : first + _SHOWN])
    places = {
        "place": at + 1,
        "number": len(ids),
        "previous": ids[at - 1] if at else None,
        "next": ids[at + 1] if at + 1 < len(ids) else None,
        "before": first,
        "after": len(ids) - first - len(around),
    }
    return places, around


def _dates(shown: Shown) -> list[Json]:
    """The dates as the source writes them, beside what they were understood as."""
    part: Mapping[str, Any] = shown.proposal.part or {}
    return [] if shown.withheld else [*_dates_of(part, shown.fact)]


def _dates_of(part: Mapping[str, Any], fact: NewFact | None) -> Iterator[Json]:
    means = {
        "start_date": fact and fact.start_date,
        "end_date": fact and fact.end_date,
        "value": fact and fact.value,
    }
    for name, meant in means.items():
        said = part.get(name)
        if isinstance(said, Mapping):
            written, date = said.get("written"), said.get("date")
            yield {"name": name, "written": written, "means": str(meant) if meant else date}


def _source(session: Session, proposal: Proposal, shown: Shown) -> Json:
    """The text that a proposal quotes, in three pieces, and what is known of it."""
    told = dict.fromkeys(_PARTICULARS) | {"article_id": None, "is_recorded": False}
    if shown.withheld:
        return told | {"title": _WITHDRAWN, "pieces": None}
    found, text = _particulars(session, proposal)
    return told | found | {"pieces": _pieces(text, shown.context) if text else None}


def _pieces(text: str, context: Context | None) -> list[str]:
    """A text in three: before the quote, the quote, and behind it; all before where it has none."""
    exact = context.exact if context else ""
    start = (context and context.start) or 0
    if not text.startswith(exact, start):  # the quote is of another article, or has no place
        start = text.find(exact)
    if not exact or start < 0:
        return [text, "", ""]
    end = start + len(exact)
    return [text[:start], text[start:end], text[end:]]


def _particulars(session: Session, proposal: Proposal) -> tuple[Json, str | None]:
    """What is known of the source of a proposal, and its text."""
    particulars: Mapping[str, Any]
    found = find_sources(session, [proposal], deciding=False).found.get(proposal.id)
    article_id = (found and found.article.id) or proposal.article_id
    is_recorded = False
    if article_id is None:
        particulars = proposal.source or {}
        text = particulars.get("text") or particulars.get("exact")
    elif found and found.particulars:
        particulars, text = found.particulars.model_dump(mode="json"), found.article.text
    else:
        document = find_document(session, article_id)
        particulars = json.loads(document.body) if document and document.body else {}
        is_recorded = bool(particulars)
        kept = session.get(ArticleText, article_id) or session.get(ProposedArticle, article_id)
        text = kept.text if kept else None
    told = {name: particulars.get(name) for name in _PARTICULARS}
    if article_id and not told["title"]:
        told["title"] = titles_of(session, [article_id])[article_id]
    told["language"] = told["language"] or particulars.get("language_code")
    return told | {"article_id": article_id, "is_recorded": is_recorded}, text
