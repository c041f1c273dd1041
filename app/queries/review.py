"""What a curator looks at: sources with proposals, and the proposals of one in their order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from app.db import AnySelect
from app.models import Proposal
from app.queries.proposals import Wanted, list_proposals

SOURCES_AT_ONCE: Final = 50
_UNSURE: Final = 0.8
_FIRST, _LAST, _NUMBER = (
    func.min(Proposal.number),
    func.max(Proposal.number),
    func.count(Proposal.number),
)
ORDERS: Final = {
    "newest": (_LAST.desc(),),
    "oldest": (_FIRST,),
    "most": (_NUMBER.desc(), _LAST.desc()),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the queue can be narrowed by, and how many proposals there are of each status."""

    statuses: dict[str, int]
    rules: Sequence[str]
    proposers: Sequence[str]


def waiting_sources(session: Session, wanted: Wanted, order: str, page: int) -> list[Row[Any]]:
    """The articles of these proposals, one more than a page has; of all other sources one row.

    Each with how many proposals there are, how many of them are unsure, the first one's id, and
    when the last one came.
    """
    unsure = case((Proposal.confidence < _UNSURE, 1), else_=0)
    grouped = _narrowed(wanted).with_only_columns(
        Proposal.article_id,
        _NUMBER.label("proposals"),
        func.sum(unsure).label("unsure"),
        _FIRST.label("first"),
        func.max(Proposal.created_at).label("last_at"),
        maintain_column_froms=True,
    )
    grouped = grouped.group_by(Proposal.article_id).order_by(None).order_by(*ORDERS[order])
    found = grouped.limit(SOURCES_AT_ONCE + 1).offset(page * SOURCES_AT_ONCE)
    return list(session.execute(found))


def ids_of_numbers(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """The ids of the proposals with these numbers."""
    found = select(Proposal.number, Proposal.id).where(Proposal.number.in_(numbers))
    return {row.number: row.id for row in session.execute(found)}


def choices(session: Session, wanted: Wanted) -> Choices:
    """What there is to choose from among proposals of this status."""
    counted = select(Proposal.status, func.count()).group_by(Proposal.status)
    of_status = Wanted(status=wanted.status)
    return Choices(
        {row[0]: row[1] for row in session.execute(counted)},
        _distinct(session, of_status, Proposal.rule),
        _distinct(session, of_status, Proposal.proposer),
    )


def of_same_source(session: Session, wanted: Wanted, proposal: Proposal) -> list[tuple[int, str]]:
    """The numbers and ids of these proposals that have the source of one; in order."""
    elsewhere = proposal.article_id is None
    of_source = replace(wanted, article_id=proposal.article_id, elsewhere=elsewhere)
    found = _narrowed(of_source).with_only_columns(
        Proposal.number, Proposal.id, maintain_column_froms=True
    )
    return [(row.number, row.id) for row in session.execute(found.order_by(Proposal.number))]


def accepted_with(session: Session, change: int) -> list[Proposal]:
    """The accepted proposals that a change recorded."""
    found = select(Proposal).where(Proposal.change == change, Proposal.status == "accepted")
    return list(session.scalars(found.order_by(Proposal.number)))


def _narrowed(wanted: Wanted) -> AnySelect:
    return list_proposals(wanted, None)[0]


def _distinct(session: Session, wanted: Wanted, column: Any) -> list[str]:
    found = _narrowed(wanted).with_only_columns(column, maintain_column_froms=True).distinct()
    return sorted(value for (value,) in session.execute(found) if value)
