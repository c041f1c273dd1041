"""The state of the database in numbers, and what a curator should look at next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.models import Article, Citation, EntityValue, Fact, Person, Proposal, holds, shown
from app.queries.datasets import facts_standing
from app.queries.merge_proposals import open_proposals
from app.queries.quality import count_problems
from app.vocabulary import PATHS, EntityKind, ProposalStatus

_DOUBT = ("?", "~", "..")
_NAMED: Final = 3


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
    without = select(Article.id).where(holds(Article, None), ~exists().where(_supports()))
    yield _articles(session, "articles without facts", without)
    yield _articles(session, "articles with a doubtful date", _of_doubtful_date())


def _supports() -> ColumnElement[bool]:
    of_it = (Citation.article_id == Article.id) & (Citation.fact_row == Fact.row)
    return of_it & (Fact.subject_id != Article.id) & shown(None)


def _of_doubtful_date() -> Select[str]:
    dated = (EntityValue.kind == EntityKind.ARTICLE, EntityValue.property == "publication_date")
    doubtful = or_(*(EntityValue.value.contains(mark, autoescape=True) for mark in _DOUBT))
    found = select(EntityValue.entity_id).where(*dated, doubtful, holds(EntityValue, None))
    return found.group_by(EntityValue.entity_id)


def _articles(session: Session, what: str, ids: Select[str]) -> ToDo:
    """The articles with these ids: no list has just those, so the first few are named."""
    (id_,) = ids.selected_columns
    found = session.execute(ids.add_columns(func.count().over()).order_by(id_).limit(_NAMED)).all()
    number = found[0][1] if found else 0
    named = [f"{PATHS[EntityKind.ARTICLE]}/{each}" for each, _ in found]
    return ToDo(what, number, ", ".join(named) + (", …" if number > _NAMED else ""))


def _count(session: Session, counted: ColumnElement[int]) -> int:
    return session.scalar(select(counted)) or 0
