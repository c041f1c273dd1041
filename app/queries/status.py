"""The state of the database in numbers, and what a curator should look at next."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.models import Article, Citation, EntityValue, Fact, Person, Proposal, holds, shown
from app.queries.datasets import facts_standing
from app.queries.merge_proposals import open_proposals
from app.queries.quality import count_problems
from app.vocabulary import EntityKind, ProposalStatus

_DOUBT = ("?", "~", "..")


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that a curator may do: how many there are, and where they are shown."""

    what: str
    count: int
    shown_by: str


def sizes(session: Session) -> dict[str, int]:
    """How many people there are, and facts that stand."""
    people = session.scalar(select(func.count()).where(holds(Person, None))) or 0
    return {"people": people, "facts": sum(facts_standing(session).values())}


def to_do(session: Session) -> Iterator[ToDo]:
    """What a curator should do next, what cannot be so first."""
    problems = count_problems(session)
    for what, problem in (
        ("profiles with dates that cannot be so", "dead_dates"),
        ("profiles with disputed values", "disputed"),
        ("profiles with facts without a source", "unsourced"),
        ("profiles with facts of one source", "one_source"),
    ):
        yield ToDo(what, problems[problem], f"/v1/quality?problem={problem}")
    proposed = select(func.count()).where(Proposal.status == ProposalStatus.OPEN).scalar_subquery()
    yield ToDo("open proposals of facts", _count(session, proposed), "incumbent review")
    proposals = len(open_proposals(session))
    yield ToDo("open proposals to merge", proposals, "incumbent datasets proposals")
    without = _articles(~exists().where(_supports()))
    yield ToDo("articles without facts", _count(session, without), "/v1/articles")
    doubtful = _count(session, _doubtful_dates())
    yield ToDo("articles with a doubtful date", doubtful, "/v1/articles?sort=publication_date")


def _supports() -> ColumnElement[bool]:
    of_it = (Citation.article_id == Article.id) & (Citation.fact_row == Fact.row)
    return of_it & (Fact.subject_id != Article.id) & shown(None)


def _articles(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(holds(Article, None), *conditions).scalar_subquery()


def _doubtful_dates() -> ColumnElement[int]:
    dated = (EntityValue.kind == EntityKind.ARTICLE, EntityValue.property == "publication_date")
    doubtful = or_(*(EntityValue.value.contains(mark, autoescape=True) for mark in _DOUBT))
    found = select(func.count()).where(*dated, doubtful, holds(EntityValue, None))
    return found.scalar_subquery()


def _count(session: Session, counted: ColumnElement[int]) -> int:
    return session.scalar(select(counted)) or 0
